import type { Detector, Hit } from './detector.ts';

/** Characters of an IBAN, by country. Source: SWIFT, IBAN Registry. */
const LENGTHS: ReadonlyMap<string, number> = new Map(
  Object.entries({
    ...{ AD: 24, AE: 23, AL: 28, AT: 20, AZ: 28, BA: 20, BE: 16, BG: 22, BH: 22, BR: 29, BY: 28, CH: 21, CR: 22 },
    ...{ CY: 28, CZ: 24, DE: 22, DK: 18, DO: 28, EE: 20, EG: 29, ES: 24, FI: 18, FO: 18, FR: 27, GB: 22, GE: 22 },
    ...{ GI: 23, GL: 18, GR: 27, GT: 28, HR: 21, HU: 28, IE: 22, IL: 23, IQ: 23, IS: 26, IT: 27, JO: 30, KW: 30 },
    ...{ KZ: 20, LB: 28, LI: 21, LT: 20, LU: 20, LV: 21, MC: 27, MD: 24, ME: 22, MK: 19, MR: 27, MT: 31, MU: 30 },
    ...{ NL: 18, NO: 15, PK: 24, PL: 28, PS: 29, PT: 25, QA: 29, RO: 24, RS: 22, SA: 24, SC: 31, SE: 24, SI: 19 },
    ...{ SK: 24, SM: 27, TN: 24, TR: 26, UA: 29, VA: 22, VG: 24, XK: 20 },
  }),
);

const BEGINNING = /(?<![A-Za-z0-9])[A-Za-z]{2}\d{2}(?=[ \u00a0-]?[A-Za-z0-9])/g;

export const findIbans: Detector = (text) => {
  const hits: Hit[] = [];
  for (const { 0: beginning, index: start } of text.matchAll(BEGINNING)) {
    const length = LENGTHS.get(beginning.slice(0, 2).toUpperCase());
    if (length === undefined) continue;
    const end = endOf(text, start, length);
    if (end === null) continue;
    const value = text
      .slice(start, end)
      .replace(/[ \u00a0-]/g, '')
      .toUpperCase();
    if (remainder97(value.slice(4) + value.slice(0, 4)) === 1) hits.push({ start, end, type: 'iban', value });
  }
  return hits;
};

/** The end of so many letters and digits, with at most one blank or dash between two of them; `null` where there are fewer. */
function endOf(text: string, start: number, length: number): number | null {
  let at = start;
  for (let count = 0; count < length; count++) {
    if (count > 0 && /[ \u00a0-]/.test(text[at] ?? '')) at++;
    if (!/[A-Za-z0-9]/.test(text[at] ?? '')) return null;
    at++;
  }
  return /[A-Za-z0-9]/.test(text[at] ?? '') ? null : at;
}

/** ISO 7064 MOD 97-10, with letters as 10 … 35. */
function remainder97(text: string): number {
  let remainder = 0;
  for (const character of text) {
    const value = Number.parseInt(character, 36);
    remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97;
  }
  return remainder;
}
