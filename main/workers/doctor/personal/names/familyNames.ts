import { foldedSet } from './fold.ts';

/** Common family names, chosen by hand by country; and endings that family names have and few other words. */

const LISTED = `
  abbas abdi abdullah abubakar acar achebe adachi adams adebayo adekunle adeyemi afolabi agarwal aggarwal ahluwalia ahmad ahmadi ahmed ahn
  ahrens akbar akhtar akintola albrecht alexander allen almeida alonso alvarez alves amato amin andersen anderson andersson andrews ansari
  anwar aoki arai araújo arias armstrong arndt arnold arslan atkinson aubert avraham aydın aziz azoulay babić bae baek bailey bajaj baker
  bakker bakr balogh balogun banerjee barbier barbieri barbosa barker barnes barnett barrett barros barth basile basu bates batista
  battaglia baumann bautista baxter beck becker beckmann begum bellini bello ben-david bender benedetti bennett benoît berglund bergmann
  bergström bernard bernardi bertrand besson bhat bhatt bhattacharya bianchi bischoff biton blanchard boer bondarenko bonnet bose bouchard
  bourgeois bowen boyd boyer boyko bradley brady brandt braun brennan briggs brinkmann brouwer bruijn brunet brunner bryant bui burgess
  burke burton byrne böhm cabrera cai callahan calvo cameron campbell cao caputo cardoso carlson caron carpentier carrasco carroll caruso
  carvalho cattaneo chakraborty charpentier chatterjee chaudhary chaudhry chauhan chavez chen chopra christensen chukwu clark clarke
  clément cohen coleman collins colombo connolly connor conrad conte conti coppola cordier correia cortés coste costello cox craig
  crawford crespo cristiani cui cunningham curtis d'amico d'angelo dahan dahl daly damico dang daniels danjuma darwish dasgupta davidson
  davies davis dawson dekker delacroix delacruz delaney delattre delaunay demir deng desai deschamps deshmukh deshpande diallo dias diaz
  dietrich diez dinh diop dixon doherty domínguez doyle doğan du duarte dubois duffy dufour dumitru duncan dunn duong dupont dupuis dupuy
  durand durán dutta duval dvořák díaz ebert eckert edwards eklund elliott ellis endo engels eriksen eriksson esposito esteban evans eze
  fabbri fabre farina farkas farooq farouk farrell faure fekete ferguson fernandes fernandez fernández ferrara ferrari ferraro ferreira
  ferrer ferri fiedler fitzgerald fletcher fleury flynn fofana fonseca fournier frank franke françois fraser freitas frey friedman
  friedrich fritz fröhlich fuchs fujii fujita fukuda gaillard gallagher gallardo gallego gandhi garcia garcía garnier garrido gauthier
  gautier gebhardt georgiou gerlach germain gheorghe ghosh gibson gil giménez giordano girard giraud goel goldberg goldstein gomes gomez
  gonzalez gonzález gonçalves goodwin goto goyal graaf graf graham grassi grasso griffiths guerrero guillaume guillot gupta gustafsson
  gutiérrez guérin gérard gómez götz günther haddad hamdan hamilton hancock hansen hanson hao hara harada harris harrison hartmann harvey
  hasegawa hashimoto hassan haugen hayashi heikkinen hein heinrich heinz heller henderson hendriks henning hermann hernandez hernández
  herrera herrero herrmann hess hesse heß hidayat higgins hoang hoffman hoffmann hofmann holm honda hopkins horton horvat horváth horák
  hossain hosseini howell huang huber huet hughes hussain hussein hutchinson huynh hwang hämäläinen ibe ibrahim ibáñez iglesias ikeda imai
  inoue ionescu iqbal ishida ishii ishikawa islam ismail ivanov iyengar iyer jacobs jacquet jafari jahn jansen janssen jean jennings
  jensen jeong jia jiang jimenez jiménez johansen johansson johnson johnston jones jong joshi jovanović juhász julien järvinen kaczmarek
  kamara kaminski kaneko kaplan kapoor karimi karl karlsson kato katz kaufmann kaul keita kelley kelly kennedy kerr khalil khan khanna
  khoury kikuchi kimura kinoshita kirchner klug knoll kobayashi kojima kondo korhonen korkmaz koskinen kovalenko kovač kovács kowalczyk
  kowalski kozlov koç kramer krause krawczyk krebs kremer krishnan kristensen kristiansen krämer kröger krüger kuhn kuijpers kulkarni
  kumar kurt kuznetsov kučera kwiatkowska kwon köhler kühn kılıç lacroix laine lakatos lambert langer larsen larson larsson laurent
  leclerc lecomte leeuwen lefebvre lefèvre lehmann lemaire lemaître lemoine leroux leroy levi levine lewandowski lewis liang liao lima
  lindberg lindgren lindner lindqvist lindsay lindström lloyd lombardi lombardo lopes lopez lorenz lorenzo ludwig lund lundgren ly léger
  lévy lópez löffler lü maas macdonald machado mackenzie macleod madsen maeda magnusson maguire mahmoud maillard malhotra malik malka
  malone mancini mansour marchetti marek mariani marić martinelli martinez martini martins martínez maruyama marx marín masood masuda
  mathieu mathur matsuda matsui matsumoto matsuo matthews maurer mayer mazur mazza mbeki mccarthy mcdonald mckenzie medina mehra mehta
  meier meijer meißner melnyk melo menard mendes mendoza menon mensah menzel mercier messina metzger meunier meyer michaud millet mirza
  mishra mitchell mittal miura miyamoto miyazaki mizrahi mohamed mohammadi mohammed molina molnár monnier monteiro montero montes
  montgomery moradi morales moran moreau moreira morel morelli moreno moretti morin morita morozov morris morrison morrow moser mukherjee
  mulder muller murakami murata murphy murray mustafa mutua muñoz mwangi myers márquez mäkelä mäkinen méndez mészáros möller müller nagy
  naidu nair nakagawa nakajima nakamura nakano nakayama nambiar narayan nascimento nasser naumann navarro ndiaye negri neubauer neumann
  newman ngo nguyen nichols nicholson nielsen nieminen nikolaidis nilsen nilsson nishimura noguchi nolan nomura noor norris novikov
  novotný novák nowak nugroho nunes nwosu nyström németh núñez obi obrien ochieng oconnor odhiambo ogawa ogunleye ojo okada okafor okamoto
  okeke okonkwo okoro olawale oliveira olsen olson olsson ortega ortiz osei otieno owen owens owusu palmer palmieri palumbo pandey
  papadopoulos papp parisi parsons pascual pasquier patel patil patterson pavlov pawlak payet payne pearce pearson pedersen peeters
  pellegrini pelletier pereira peretz perez perkins perret perrin perrot perry persson petersen petrov petrović pfeiffer pham phan
  philippe phillips pillai pinto piotrowski piras pohl poirier pokorný pons popa popescu popov poulain poulsen powell prasad pratt preuß
  procházka pérez qian qin qiu quinn qureshi raabe radu rahman raman ramirez ramsey ramírez rashid rasmussen rastogi raza reddy reichert
  reinhardt renaud reuter reynolds rezaei rhodes ribeiro ricci richard richards richardson riedel riley rinaldi rizzi rizzo roberts
  robertson robinson rodrigues rodriguez rodríguez rogers rolland romano romero román rossi roth rousseau roussel rowe rudolph ruggiero
  ruiz russell russo rusu rácz rémy saito sakai sakamoto sakurai saleh salem sanchez sandberg sanders santana santiago santoro santoso
  sanz sartori sasaki sato saunders saxena schenk scherer schiller schilling schindler schlegel schlüter schmid schmidt schmitt schmitz
  schneider scholz schouten schramm schreiber schröder schubert schulte schultz schulz schulze schumacher schwartz schäfer schüler seidel
  seifert seitz sesay setiawan shaikh shao shapiro sharma shaw sheikh shelton sheridan shetty shevchenko shibata shimada shimizu shukla
  siddiqi siddiqui sidorov silvestri simmons simpson sinclair singh sinha sjöberg smirnov smith smits snyder soares sokolov solberg soler
  sood sorrentino sousa souza sow srinivasan srivastava stan steiner stephan stephens stevens stevenson stewart stoica stuart subramanian
  sugiyama sullivan sultan sutton suzuki suárez svensson svoboda swanson syed szabó szymański szűcs sáez sánchez sørensen tahir takagi
  takahashi takeda takeuchi takács tamura tanaka taniguchi tariq tavares teixeira tessier thakur thibault thompson thomsen thomson
  thornton tiwari toure traoré trivedi truong tóth török uchida ueda ueno ulrich uzor valentini vallet varga vargas varma vasseur velasco
  verdier verma vermeulen veselý vicente vieira villanueva virtanen visser vitali vogt voigt volk volkov vollmer vries vu vázquez wagner
  walker wallace walsh walters warren watanabe watkins watson watts wegner weidner weigel weiss welch wendt wenzel whitaker wieczorek
  wijaya wilhelm wilkins wilkinson willems williams williamson willis wilson winkler wojciechowski wolff woźniak wright wyatt wójcik xia
  xiao xie xiong xue yadav yamada yamaguchi yamamoto yamasaki yamashita yamazaki yates yokoyama yoon yoshida yoshikawa yousef yıldırım
  yıldız yılmaz zając zaman zander zeng zhang zhao zheng zhong zhou ziegler zieliński zimmerman zimmermann zou zulu álvarez çelik çetin
  étienne özdemir öztürk černý şahin şimşek`;

