/**
 * Which letters beyond ASCII languages have, the frequent ones first, with the short words that tell them apart. What a byte stands for is
 * told by them: an encoding is likely when it makes the letters of one language of a text.
 */
export interface Language {
  /** Lower-case letters, by how often they come. */
  letters: string;
  /** Frequent words of ASCII letters alone: they are the same in every encoding. */
  words: string;
}

export const LATIN_LANGUAGES: Record<string, Language> = {
  german: {
    letters: 'äüöß',
    words: 'und der die das ist mit für von den ein eine zu auf im nicht aus sie wir es auch',
  },
  french: {
    letters: 'éèàêçùôâîûœëïÿæü',
    words: 'le la les de des du un une et en est pour dans avec sur qui pas plus que au',
  },
  spanish: { letters: 'óíáéñúü', words: 'el la los las de del un una y en es para con por que no se su al como' },
  portuguese: { letters: 'ãçáéóíêõâúàôü', words: 'o a os as de do da um uma e em para com por que se no na ao mais' },
  italian: { letters: 'èàòùìé', words: 'il la lo gli di del un una e in per con che non si da al sono come anche' },
  dutch: { letters: 'ëéïöüèê', words: 'de het een en van in is op te dat voor met niet zijn aan er ook bij uit om' },
  swedish: { letters: 'äöåé', words: 'och i att det som en av den med till inte ett om har de var kan men' },
  danish: { letters: 'øåæéö', words: 'og i at det som en af den med til er for ikke et om har de var kan men jeg på' },
  finnish: { letters: 'äöåš', words: 'ja on ei se ett oli hän mutta kun niin ovat jos tai vain kuin myös sen' },
  icelandic: { letters: 'áðíóéúýþöæ', words: 'og er sem til ekki um var við en hann það eru með frá eða' },
  polish: { letters: 'ąłęóżśćńź', words: 'i w na z do nie to jest o za od po dla oraz przez ze jak ale czy lub' },
  czech: { letters: 'íáéěýřčžšůúňťďó', words: 'a v na s se je do to ze pro za od po jako ale by ve tak nebo' },
  slovak: { letters: 'áíéčžýšúľťňôďóäĺŕ', words: 'a v na s sa je do to zo pre za od po ako ale by vo tak alebo nie' },
  hungarian: { letters: 'éáöóőüíúű', words: 'a az egy hogy nem is van de ha meg csak volt mint fel el ki be le' },
  romanian: { letters: 'ăîâșțşţ', words: 'de la cu pe un o este sau din care nu se mai ca pentru ale lui cel' },
  croatian: { letters: 'čšžćđ', words: 'i u na je se da za od su s o ne kao iz ali bi to te po do' },
  turkish: { letters: 'ıüşöçğâ', words: 've bir bu ile da de en ne daha olan olarak ama gibi kadar veya var hem' },
  lithuanian: { letters: 'ėųįąšžūęč', words: 'ir yra su kad tai bet kaip ar iki nuo per dar jo jos' },
  latvian: { letters: 'āīšēūņļķžģč', words: 'un ir no ar uz par ka bet vai tas to kas pie pa' },
  estonian: { letters: 'äõüöšž', words: 'ja on ei et see ka kui aga oma oli ning mis selle' },
  vietnamese: { letters: 'đàáạảãâầấậăằêềếệôồốộơờớợưừứựìíĩịòóọõùúũụỳý', words: 'la co cho va cua mot trong khi ra' },
  english: {
    letters: 'éèñçïôöêáíóâåüàäø',
    words: 'the of and a to in is for with that on as are it by from at be this an',
  },
};

export const OTHER_SCRIPTS: { script: RegExp; letters: string }[] = [
  { script: /\p{Script=Cyrillic}/u, letters: 'оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё' },
  { script: /\p{Script=Cyrillic}/u, letters: 'оанивертсклудмпіязьбгйчхцїжєшюфщґ' },
  { script: /\p{Script=Cyrillic}/u, letters: 'аиоентрсвлкдпмзгъбучяцщхжшйюфь' },
  { script: /\p{Script=Cyrillic}/u, letters: 'аоеинтрсукдвјлпмзгбчшцхњжћфљђџ' },
  { script: /\p{Script=Cyrillic}/u, letters: 'анеіртолсвкдыупмяьзугбйчшхжэўцёюф' },
  { script: /\p{Script=Greek}/u, letters: 'αοιετσνηυρπκμςλωόίάγέήδύχθφβώξζψϊ' },
  { script: /\p{Script=Hebrew}/u, letters: 'יולהרמאתבשנעקדחפכטסגםצזןךףץ' },
  { script: /\p{Script=Arabic}/u, letters: 'اليمنوترةبعدسفهكحقجىشصطأخذضثزإغظءؤآئ' },
  { script: /\p{Script=Thai}/u, letters: 'านรอกเงมยลวดตสทะ่้ปบคหแจพชขใไโำ็ผฟถซัิีุูศณ์ึืภธญฉ' },
];

/** The commonest characters of Chinese, simplified and traditional, of Japanese names of things, and of Korean. */
export const COMMON_HAN = new Set(
  '的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力它与长把机十民第公此已工使情明性知全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次度门任常先海通教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报才结反受目太量再感建务做接必场件计管期市直德资命山金指克许统区保至队形社便空决治展马科司五基眼书非则听白却界达光放强即像难且权思王象完设式色路记南品住告类求据程北边死张该交规万取拉格望觉术领共确传师观清今切院让识候带导争运笔茶壶倒滴产品说明价格描述类别名称灯椅伞绿红蓝黑厨房家居花园木玻璃钢软硬轻便适合耐用设计简约' +
    '這個們來為國說時會對於後過發當還沒經現動進學樣開從實軍無與長機業將兩間問並應戰頭體見產製話關點門東聲員論處義幾認條係氣題爾別變總電數報結務場計德資許統區隊決馬書則聽卻達強難權設記類據邊張該規萬術領確傳師觀讓識帶導爭運價稱燈綠紅藍廚園輕適簡約質感雙層鋼環' +
    '日本語商品説明価格色形木製茶器軽使便利台所庭旅行机椅子傘靴鞄時計毎日暮手作丈夫長持',
);
export const COMMON_HANGUL = new Set(
  '이다는을에의가고하지은로한도기사를인리자시어서해나라대수일있으정그게만여보들전제것부아상장적주구동스과소되니와면조공원안신무치오진세경성미우모등요간생관내국비중없방식관실연물명가격설품제작유형용단튼튼가볍편안색상테이블의램프집',
);
