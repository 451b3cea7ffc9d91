import { foldedSet } from './fold.ts';

/**
 * Common given names, chosen by hand by country. Those that are a word, a place or a brand as well (Grace, Paris, Jack) stand apart: of
 * them more must be seen before somebody is found.
 */

const SURE = [
  // English
  `
  aaron abigail adam adrian adriano agnes aidan aiden aimee alan alana alastair albert alec alex alexander alexandra alexis alfie alfred
  alice alicia alison allison alois alyssa amanda amelia amy andrea andrew andy angela angelina angus anisha anna anne annette annie
  anthony aoife archie arthur aseem ashley aubrey audrey barbara barry beatrice becky ben benedikt benjamin benoit bernard beth bethany
  betty beverly bobby bonnie bradley brandon brayden brenda brendan brett brian brianna bridget bruce bryan bryce caitlin caleb callum
  cameron carl carla caroline carolyn carrie cassandra catherine cathy cecilia charles cheryl chloe chris christina christine christoffer
  christopher ciara cillian cindy claire clara clifford clive colin colleen colton connor conor conrad cory courtney craig curtis cynthia
  daishi damian dan dane daniel danielle darren darryl darshan dave david deborah debra declan deirdre denise dennis derek desiree devin
  devon diana diane dimitri dominic donald donna dorothy doug douglas duncan dustin dwayne dwight dylan eddie eddy edith edward edwin
  eileen eilidh elaine eleanor elijah eliza elizabeth ella ellen elliot emanuel emil emily emma emmanuel eoin eric erica erin ernest ethan
  eugene evan evelyn ewan felicity fiona frances freddy frederick freya gabe gabrielle gareth gary gavin gemma geoff geoffrey george
  gerald geraldine gillian giselle gloria gordon graham greg gregory guenter guilherme gwen hamish hannah harold harriet harry hayden
  heather helen helio henry hitesh howard hugh iain ian imogen irene isaac isabel isabella isabelle isaiah isla jacob jacqueline jaden
  jake james jamie jan jane janet janice jared jarrod jasmin jason jayden jeff jeffrey jennifer jenny jeremiah jeremy jerome jesse jessica
  jill jim jinho joan joanna joanne jocelyn jodie joe joel joey john johnny jolene jon jonathan jose joseph josh joshua josiah joyce juan
  judith judy julia julian julianna julie justin kaitlyn karen karina karl kasumi kate katherine kathleen kathryn katie kayla keith kelly
  kelsey kendall kendra kenneth kensuke kerry kev kevin kiara kimberly kirk kirsty koki konstantin korbinian kristen kristin kyle kylie
  landon larry latoya laura lauren laurence lawrence leah leila leon leonard leonhard leslie lewis liam linda lindsay lindsey linus lisa
  logan lois lorraine louis louise lucas lucy luke lydia lynn lynne mackenzie mairi makayla malcolm marcia marcus marcy margaret maria
  marian marilyn marion marissa marjorie martha martin marvin mary mathew mathias matthew maureen megan meghan melanie melissa micah
  michael michelle mikayla mike mindy miranda miriam mitchell molly monica moritz muriel myles nadia nancy naomi natalie natasha nathan
  nathaniel neil niamh nicholas nicola nicole nigel nikki noah noel norma norman oisin oliver olivia ollie oscar owen padraig pamela
  patricia patrick paul paula pauline payton peggy peter peyton phil philip philipp phillip phoebe phyllis poppy priyanshu rachael rachel
  ralph randy raymond reagan rebecca reginald rhonda rhys richard ricky rita robert roberta rochelle rodney roger roland ronald ronnie
  rory rosemary rosie ross roxanne roy ruben russell ruth ryan ryuichi sally samantha samuel sandra saoirse sara sarah saransh sasha scott
  sean seon-wook seth shana shane shannon sharon shaun shawn sheena sheila sheldon sheri sherry shirley sian simon sindre siobhan skylar
  sophia sophie stacey stanley stella stephanie stephen steve steven stewart stuart sudhanshu sue susan suzanne sylvia tabitha tamara
  tamika tania tanner tara tasha terence teresa terrence terry thelma theo theodore theresa thomas tiffany tilda tim timothy todd tomas
  tommy toni tonya tracey tracy trent trevor trisha trivikram troy tyrone valentin valerie vanessa veronica vicky victor vincent vinzenz
  walter wanda warren wayne wendy wesley whitney william wilma winifred xaver yohei yvonne zachary zachery zoe`,
  // German, Dutch and the north
  `
  aage aart achim agneta aino alexandra anders andreas angelika anja anke annegret anneke annika antje anton antti arjen armin arne arvid
  astrid axel bart bastian beate benno bernd bernhard birgit birgitta bjarne björn bjørn bodil bram brigitte britt britta burkhard bärbel
  carina carsten christa christer christiane christoph claudia clemens cornelia daan dagmar daniela detlef dieter dietmar dirk doris dörte
  eberhard eckhard edeltraud eero einar elfriede elin elke elsa erich erik erika ernst erwin espen eva evelyn fabian felix femke ferdinand
  florian floris franz franziska fredrik freja frida frieda friedrich fritz gabriele geert georg gerd gerda gerhard gerlinde gerrit
  gertrud gijs gisela gottfried gudrun guido gunilla gunnar gunther gustav gösta günter günther hanne hanneke hannelore hannu hans harald
  hartmut hedwig heidi heike heikki heiko heiner heinrich heinz helga helmut hendrik henk henning henriette henrik herbert hermann hilde
  hildegard hilmar holger horst hubert håkan ilse inge ingeborg inger ingmar ingo ingrid irmgard ivar jaap jana jari jens jeroen jesper
  joachim jochen johan johann johanna johannes jon jonas joost joris josef juha juhani jukka jutta jörg jørgen jürgen kai kaisa kari karin
  karla karsten kasper katharina kathrin katja katri katrin kees kerstin kirsten kirsti klaus knut koen konrad kristian kristina
  kristoffer kurt kåre lars lasse lauri leena leif lena lennart leonie lieke lieselotte linnea lothar lotte ludwig lukas lutz maaike
  maarten magnus malin manfred manuela marcel mareike margareta margarete margit margot marie marieke marijke marika markku markus marlene
  marlies martina mathias matthias matti mechthild meike melina mette michaela mieke mika mikael mikkel mikko minna mona monika moritz
  morten nadine nadja niels niklas nils nina norbert oddvar ola olaf olav olli olof oskar otto paavo palle pekka pernille petra petter
  piet pieter pirjo rainer ralf rasmus reiner reinhard reinhold renate rik roel rolf roswitha rudolf rune ruud rüdiger sabine sabrina
  sander sanne saskia sebastian seppo siegfried signe sigrid sigurd silke silvia simone siri sjoerd sofie solveig sonja stefan stefanie
  steffen stig stijn sture susanne svein sven svenja sverre søren tanja terje teun thea theo thijs thomas thorsten tijmen tilman timo
  tobias torbjörn torsten trond trygve tuomas udo ulf uli ulla ulrich ulrike ursula ute uwe veit vera verena vidar viggo volker volkmar
  walburga waltraud werner wietse wilhelm willem wim winfried wolfgang wouter yannick øyvind`,
  // French
  `
  adrien adèle agathe agnès aimée alain albane alexandre alexis alice aline alphonse amandine amélie anaïs andré anne-marie annick antoine
  antoinette ariane armelle arnaud arthur audrey aurélie aurélien baptiste bastien benjamin benoît bernadette bertrand brigitte bruno
  camille carole caroline chantal charlène christelle christiane christophe claudine clémence clément colette corinne cyril cécile cédric
  céline damien danièle delphine denis denise didier dominique emmanuel emmanuelle estelle eugénie fabien fabienne fabrice fernand flavie
  florent françois françoise frédéric frédérique gaspard gaël gaëlle geneviève geoffroy georges germaine ghislain ghislaine gilbert gilles
  ginette grégoire grégory guillaume guy gwenaëlle gérard henri hervé hubert hugues huguette hélène inès isabelle jacky jacques jean
  jean-baptiste jean-claude jean-luc jean-marc jean-marie jean-michel jean-paul jean-philippe jean-pierre jeanne josette josiane joël
  joëlle julien juliette jérôme karine laetitia laurence laurent liliane lorène louise loïc luc lucie lucien lucienne ludovic léa léo léon
  madeleine magali manon marc marcel marcelle marguerite marianne marie-claire marie-claude marie-france marielle marion marius marthe
  martine maryse mathieu mathilde matthieu maud maurice maxence maxime maëlle michel micheline michèle mireille monique muriel murielle
  myriam mélanie nadège nathalie nicolas nolwenn noémie océane odette odile olivier pascale patrice paulette philippe pierre pierrick
  quentin rachid raphaël raphaëlle raymonde renaud rené renée robin roland romain roseline régine régis rémi rémy sandrine serge solange
  solène stéphane stéphanie suzanne sylvain sylvie sébastien ségolène séverine thibaud thibault thierry théo thérèse tristan valentin
  valentine valérie vincent virginie viviane véronique xavier yann yannick yves yvette yvon yvonne zoé édouard éliane élise élodie émeline
  émile émilie éric étienne`,
  // Spanish, Portuguese, Italian
  `
  adela adolfo adriana afonso agnese agustín aitor alberto alejandra alejandro alejo alessandra alessandro alessia alfonsina alfonso
  alfredo alicia aline almudena alonso ana andrea andrés angelo antonella antonia antonietta antonio aparecida araceli arianna arturo
  aránzazu assunta aurelio beatrice beatriz begoña belén benedetta benito bernarda bernardo blanca bruna bruno caio camila camilo carla
  carlo carlos carlota carmelo carolina catalina catarina caterina cayetano chiara cinzia claudia claudio cláudia conchita cosimo cristian
  cristina cristóbal césar daniela daniele davide debora diego diogo domenico donatella edgardo edoardo edson eduardo elena eleonora elisa
  elisabetta eloy elvira emanuele emiliano emilio enrico enrique enzo ernesto esteban esther ettore eugenio eusebio eva fabio fabiola
  fabrizio facundo federica federico felipe fermín fernanda fernando fernão fidel filippo fiorella flavia flávia flávio francesca
  francesco francisca francisco fábio gabriel gabriela gaetano gennaro gerardo germán giacomo gianluca gianni gilberto gilson ginevra gino
  giorgia giorgio giovanna giovanni giulia giuliana giuliano giulio giuseppe giuseppina gonzalo gonçalo graciela graziella gregorio
  guillermo gustavo helena heloísa hernán hugo humberto héctor ignacio ilaria inmaculada inácio inés irene isidro ismael ivano iván
  jacinto jaime javier jesús jimena joana joaquín jorge josefa josefina josé joão juana juanita julio jussara larissa laura leandro leonor
  leticia letizia letícia lidia lorena lorenzo lourdes luana luca lucia luciana luciano lucía luigi luis luisa luiz luísa lígia maddalena
  manuel manuela marcela marcello marcelo marco marcos marcílio margarita margherita mariana mariangela mariano maribel maricarmen marina
  marisol marta martina martín maría massimiliano massimo mateo mateus matilde matteo mattia mauricio maurizio mauro maximiliano michele
  miguel mirella montserrat márcia márcio míriam mónica nacho natalia nelson nicola nicoletta nicolás noelia norberto nuno nuria olga
  ornella osvaldo otávio pablo paola paolo pasquale patricio paulo pedro pierluigi piero pietro pilar purificación rafael raffaele
  raffaella raimunda raimundo ramiro ramón raquel raúl renata renato ricardo riccardo rigoberto rita roberta roberto rocío rodolfo rodrigo
  rogelio rogério rosa rosaria rosario rubén rui salvatore sandro sara serena sergio silvana silvia silvio simona simão sofía stefania
  stefano susana sérgio sílvia teodoro teresa thiago tiago tiziana tiziano tommaso tomás tânia umberto valdir valentina valentino valeria
  verónica vicente vincenzo vinícius virgilio vito vitor vittoria vittorio vânia víctor xavi ximena yolanda álvaro ángela ángeles`,
  // East of them, Turkey and Greece
  `
  achilleas adrian agnieszka ahmet aleksandar aleksander aleksandr aleksandra aleksei alexandros alexei alexey ali alin anastasia
  anastasios anatoly andreas andreea andrei andrey andrzej andrás angeliki anna ante anton apostolos arda aristidis arkady arseny artem
  artur aslı attila ayşe balázs barbara bartosz barış beata berk bogdan bohumil bohuslav bojan boris borislav bożena branko burak béla
  büşra břetislav cem cemal cezary christos ciprian constantin corina cosmin cristian csaba czesław călin dagmar danuta daria dariusz
  dejan denis deniz dimitar dimitra dimitrios dimitris dmitri dmitry dorota dragan dragana dubravka dumitru dušan dániel ebru eduard
  eirini ekaterina elena eleni elif eliška elżbieta emre engin erdem erdoğan erzsébet esra evangelos evgenia evgeny ewa ewelina fatih
  fatma ferenc ferhat filip florin foteini franciszek františek gabriela galina gamze gennady georgi georgia georgios gheorghe giannis
  giorgos goran gordana grażyna grigory grzegorz gyula györgy gábor gökhan gül hakan halil halina hanna hasan hatice henryk honza hristo
  hrvoje hülya hüseyin ibrahim igor ildikó ilie ilya imre ioan ioana ioannis ionel ionuț irena irina ismail istván iulia ivan ivana ivaylo
  iwona izabela jacek jadranka jadwiga jakub jan janina janusz jaroslav jarosław jasmina jelena jerzy jindřich jitka jiří joanna jolanta
  josef jovan judit justyna jános józef józsef kaan kadir kalina kalliopi kamil karol karolina katalin katarzyna katerina kateřina
  kazimierz kemal kenan kinga kirill konstantin konstantinos koray kostas krasimir krystyna krzysztof ksenia květa kyriakos ladislav lajos
  larisa laurențiu lefteris lenka leonid leszek libor liviu ljiljana lovro lubomír luboš lucian ludmila luka lyubov lyudmila lászló maciej
  magdalena magdolna maksim marat marcin marek maria marija marina marius mariusz marko markéta marta mateja mateusz małgorzata mehmet
  meltem mert merve michalis michał mihaela mihai mihály mikhail miklós mikołaj milan milica milorad miloš mircea mirjana miroslav
  mirosław mladen monika murat mustafa márton nadezhda natalia natalya nazlı nebojša nemanja nenad nicolae nikita nikola nikolai nikolaos
  nikolay nikos nilgün octavian okan oksana oldřich oleg oleksandr olena olga ondřej onur orhan osman ovidiu panagiotis panayiotis pavel
  paweł petr petra petros piotr plamen predrag przemysław pál péter pınar radek radka radoslav radosław radovan radu rafał raluca ratko
  recep renata robert roman ruslan ryszard réka răzvan saša selim selin semyon serdar sergei sergey serhiy serkan sibel simona sinan
  slavica slobodan snežana sofia sorin sotiris spyros srđan stanislav stanisław stavros stefan stjepan stoyan svetlana sylwia szymon
  sándor süleyman sławomir tadeusz tamás taras tarık tatiana tatyana teresa tereza theodoros tibor timofey tolga tomasz tomislav traian
  tsvetana tuba tuğba tülay ufuk umut urszula vadim valentina valery vasile vasiliki vasilis vasily veronika veselin vesna viktor viktoria
  viorel vitaly vladan vladimir vladimír vladislav vlasta vojtěch volkan volodymyr vsevolod vuk vyacheslav václav waldemar wanda wiesław
  witold wojciech yannis yaroslav yasemin yasin yelena yevgeny yordan yulia yuri yury yusuf yılmaz zbigniew zdeněk zdeňka zdravko zdzisław
  zeynep zinaida zofia zoltán zoran zsuzsanna zsófia zuzana zuzanna zvonimir éva ömer ömür özge özlem łukasz şebnem štěpán šárka željka
  željko ștefan`,
  // India, the Arabic world, Africa
  `
  abbas abdallah abdul abdullah abdulrahman abebe abena abhijit abhishek abiola adaeze ade adebayo adel adeola aditi aditya adnan adwoa
  ahmad ahmed aicha aisha ajay akash akshay akua alaa ama amadou amara amina aminata amine amir amit amitabh amrita anand ananya anil
  anita anjali ankit ankita ankur anuj anupam anuradha anwar aparna arjun arun arvind asha ashish ashok asif asma avinash ayesha ayodele
  aziz babatunde bashir bharat bhavna bilal bukola chandra chiamaka chidi chinedu chioma chukwuemeka dalia deepak deepika dhruv dinesh
  divya ebele efua ehab emeka fadi fahad faisal farah farhan farid farouk fatima fatma fatoumata folake fouad gaurav gautam geeta ghada
  girish gopal govind habib hadi hamid hamza hanan hari harish haroon harpreet hassan hatem hemant hiba hicham huda hussain hussein idris
  ifeanyi ifeoma imad iman imran indira ishaan jagdish jamal jamila jaya jayant jyoti kamal kamala kapil karan kareem karim karthik kavita
  kavya khadija khaled khalid kiran kishore kofi kojo krishna kwabena kwame laila lakshmi lalit lamia lata layla leila lerato lindiwe
  lubna madhu madhuri mahesh mahmoud majid malika mamadou manish manisha manoj mansour mariam maryam meena meera mehdi mohamed mohammad
  mohammed mohan mona mostafa mourad moussa muhammad mukesh muna munir musa nabil nadia naeem nandini narendra nasser naveen nawal neeraj
  neha ngozi nikhil nilesh nisha nitin nizar nkechi nnamdi nomsa nour noura obinna olumide oluwaseun omar osama ousmane padma pallavi
  pankaj parvati pooja poonam pradeep prakash pramod pranav prashant pratik praveen preeti priya priyanka rabia rachida rahul raj rajat
  rajeev rajendra rajesh rajiv rakesh ramesh rami rania rashid ravi reem rekha reza ritu rohan rohit roshan saad sachin said saleh salim
  salma sameer sami samir samira sanaa sandeep sangeeta sanjay sanjeev santosh sara sarita satish saurabh seema segun shahid shalini
  shankar sharad sharif shashi shilpa shivani shreya shruti shweta siddharth sipho smita sneha sonal soraya sourav sudha sudhir suman
  sumit sunil sunita suresh surya sushil sushma swati tahir tamer tanvi tariq tendai thabo thandi tunde tushar uche uday uma usha usman
  varun vasudha vijay vikas vikram vinay vineet vinod vishal vivek wael waleed walid wanjiru warda yahya yasmin yasmina yasser yaw yogesh
  younes yousef youssef zahra zaid zainab zanele zaynab ziad`,
  // East and south-east Asia, in Latin letters; Hebrew; Iran
  `
  agus akiko akira alireza anh arash arezoo asuka atsushi aurelio avi aviv ayaka ayelet ayumi azadeh babak bahram bambang bao behrouz budi
  byung chaim chau chihiro chul cuong dafna daiki daisuke dalit dariush dong-hyun duc ehsan eiji eitan elham emiko eran eun-ji eunji
  farhad fereshteh fitri fumiko galit ghazal gilad golnaz guoqiang hadas hae-won haiyan hamed haruka haruki haruto hendra hideki hideo
  hieu hiroki hiroko hiroshi hiroto hoang hongmei hossein hyejin hyun-woo hyunjin ichiro itai itamar jahangir ji-hoon ji-woo jiahui
  jianguo jianhua jiaqi jihoon jihye jimin jingyi jisoo jiwon jiyoung joko jomar joon-ho junho junichi junjie junko kambiz kaori kartika
  kaveh kazuki kazuko kazuo keiko kenichi kenji kenta khanh kianoush kiyoshi koichi kumiko liat lihua liming lior mahsa makoto maricel
  maryam masahiro masako masaru maya mayumi megumi mehrdad meiling meir menachem michal michiko miho min-jun mina ming-che mingming minh
  minho minji minjun minoru misaki mitsuko miyuki mohsen moshe myung nadav naftali naoki naoko naoto nasrin natsuki nazanin ngoc nguyen
  nhung nir noam noboru noriko ofer ofra omer oren orit orly osamu parisa parviz payam phuong putri qiang qing-yun quang quynh ratna reiko
  rina rivka rizky rodel ron ronit rowena roya ruoxi ryota sachiko saeed sahar sakura sang-woo satoko satoshi sayaka seo-yeon seojun
  seoyeon seung-hyun seungmin shahram shigeru shinji shiori shira shirin shizuka shlomo shmuel shoshana shota shufen shulamit siamak siyu
  soheila sohrab somchai somsak soo-jin soojin sujin sung-min sungmin supaporn takahiro takashi takeshi takuya tamar tatsuya tetsuya thanh
  thao thuy tomoko toshiko trang trung tsuyoshi tuan tuyen tzipora uri vahid wahyu wayan weihua weimin woo-jin xiaohong xiaoli xiaolin
  xiaoming xinyi xiuying yaakov yael yair yanti yasuko yehuda yifan yitzhak yoav yoko yonatan yoon-ah yosef yoshiko yoshio yossi young-ho
  youngjae yuhan yujie yuka yuki yukiko yulan yumi yumiko yuriko yusuke yuta yuto yuxuan zeev zhigang zhihao zhiqiang zihan ziyi zohreh`,
];

