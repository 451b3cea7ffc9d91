import { foldedSet } from './fold.ts';

/** Words that follow a given name in the names of things, of firms and of places. */
export const NO_FAMILY = foldedSet(`
  a academy account acoustic action africa african air alarm album algorithm all alpha am america american amp analytics and animation api
  app apple april archive arena art arts asia assistant at audio august australia automation award awards bag bahn ball band bank bar
  basic bath battery bay beach bed beer beta bible bike bikes black blog blue board boat book books boot bot bottle bowl box boy brand
  brazil bread bridge british browser browsers build builder bus business cable cafe café cake calendar california camera campus canada
  candle car card cards care casa case castle cat cattle cd center central centre ceramics chain chair challenge chat checker cheese china
  chinese chocolate chronicles church city ciudad classic classics clean client clock cloud club code coffee collection college color
  colour comics command commander common community company compiler compression compute computing conjecture connect console constant
  contact control converter cookie corporation council county course cream creek crew cup curve curves customer daemon dance das dash data
  database day days deal debugger december default deluxe der des design designs desk desktop dev developer device dictionary die digital
  display distance distribution district dj doll dream dress drive driver drop du dutch eau eclipse edition editor el electric electronics
  empire en encyclopedia energy engine engineering england english enterprise equation error et eu europe european event exchange expert
  explorer express extended extension eye eyes fashion feature february festival field file files film filter finance fire fitness flash
  floor flow flower folder font fonts food foods football for force format formula forum foundation frame framework france french fresh
  friday front fruit function fund furniture für gallery game games garage garden garten gas gate gel german germany gin girl girls glass
  go god gold golf graphics greek green grill group guard guide guitar gulf gym hair hall hat haus health heart help high history holiday
  home horse hospital hotel house hub ice identity im image imaging in inc india indian industries inequality info input inside institute
  insurance intel interface international internet interpreter invitational ireland is island islands ist italian italy january japan
  japanese jardin jeans jet jewelry journal judge juice july jump june kaffee keyboard kids kit kitchen la lab labs lake lamp land
  language las laser latin le leather lens les level library life light lights line link linux list lite live local lodge logic london
  loop los lounge love ltd machine magazine magic mail maison mall manager manual map maps march market master matrix media medical
  memorial memory men menu mer metal method mexico micro mini mobile mode model models modern module monday money monitor motion motor
  motors mountain mouse movie museum music native nature net network networks new news night noir north note notebook notes november now
  number numbers object ocean october of office oil on one online open opera operating orchestra order organic original oven pad page
  paint palace pants paper paris park parser partner parts party password pattern pearl pen phone photo photography picture pipeline pizza
  plan planet plant plastic platform platz play playa player plugin plus pocket point poker polish polynomial pool port portal post power
  premium press prime print prize pro problem process processor product products program programming project protocol public python queen
  query radio rain range red release remix report research resort response rest restaurant ring river road robot rock room rose router
  royal rue run russia russian río sale salon san santa satellite saturday sauce scanner school schule science scotland screen script sea
  search season secure security september sequence series server service services set shell shirt shoes shop shopping show silver site
  skin sky smart soap social society soft software solar solution solutions song sound south spa space spain spanish special speech sport
  sports spot spray spring square stadium stadt standard star stars start state station steel stone stop storage store storm story straße
  stream street string studio studios style suite sun sunday super supplier support surf sweet switch system systems table tablet tag tale
  talk tank tape tea team tech technologies technology tee telecom test texas text the theatre theme theorem thursday ticket tile time
  timer to tool toolkit tools touch tour tower town toy toys track trail train transform transformation translator travel tree tribune
  trophy truck trust tube tuesday tv type ultimate uncut und union unit universe university unix upgrade user utilities utility valley van
  vegas verlag version video view viewer village ville vintage viola virtual vision voice wales wallet war watch water wave way wear
  weather web website wednesday week werk werke white wifi wiki wind window windows wine winter wireless woman women wood wool word words
  work works workshop world writer xbox y yoga york you zone zoo`);

/** Brands, figures and places that sound like somebody, as they are written. */
export const NO_PERSON: ReadonlySet<string> = new Set(
  `Alice Springs|Aunt Jemima|Barbie Doll|Ben Sherman|Betty Crocker|Bob Evans|Brooks Brothers|Calvin Klein|Captain Morgan|Carl Zeiss|
Charles Schwab|Charlie Brown|Christian Dior|Christian Louboutin|Clark Kent|Daniel Wellington|Don Julio|Don Quixote|Donald Duck|
Duncan Hines|Eddie Bauer|Elizabeth Arden|Estée Lauder|Ethan Allen|Evan Williams|Fred Perry|Georg Jensen|George Foreman|Giorgio Armani|
Granny Smith|Harley Davidson|Harry Potter|Helena Rubinstein|Helly Hansen|Herman Miller|Hermann Miller|Hugo Boss|Indiana Jones|
Jack Daniel|Jack Daniels|Jack Jones|Jack Wolfskin|James Bond|Jamie Oliver|Jane Doe|Jean Paul Gaultier|Jessica Rabbit|Jim Beam|
Jimmy Choo|John Deere|John Lewis|John Lobb|Johnnie Walker|Johnny Walker|Joseph Joseph|Karl Lagerfeld|Kate Spade|Kenneth Cole|
Laura Ashley|Laurent Perrier|Louis Philippe|Louis Vuitton|Marc Jacobs|Marco Polo|Mario Kart|Marks Spencer|Martha Stewart|Mary Kay|
Mary Poppins|Max Factor|Max Mara|Max Payne|Michael Kors|Mickey Mouse|Monte Carlo|Monty Python|Nina Ricci|Oscar Mayer|Paul Mitchell|
Paul Smith|Perry Ellis|Peter Pan|Peter Rabbit|Philip Morris|Pierre Cardin|Ralph Lauren|Robin Hood|Roger Rabbit|Roland Garros|
Romeo Juliet|Ron Zacapa|Royal Albert|Saint Laurent|Sally Hansen|Sam Adams|Samuel Adams|Santa Claus|Sara Lee|Sherlock Holmes|
Stella Artois|Stella McCartney|Ted Baker|Thomas Sabo|Tom Clancy|Tom Ford|Tom Tailor|Tommy Bahama|Tommy Hilfiger|Tony Hawk|Tory Burch|
Vera Wang|Victoria Beckham|Vivienne Westwood|Yves Rocher|Yves Saint Laurent`
    .replaceAll('\n', '')
    .split('|'),
);
