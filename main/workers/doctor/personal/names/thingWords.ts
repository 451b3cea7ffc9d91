import { foldedSet } from './fold.ts';

/** Words that follow a given name in the names of things, of firms and of places. */
export const NO_FAMILY = foldedSet(`
  a abrigo academy account acoustic action africa african air alarm album alfombra algorithm all alpha am america american amp analytics
  and animation api app apple april aquarium archive arena art arts asia assistant at audio august australia automation award awards azul
  backpack bag bahn ball band bank bar basic bath battery bay beach bed beer beta bett bible bike bikes black blanket blau blender bleu
  blog blue board boat bolso book books bookshelf boot bot bottle bowl box boy brand brazil bread bridge british browser browsers brush
  build builder bus business cabinet cable cafe café cake calendar california cam camera campus canada canapé candle car card cards care
  carpet casa case castle cat cattle cd center central centre ceramics chain chair chaise challenge chandelier chaqueta charger chat
  checker cheese china chinese chocolate chronicles church city ciudad classic classics clean client clock cloud club coat code coffee
  colchón collar collection college color colour comics command commander common community company compiler compression compute computing
  conditioner conjecture connect console constant contact control converter cookie corporation couch council county course cream creek
  crew crib cup curve curves customer daemon dance das dash data database day days deal debugger december decke default dein deine deluxe
  der des design designs desk desktop dev developer device dictionary die digital dishwasher display distance distribution district dj
  doll drawer dream dress drill drive driver drone drop dryer du dutch earbuds eau eclipse edition editor eiche el electric electronics
  empire en encyclopedia energy engine engineering england english enterprise equation error espejo espresso et eu euer eure europe
  european event exchange expert explorer express extended extension eye eyes falda fashion feature february festival field figurine file
  files film filter finance fire fitness flash floor flow flower folder font fonts food foods football for force format formula forum
  foundation frame framework france freezer french fresh friday fridge front fruit function fund furniture für gallery game games garage
  garden garten gas gate gel german germany gin girl girls glas glass gloves go god gold golf graphics grau greek green grill grinder gris
  group grün guard guide guitar gulf gym hair hall hammer hammock hat haus headphones health heart helmet help high history holiday home
  hoodie horse hose hospital hotel house hub ice identity ihr ihre ihrem ihren im image imaging in inc india indian industries inequality
  info input inside institute insurance intel interface international internet interpreter invitational ireland is island islands ist
  italian italy jacke jacket january japan japanese jardin jeans jet jewelry journal judge juice july jump june jupe kaffee kayak kette
  kettle keyboard kids kissen kit kitchen kleid kundenbetreuung kundendienst kundenservice la lab labs ladder lake lamp lampe lampshade
  land language laptop las laser latin le leash leather lens les level library life light lights line link linux lipstick list lite live
  local lodge logic london loop los lotion lounge love ltd lámpara machine magazine magic mail maison mall manager manteau mantel manual
  map maps march market mascara master matelas matratze matrix mattress media medical memorial memory men menu mer mesa messer metal
  method mexico micro mini miroir mirror mixer mobile mode model models modern module mon monday money monitor montre motion motor motors
  mountain mouse movie mug museum music my native nature net network networks new news night noir north nostro note notebook notes notre
  november now nuestro number numbers object ocean october of office oil on one online open opera operating orchestra order organic
  original our oven pad page paint palace pants paper paris park parser partner parts party password pattern pearl pen pencil perfume
  pfanne phone photo photography picture pillow pipeline pizza plan planet planner plant plastic platform platz play playa player plugin
  plus pocket point poker polish polynomial pool port portal post poster power premium press prime print printer prize pro problem process
  processor product products program programming project protocol public puzzle python queen query radio rain range red regal release
  reloj remix report research resort response rest restaurant ring river road robe robot rock rojo room rose rot rouge router royal
  rucksack rue rug run russia russian río sac saddle sale salon san sandal sandals santa satellite saturday sauce saw scanner scarf school
  schrank schuh schuhe schule schwarz science scooter scotland screen script sea search season secure security september sequence series
  serum server service services set shampoo shelf shell shirt shoes shop shopping show silla silver site skin skirt sky smart sneaker
  sneakers soap social society socks sofa soft software solar solution solutions song sound south spa space spain spanish speaker special
  speech spiegel sport sports spot spray spring square stadium stadt standard star stars start state station steel sticker stone stop
  storage store storm story straße stream street string stroller studio studios stuhl style su suite sun sunday super supplier support
  surf sweater sweet switch system systems table tablet tag tale talk tank tape tapis tasche tasse tea team tech technologies technology
  teddy tee telecom teller tent teppich terrarium test texas text the theatre theme theorem thursday ticket tile time timer tisch to
  toaster tool toolkit tools topf touch tour tower town toy toys track trail train transform transformation translator travel tree tribune
  trophy truck trust tu tube tuesday tumbler tv type uhr ultimate uncut und union unit universe university unix upgrade user utilities
  utility vacuum valley van vase vegas verde verlag version vert veste vestido video view viewer village ville vintage viola virtual
  vision voice vorhang vostro votre wales wallet war washer watch water wave way wear weather web website wednesday week weiß werk werke
  white wifi wiki wind window windows wine winter wireless woman women wood wool word words work works workshop world writer xbox y yoga
  york you your zone zoo`);

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
