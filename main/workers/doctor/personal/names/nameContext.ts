import { foldedSet } from './fold.ts';

/** What stands around a name in a sentence, in the languages of `givenNames.ts`. */

/** Right before it: somebody tells his own name, signs, or is the sender. */
export const CALLS_HIMSELF =
  /(?:\b(?:my name is|my name's|name is|mein name ist|ich heiße|ich heisse|je m['’]appelle|mon nom est|me llamo|mi nombre es|mi chiamo|il mio nome è|meu nome é|me chamo|mijn naam is|ik heet|nazywam się|jag heter|jeg hedder|jeg heter|signed by|gezeichnet|gez\.|signé|firmado por|firmato)|(?:regards|wishes|sincerely|yours|faithfully|cheers|grüßen|grüße|gruß|gruss|grüssen|cordialement|salutations|atentamente|saludos|saluti|groet|groeten|cumprimentos|pozdrawiam)[,.!]?\s*\n)\s*$/iu;

/** Right before it, where people are spoken to or about. */
export const PRECEDES =
  /(?<![\p{L}\p{N}])(?:by|is|contact|customer|client|user|buyer|seller|agent|colleague|manager|dear|hi|hello|hey|thanks|thank you|ask|asked|called|told|met|spoke with|spoke to|talked to|authors?|reviewer|assigned to|owner|sender|patient|employee|applicant|guest|member|mr|mrs|ms|dr|prof|sir|von|kunde|kundin|kollege|kollegin|herr|herrn|frau|hallo|liebe|lieber|danke|par|cliente?|cher|chère|bonjour|merci|m|mme|mlle|por|hola|gracias|señora?|sra?|signora?|sig|gentile|dhr|mevr|beste|från|av|af|names?|nombre|nom|naam|nome|attn|cc|bcc|à l['’]attention de|z\. ?hd\.?)\.?[,:]?\s*$/iu;

/** A text of this kind is about what somebody did, wants or is to get, not about what a thing is good for. */
export const OF_PEOPLE =
  /(?<!\p{L})(?:called|phoned|wrote|spoke|replied|complain(?:s|ed|t)|refund|ticket|parcel|invoiced?|appointment|regards|colleague|meeting|met with|follow up|asap|voicemail|shipped|salary|payroll|hired|patient|angerufen|anruf|rückruf|beschwerde|kunde|kundin|kollege|kollegin|termin|rechnung|gesprochen|grüßen|appelé|rappeler|remboursement|rendez-vous|collègue|facture|réclamation|llamó|reembolso|cita|factura|reclamación|pedido|ha chiamato|rimborso|fattura|terugbetaling|gebeld)(?!\p{L})/iu;

/** Before the first word of a sentence. */
export const BEGINS = /(?:^|[.!?:;“"„«]|\n|[-*•])\s*$/u;

/** Right before it: a thing is meant. */
export const ARTICLE =
  /(?<![\p{L}])(?:the|an?|this|our|your|new|der|die|das|dem|den|des|ein|eine|einen|unser|unsere|le|la|les|un|une|el|los|las|una|il|lo|het|een|o|os|as) $/iu;

/** Right after it: an address, or what people do. */
export const FOLLOWS =
  /^(?: ?[<(](?=[^<>()]{0,40}[@\d])|['’]s (?:order|account|phone|e-?mail|address|number|request|ticket|card)| (?:called|wrote|reported|asked|said|says|complained|left|bought|ordered|requested|replied|confirmed|promised|visited|signed|mentioned|told|joined|lives|works|hat|rief|ruft|schrieb|bat|fragt|sagt|sagte|wohnt|a |dit|habite|llamó|dijo|escribió|pidió|vive|ha |telefona|belde|vraagt)|,? (?:CEO|CTO|CFO|PhD|MD)\b)/u;

/** Words that follow a given name in the names of things, and never are a family name that matters. */
export const NO_FAMILY = foldedSet(`
  a academy account acoustic action air album alarm all alpha amp analytics and animation api app apple archive arena art arts assistant at
  audio automation award awards bag ball band bank bar basic bath battery bay beach bed beer beta bible bike bikes black blog blue board boat book books
  boot bot bottle bowl box boy brand bread bridge browser browsers build builder bus business cable cafe cake calendar camera campus candle car card cards care
  case castle cat cattle cd center central centre ceramics chain chair challenge chat checker cheese chocolate chronicles church city classic classics clean client
  clock cloud club code coffee collection college color colour command comics commander common community company compiler compute computing connect console contact control
  converter cookie corporation council county course cream creek crew cup customer daemon dance dash data database day days deal debugger default deluxe design
  designs desk desktop dev developer device dictionary digital display distribution district dj doll dream dress drive driver drop eau eclipse editor edition
  electric electronics empire encyclopedia energy engine engineering english enterprise error eu europe event exchange expert explorer express extended extension eye eyes fashion
  feature festival field file files film filter finance fire fitness flash floor flow flower folder font fonts food foods football for force format formula forum foundation
  frame framework fresh front fruit fund furniture gallery game games garage garden gas gate gel gin girl girls glass go god gold golf graphics green grill group guard guide guitar gulf
  gym hair hall hat health heart help high history holiday home horse hospital hotel house hub ice image imaging in inc industries info input inside institute insurance intel
  interface international internet interpreter invitational is island islands jeans jet jewelry journal judge juice jump keyboard kit kitchen kids lab labs lake lamp land language laser leather
  lens level library life light lights line link linux list lite live local lodge logic loop lounge love ltd machine magazine magic mail mall manager manual map maps market
  master matrix media medical memorial memory men menu metal method micro mini mobile mode model models modern module money monitor motion motor motors mountain mouse movie museum music
  native nature net network networks new news night noir north note notebook notes now number object ocean of office oil on one online open opera operating orchestra order organic original
  oven pad page paint palace pants paper park parser partner parts party password pattern pearl pen phone photo photography picture pipeline pizza plan planet plant plastic platform play player plugin
  plus pocket point poker pool port portal post power premium press print prize pro process processor product products program programming project protocol public python queen query radio rain
  range red release remix report research resort response rest restaurant ring river road robot rock room rose router royal run sale salon satellite sauce scanner school science screen script sea search
  season secure security series server service services set shell shirt shoes shop shopping show silver site sky skin smart soap social society soft software solar solution solutions song sound south space spa special
  speech sport sports spot spray spring square stadium standard star stars start state station steel stone stop storage store storm story stream street string studio studios style suite sun super supplier support
  surf sweet switch system systems table tablet tag tale talk tank tape tea team tech technologies technology telecom test text the theatre theme theorem ticket tile time timer to tool toolkit tools touch tour tower town toy toys track
  trail train translator travel tree tribune trophy truck trust tube tv type ultimate uncut union unit university universe unix upgrade user utilities utility valley van vegas version video view viewer village vintage viola virtual
  vision voice wallet war watch water wave way wear weather web website week white wifi wiki wind window windows wine winter wireless woman women wood wool word words work works workshop world writer xbox yoga you zone zoo
  algorithm compression constant conjecture curve curves distance distribution equation filter function identity inequality number numbers polynomial prime problem process sequence series transform transformation tree
  der die das und ist im am für bahn haus straße platz kaffee tee garten museum schule stadt verlag werk werke
  le la les des du et rue ville mer café jardin maison
  el los las y en san santa río ciudad casa playa
  monday tuesday wednesday thursday friday saturday sunday january february march april june july august september october november december
  american british german french spanish italian chinese japanese african european dutch russian polish indian greek latin
  england scotland ireland wales france germany spain italy china japan india america africa asia australia canada mexico brazil russia texas california york london paris`);

/** Brands, figures and things that sound like somebody, written as they are found. */
export const NO_PERSON: ReadonlySet<string> = new Set(
  `Alan Parsons|Aunt Jemima|Barbie Doll|Ben Sherman|Betty Crocker|Bob Evans|Brooks Brothers|Calvin Klein|Carl Zeiss|Captain Morgan|Charles Schwab|Charlie Brown|Christian Dior|Christian Louboutin|Clark Kent|Daniel Wellington|Donald Duck|Don Julio|Don Quixote|Duncan Hines|Eddie Bauer|Elizabeth Arden|Estée Lauder|Ethan Allen|Evan Williams|Frank Sinatra|Fred Perry|George Foreman|Georg Jensen|Giorgio Armani|Granny Smith|Harley Davidson|Harry Potter|Helena Rubinstein|Helly Hansen|Hermann Miller|Herman Miller|Hugo Boss|Indiana Jones|Jack Daniel|Jack Daniels|Jack Jones|Jack Wolfskin|James Bond|Jamie Oliver|Jane Doe|Jean Paul Gaultier|Jessica Rabbit|Jim Beam|Jimmy Choo|John Deere|John Lewis|John Lobb|Johnnie Walker|Johnny Walker|Joseph Joseph|Karl Lagerfeld|Kate Spade|Kenneth Cole|Laura Ashley|Laurent Perrier|Leica Camera|Louis Philippe|Louis Vuitton|Marc Jacobs|Mario Kart|Marks Spencer|Martha Stewart|Mary Kay|Mary Poppins|Max Factor|Max Mara|Max Payne|Michael Kors|Mickey Mouse|Monte Carlo|Marco Polo|Alice Springs|Roland Garros|Monty Python|Nina Ricci|Oscar Mayer|Paul Mitchell|Paul Smith|Perry Ellis|Peter Pan|Peter Rabbit|Philip Morris|Philippe Patek|Pierre Cardin|Ralph Lauren|Ray Ban|Robin Hood|Roger Rabbit|Romeo Juliet|Ron Zacapa|Royal Albert|Sally Hansen|Sam Adams|Samuel Adams|Santa Claus|Sara Lee|Saint Laurent|Sherlock Holmes|Simon Mall|Stella Artois|Stella McCartney|Ted Baker|Thomas Sabo|Tom Clancy|Tom Ford|Tom Tailor|Tommy Bahama|Tommy Hilfiger|Tony Hawk|Tory Burch|Vera Wang|Victoria Beckham|Vivienne Westwood|Will Smith|Yves Rocher|Yves Saint Laurent`.split(
    '|',
  ),
);
