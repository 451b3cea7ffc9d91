import { type Detector, digitsOf, type Hit, isLabelled, passesLuhn } from './detector.ts';

/** Groups as they are printed on cards: by fours, or 4-6-5 and 4-6-4; always by the same sign. */
const NUMBER =
  /(?<![\d.,$€£¥])(?<!\d[ -])(?:\d{13,19}|\d{4}([ -])\d{4}\1\d{4}\1\d{4}(?:\1\d{3})?|\d{4}([ -])\d{6}\2\d{4,5})(?![ -]?\d|[.,]\d|[A-Za-z_])/g;

/** Prefixes and lengths. Source: ISO/IEC 7812, as listed under “Payment card number” in Wikipedia. */
const ISSUERS: readonly [name: string, pattern: RegExp][] = [
  ['Visa', /^4\d{15}(?:\d{3})?$/],
  ['Mastercard', /^(?:5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12})$/],
  ['American Express', /^3[47]\d{13}$/],
  ['Discover', /^6(?:011|4[4-9]\d|5\d\d)\d{12}$/],
  ['Diners Club', /^3(?:0[0-5]|[68]\d)\d{11}$/],
  ['JCB', /^35(?:2[89]|[3-8]\d)\d{12}$/],
  ['UnionPay', /^62\d{14,17}$/],
  ['Maestro', /^(?:5018|5020|5038|6304|6759|676[1-3])\d{8,15}$/],
];
/** Thirteen digits are an old Visa, but far more often the number under a bar code. */
const OLD_VISA = /^4\d{12}$/;
const LABEL = /\b(?:visa|card|karte|kreditkarte)\b[^\d]*$|卡号?[^\d]*$/i;

export const findCards: Detector = (text) => {
  if (!/\d{4}/.test(text)) return [];
  const hits: Hit[] = [];
  for (const { 0: found, index: start } of text.matchAll(NUMBER)) {
    const digits = digitsOf(found);
    if (/[\p{L}_#-]/u.test(text[start - 1] ?? '') && !/\p{Script=Han}/u.test(text[start - 1] ?? '')) continue;
    const issued =
      ISSUERS.some(([, pattern]) => pattern.test(digits)) || (OLD_VISA.test(digits) && isLabelled(text, start, LABEL));
    if (!issued || !passesLuhn(digits) || /^(\d)\1+$/.test(digits)) continue;
    hits.push({ start, end: start + found.length, type: 'card', value: digits });
  }
  return hits;
};