/** Words, places, given names and syllables too: seen after a given name they say less. */
const WORDS_TOO = `
  abe ali aslan austin baier baron bassi bauer baum bell berg berger berry bishop black blair blanc blanco bond booth bos boucher bowman
  bravo brooks brown brun bruno burns busch bush butler campos cano carpenter carr carter castillo castro chambers chan chandler chang
  chapman cheng chevalier cho choi chung cole colin collet cook cooke cooper costa cousin cross cruz das david dean decker delgado dijk
  ding dong drake dreyer dumas dumont engel ernst fan feng fink fiore fischer fisher fleming flores fontaine fontana ford foster fowler
  fox francis franco franklin freeman fu fuentes fuller galli gallo gao gardner gatti geiger gentile george gilbert gill goodman gordon
  grant graves gray greco greene griffin groot groß gu guerra guo haan haas hahn hale hall han hardy harper hart hawkins hayes he henry
  herbst herzog hicks hidalgo hill ho holland holmes holt hong horn hou howard howe hu hubert hudson hunt hunter ito jackson jain james
  jang jenkins jeon jha jin joly jordan joseph jung jäger kaiser kang kara kaur kaya keller kern kim kiss klein knight ko koch kok kong
  koning kraft kraus kudo kunz kurz könig lane lang lange lawrence lawson leblanc lebrun lee legrand lei lenz leone li lim lin little liu
  long longo louis lowe lozano lu lucas luo lutz lynch ma maier mann mao marchand marie marino marques marsh marshall martel martin mason
  masson maxwell may meng michel miles miller mills monti moon moore mora morgan mori moss moulin moya nagel nash nelson neri newton
  nicolas nieto norman noël oh oliver olivier ono orlando ota otto pan paris park parker pastor paul peng peters petit peña picard pierce
  pierre polat poole porter potter price prieto prévost ramos rao reed reeves reich reid ren renard rey reyes rice richter ritter riva
  rivera rivière robert robin rocha roche roger rojas rose ross roux roy royer rubio ryan ryu said sala sano santos sauer schuster schwab
  schwarz schütz scott sen seo serra serrano sethi shah sharp shen shepherd shi shin silva simon slater smit sommer song soto spencer
  stahl stanley stark steele stein stone su sun tan tang tao taylor testa thiel thomas tian todd torres tran tucker turner urban vaughan
  vega vidal villa vincent vitale vogel vos wada walter wan wang ward warner washington weaver webb weber webster wei weiß wells werner
  west wheeler white wiese wild winter wirth wit wolf wong wood woods wu wulf xu yan yang yao ye yin yoo young yu yuan zhu zimmer`;

export const FAMILY_WORDS = foldedSet(WORDS_TOO);
export const FAMILY = foldedSet(LISTED);

/** Ó and Mac, of Poland, Russia, Spain, the north, Germany, France, Greece, Italy, Armenia, Georgia, the Balkans. */
export const FAMILY_SHAPE =
  /^(?:[OD]['’]\p{Lu}\p{Ll}{2,}|Ma?c\p{Lu}\p{Ll}{2,}|Fitz\p{Ll}{3,})|\p{L}(?:sk[iya]|ská|ský|czyk|wicz|enko|chuk|yuk|[oe]vi[cć]|vić|vich|[oe]va|[^aeiou]ov|nez|dez|guez|ínez|ález|értez|sson|sdóttir|qvist|gaard|mann|bauer|hoff|hofer|meier|meyer|mayer|brück|feld|thwaite|worth|opoulos|idis|akis|elli|etti|ucci|yan|shvili|adze|escu|oğlu)$/u;
