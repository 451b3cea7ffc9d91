import { type CountryCode, parsePhoneNumberFromString } from 'libphonenumber-js/min';
import { type Detector, digitsOf, type Hit, isLabelled } from './detector.ts';

/** Digits with up to three signs between them. One way to match a text only: it may be as long as it likes. */
const CANDIDATE =
  /(?<![\p{Script=Latin}\p{N}_#@&=/.,$€£¥-])(?<!\d[ /])(?:\(?\+)?\(?\d(?:[ \u00a0./()–-]{0,3}\d){6,16}\)?(?![\p{Script=Latin}\p{N}_@%€$£¥])/gu;

const LABEL =
  /(?:(?<!\p{L})(?:phone|telephone|tel|call|calls|fax|mobile|cell|whatsapp|telegram|viber|hotline|sms|text|dial|reach|telefon|telefonnummer|telefax|handy|handynummer|mobil|mobiltelefon|rufnummer|rückruf|anruf|anrufen|tel\.-nr|ph|tél|téléphone|mobiel|telefoon|teléfono|móvil|celular|tfno|telefono|cellulare|cell|telefone|telemóvel|telemovel|fone|telefonu|komórka|puhelin|gsm|тел|телефон|моб)(?!\p{L})|电话|手机|热线|传真|致电|拨打|联系方式|微信|電話|携帯|전화)[^\d\n]{0,16}$/iu;
/** Words that say no more than that somebody can be reached; what follows must look like a number of a country. */
const HINT =
  /(?:(?<!\p{L})(?:contact|number is|signal|ring|bel|portable|cel|mob|my number|office|support|reception|kontakt|nummer|erreichen|erreichbar|unter|kontaktieren|numéro|joindre|rappeler|appeler|appelez|contactar|contacto|llame|llamar|número|numero|contatto|chiamare|contato|ligue|kontakt|numer|nummer|ring|under|konsult|helpdesk|service|hotel|desk)(?!\p{L})|号码|联系)[^\d\n]{0,24}$/iu;
/** Numbers that are called something else. */
const OTHER =
  /(?:\b(?:isbn|issn|ean|gtin|upc|asin|sku|order|bestellung|bestellnummer|auftrag|auftragsnummer|invoice|rechnung|rechnungsnummer|serial|seriennummer|part|artikel|artikelnummer|article|item|model|modell|no|nr|id|ref|reference|tracking|sendung|version|doi|build|account|konto|customer|kunden|kundennummer|zip|plz|hrb|rfc|patent)\b\.?|订单号?|编号|货号|型号|条码|单号|版本|快递)\s*(?:nummer|number|no\.?|nr\.?|code|id|号)?\s*[:：#=.-]?\s*(?:\d{1,4}[ -])?$/iu;

/** Numbers as they are written inside a country, by the first digits. `hinted` ones are groups of digits like any others by themselves. */
const NATIONAL: readonly { country: CountryCode; shape: RegExp; grouped: boolean; hinted?: boolean }[] = [
  // Mobile numbers of China are known by themselves.
  { country: 'CN', shape: /^1[3-9]\d(?:[ -]?\d{4}){2}$/, grouped: false },
  { country: 'CN', shape: /^\(?0(?:10|2\d|[3-9]\d{2})\)?[ -]?\d{3,4}[ -]?\d{4}$/, grouped: true },
  { country: 'CN', shape: /^[48]00[ -]\d{3}[ -]?\d{4}$/, grouped: true },
  { country: 'US', shape: /^(?:1[ .-])?(?:\([2-9]\d{2}\) ?|[2-9]\d{2}[ .-])[2-9]\d{2}[ .-]\d{4}$/, grouped: true },
  { country: 'DE', shape: /^\(?0[1-9]\d{1,4}\)?(?: ?[/–-] ?| )\d{2,9}(?:[ -]?\d{1,6}){0,4}$/, grouped: true },
  { country: 'GB', shape: /^\(?0(?:1\d{2,4}|2\d{1,3}|3\d{3}|7\d{3,4}|8\d{2,3})\)? \d{3,4} ?\d{3,4}$/, grouped: true },
  { country: 'FR', shape: /^0[1-9](?:[ .]\d{2}){4}$/, grouped: true },
  { country: 'AT', shape: /^\(?01\)?(?: ?\/ ?| )\d{3}(?: ?\d{2,4}){1,2}$/, grouped: true },
  { country: 'NL', shape: /^(?:06[ -]\d{8}|0\d{2}[ -]\d{3} ?\d{4}|0\d{3}[ -]\d{6})$/, grouped: true },
  { country: 'CH', shape: /^0\d{2} \d{3} \d{2} \d{2}$/, grouped: true },
  { country: 'SE', shape: /^0\d{1,3}-\d{2,3} ?\d{2,3} ?\d{2}$/, grouped: true },
  { country: 'RU', shape: /^8[ -]?\(\d{3,4}\) ?\d{2,3}-\d{2}-\d{2}$/, grouped: true },
  { country: 'RU', shape: /^8[ -]\d{3}[ -]\d{3}[ -]\d{2}[ -]\d{2}$/, grouped: true },
  { country: 'BR', shape: /^\(\d{2}\) ?9? ?\d{4}-\d{4}$/, grouped: true },
  { country: 'AU', shape: /^(?:\(0[2378]\) ?\d{4} ?\d{4}|04\d{2} \d{3} \d{3})$/, grouped: true },
  { country: 'JP', shape: /^0\d{1,3}-\d{2,4}-\d{4}$/, grouped: true },
  { country: 'KR', shape: /^0(?:2|1[016789]|[3-6]\d)-\d{3,4}-\d{4}$/, grouped: true },
  { country: 'IL', shape: /^0(?:5\d|[2-48-9]|7\d)-\d{3}-?\d{4}$/, grouped: true },
  { country: 'IT', shape: /^0\d{1,3}[ /-]\d{4}[ -]?\d{3,4}$/, grouped: true },
  {
    country: 'ES',
    shape: /^[6789]\d{2}(?: \d{3}){2}$|^[6789]\d{2}(?: \d{2}){3}$|^9\d \d{3} \d{2} \d{2}$/,
    grouped: true,
    hinted: true,
  },
  { country: 'PL', shape: /^\d{3}([ -])\d{3}\1\d{3}$|^\d{2} \d{3} \d{2} \d{2}$/, grouped: true, hinted: true },
  { country: 'IN', shape: /^[6-9]\d{4}[ -]\d{5}$/, grouped: true, hinted: true },
  { country: 'MX', shape: /^\d{2} \d{4} \d{4}$/, grouped: true, hinted: true },
];

/** Shorter ones are as often a number of something else, such as JIS X 0208-1990. */
const FEWEST_DIGITS = 9;

const DATE = /^\(?(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4})(?:$|\D)/;

export const findPhones: Detector = (text) => {
  if (!/\d(?:\D{0,3}\d){5}/.test(text)) return [];
  const hits: Hit[] = [];
  for (const { 0: match, index } of text.matchAll(CANDIDATE)) {
    const found = balanced(match);
    const digits = digitsOf(found);
    if (digits.length < 7 || digits.length > 16) continue;
    // A parenthesis that opens before the number belongs to the sentence.
    const start = index + match.indexOf(found);
    const value = numberOf(text, start, found);
    if (value !== null) hits.push({ start, end: start + found.length, type: 'phone', value });
  }
  return hits;
};

/** Without parentheses that are not paired, and signs at the end. */
function balanced(match: string): string {
  let found = match.replace(/[ \u00a0./–-]+$/, '');
  if (!found.includes(')')) found = found.replace('(', '');
  if (!found.includes('(')) found = found.replace(/\)+$/, '');
  return found;
}

/** The number in international form, or its digits; `null` where it is none. */
function numberOf(text: string, start: number, found: string): string | null {
  const digits = digitsOf(found);
  const labelled = isLabelled(text, start, LABEL);
  if (/^\(?\+/.test(found) || (found.startsWith('00') && digits.length >= 10)) {
    const number = parsePhoneNumberFromString(found.replace(/^00/, '+').replace(/\(0\)/, ''));
    // Numbers made up for examples are in no plan; what has a plus and a country is meant as one.
    if (number?.isPossible() && (/^\(?\+/.test(found) || number.isValid())) return number.number;
    return labelled ? digits : null;
  }
  if (!labelled && (isLabelled(text, start, OTHER, 32) || DATE.test(found))) return null;
  const hinted = labelled || isLabelled(text, start, HINT);
  for (const { country, shape, grouped, hinted: needsHint } of NATIONAL) {
    if (needsHint && !hinted) continue;
    if (!shape.test(found) || (!labelled && digits.length < FEWEST_DIGITS)) continue;
    if (grouped && !labelled && /^\d+$/.test(found)) continue;
    const number = parsePhoneNumberFromString(found, country);
    if (number?.isValid()) return number.number;
  }
  return labelled && !DATE.test(found) && (digits.length >= 7 || /^0/.test(digits)) ? digits : null;
}
