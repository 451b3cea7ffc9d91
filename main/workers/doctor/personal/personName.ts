import type { Detector, Hit } from './detector.ts';
import { SURNAME } from './names/hanName.ts';

/**
 * People are found where a text says that somebody is one, by a form of address or by a label, and (in `names`) by lists of given and family
 * names. A product that is taken for a person would be lost from what is learned: in doubt it is none.
 */
const WORD = "\\p{Lu}(?:\\.|\\p{Ll}+(?:[-'’]\\p{Lu}?\\p{Ll}+)*)";
const PARTICLE = "(?:von der |van der |von |van |de la |de |zu |zur |di |da |al-|O’|O'|Mc|Mac)";
const WORDS = (least: number) => `(?:${PARTICLE})?${WORD}(?: (?:${PARTICLE})?${WORD}){${least - 1},3}`;

/** A doctor or a miss of one name is more often a product: Dr. Halo, Miss Identify. */
const ADDRESSED = new RegExp(
  `(?<!\\p{L})(?:Mr|Mrs|Ms|Mx|Prof|Herrn?|Frau|Mme|Mlle|Hr|Sra|Srta|Monsieur|Madame|Mademoiselle|Señora?|Señorita|Signora?|Sig\\.ra|Dhr|Mevr)\\.? (?:(?:Dr|Prof|Dipl|Ing|med)\\.?(?:-Ing\\.)? )*(${WORDS(1)})`,
  'gu',
);
const TITLED = new RegExp(`(?<!\\p{L})(?:Dr\\.|Miss) (?:(?:med|Ing|rer|nat|phil)\\.? )*(${WORDS(2)})`, 'gu');
const LABELLED = new RegExp(
  `(?<!\\p{L})(?:[Cc]ontact(?: [Pp]erson| [Nn]ame)?|[Ff]ull [Nn]ame|[Cc]ustomer(?: [Nn]ame)?|[Aa]ccount [Mm]anager|[Ss]igned by|[Ww]ritten by|[Aa]uthor|[Aa]ttn|[Aa]nsprechpartner(?:in)?|[Kk]ontakt(?:person)?|Kunde|Kundin|Autor(?:in)?|[Ss]achbearbeiter(?:in)?) ?[:：] *(${WORDS(2)})`,
  'gu',
);

const HAN_ADDRESSED = new RegExp(
  `(${SURNAME}\\p{Script=Han}{0,2}?)(?=先生|女士|小姐|太太|老师|经理|同学|医生|教授)`,
  'gu',
);
const HAN_LABELLED = new RegExp(
  `(?:(?:联系人|姓名|收件人|收货人|负责人|客户姓名)\\s*[:：]|(?:收件人|收货人|联系人|姓名) |我叫|名叫|我的名字是)\\s*(${SURNAME}\\p{Script=Han}{1,2})(?![\\p{Script=Han}])`,
  'gu',
);

/** Brands that sound like somebody. */
const BRANDS =
  /^(?:Coffee|Clean|Pepper|Oetker|Martens|Scholl|Bean|Potato|Beckmann|Hauschka|Robot|Proper|Holle|Cuisine|Tussauds?|Butterfly|Figaro|Frog)\b/;
/** Words that follow a form of address in a sentence, not in a name. */
const NO_NAME = /^(?:The|Und|And|Der|Die|Das|Präsident\w*|President|Chairman)\b/;

export const findNames: Detector = (text) => {
  const hits: Hit[] = [];
  for (const pattern of [ADDRESSED, TITLED, LABELLED, HAN_ADDRESSED, HAN_LABELLED]) {
    for (const match of text.matchAll(pattern)) {
      const name = match[1] as string;
      const start = match.index + match[0].lastIndexOf(name);
      const end = start + name.length;
      if (BRANDS.test(name) || NO_NAME.test(name)) continue;
      if (!hits.some((hit) => hit.start < end && start < hit.end)) hits.push({ start, end, type: 'name', value: name });
    }
  }
  return hits;
};

/** Columns that hold people by their name. `name` alone is most often a product's. */
const PEOPLE =
  /^(?:(?:full|first|last|given|family|sur|customer|client|contact|person|patient|employee|author|reviewer|recipient|sender)[ _-]?names?|contact(?:[ _-]?person)?|surname|vorname|nachname|familienname|ansprechpartner(?:in)?|kontaktperson|kundenname|姓名|联系人|客户姓名|收件人|收货人|负责人)$/i;

export const isPeopleColumn = (column: string): boolean => PEOPLE.test(column.trim());

/** Columns of what things are called. Many are called like people (Emma Mattress, Hugo Boss), so lists of names say nothing there. */
const THINGS =
  /^(?:(?:product|item|article|brand|model|company|vendor|manufacturer|project|package|app|game|book|movie|song)?[ _-]?(?:names?|titles?|labels?)|products?|items?|brands?|models?|company|vendor|manufacturers?|series|collections?|categor(?:y|ies)|tags?|produkt(?:name)?|artikel(?:name)?|marke|hersteller|titel|kategorie|bezeichnung|produit|marque|titre|producto|marca|título|(?:产品|商品)(?:名称?|标题)?|名称|标题|品牌|型号|类别)$/i;

export const isThingsColumn = (column: string): boolean => THINGS.test(column.trim());

/** The whole cell of such a column, unless it is no name at all. */
export function nameCell(cell: string): Hit[] {
  const text = cell.trim();
  const start = cell.indexOf(text);
  const isName = text.length >= 2 && text.length <= 60 && /^\p{L}[\p{L}\p{M} .,'’-]+$/u.test(text);
  return isName ? [{ start, end: start + text.length, type: 'name', value: text }] : [];
}