const ALSO_WORDS = `
  abby adele al alba alexa alma amal amber amity amparo angel angelica anita april arden ariel art asher aspen asunción athena august
  aurora austin autumn ava avery axel bailey barney basil bay beau bella benny bert bill billy bin binh björk blair blake blanca blanche
  bo bob booker boris brad brook brooke brooklyn buck bud buddy burt cain can candy carey carmen carol carter casey cash casper chad
  chance chandler charity charlie charlotte chase chelsea chen cherry chester chet chip christian chuck clara claude clay clement cliff
  clint clover coco cody cole concepción connie constance consuelo cora coral cosmo cruz crystal dag daisy dale dallas dana dandy dash
  dawn dean delta denver destiny dewi diamond dick dolly dolores domingo don dora dot drew duke dung dusty earl eden eko elf eli elle
  elmer elvis emerald emine encarnación ernie esperanza eve faith fang fanny fay feng fern finn flora florence forest foster francis frank
  frankie fred gabby gal gang gene genesis georgia giang gigi ginger glen glenn grace grant gray guadalupe gus guy hal hala hana hao
  harmony harper harvey haven haya hazel heath henna herb holly honey hong hope hua hudson hui hunter huong indah ion ira iris isis israel
  issa ivory ivy jack jackie jackson jade jasmine jasper jay jazz jean jerry jersey jet jewel jia jie jimmy jin jing jo jordan joy juan
  jude julep julius jun june juno justice kai kay kelvin ken kenny kenya kerry kim king kit kitty kris kumar lan lance lane lara laurel
  lee lei leo leonardo lev levi lex li liberty lily lin lincoln linh lionel lola london long lou louis lourdes lucky lucy luna luther mac
  macy mad mae mai maja major mango marc marcus marina marine mario mark mars marshall martini mason matt maverick max may maya mei melek
  mercedes mercury merlin mia mickey micky milagros miles milo min ming mini mint misty mitch moe montana monte monty morgan myrtle na
  nana nat ned nell nelly nelson neo neva nick nico nieves nina ning noa nova octavia olive opal orion otis otto page paige paloma pansy
  paris parker pascal pat patty paz pearl peng penny pepper per percy perry pete petra phoenix pierce ping pip polly porter prem preston
  prince princess qiang quinn rae raja ram raman rani ray reed reese regina remedios rex rich rick riyad rob robbie robin rocco rocky rod
  rodeo roman romano romeo ron rosa rose rowan royal ruby rui rusty ryo sabina sage sal salvador sam sana sandy santa santiago sari
  savannah sawyer scarlett serena shai shan shelby shun sidney sienna sierra silver siti skip sky skye sofia sol soledad sonny sonya
  spencer spike sri stan stella sterling stormy sue sugar summer sunny sydney tab tal talia tao tate taylor ted tess tex ting toby tom
  tony topaz tor tore travis trinidad trinity tucker turner ty tyler una valentine van vera vernon vesta vic vickie victoire victoria
  victory ville viola violet violeta virginia vivian wade wang ward warren wei wiki will willow wilson windy winston wolf woody wren
  xander xia xiang xin xu yan yang yash yi yin ying york yu yui zack zara zelda zen zeus zhen zion zora`;

export const AMBIGUOUS = foldedSet(ALSO_WORDS);
export const GIVEN: ReadonlySet<string> = foldedSet(SURE.join(' ')).difference(AMBIGUOUS);
