import { passesLuhn } from './detector.ts';

/** Checks of national numbers, each of them given without blanks, dots and dashes, in capitals. */

const digit = (text: string, index: number): number => Number(text[index]);

const weighted = (text: string, weights: readonly number[]): number =>
  weights.reduce((sum, weight, index) => sum + weight * digit(text, index), 0);

const isDate = (year: number, month: number, day: number): boolean => {
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
};

/** No checksum, but numbers that are never given out. Source: Social Security Administration, randomization of 2011. */
export function isUsSocialSecurity(text: string): boolean {
  return /^(?!000|666|9)\d{3}(?!00)\d{2}(?!0000)\d{4}$/.test(text) && !/^(\d)\1{8}$/.test(text);
}

/** Region, date of birth, and ISO 7064 MOD 11-2. Source: GB 11643-1999. */
export function isChineseResidentId(text: string): boolean {
  if (!/^(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3])\d{15}[\dX]$/.test(text)) return false;
  const year = Number(text.slice(6, 10));
  if (year < 1850 || year > 2100 || !isDate(year, Number(text.slice(10, 12)), Number(text.slice(12, 14)))) return false;
  const sum = weighted(text, [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]);
  return text[17] === '10X98765432'[sum % 11];
}

/** ISO 7064 MOD 11,10; of the first ten digits exactly one occurs twice or three times. Source: Bundeszentralamt für Steuern. */
export function isGermanTaxId(text: string): boolean {
  if (!/^[1-9]\d{10}$/.test(text)) return false;
  const counts = new Map<string, number>();
  for (const character of text.slice(0, 10)) counts.set(character, (counts.get(character) ?? 0) + 1);
  const repeated = [...counts.values()].filter((count) => count > 1);
  if (repeated.length !== 1 || (repeated[0] as number) > 3) return false;
  let product = 10;
  for (let index = 0; index < 10; index++) {
    const sum = (digit(text, index) + product) % 10 || 10;
    product = (sum * 2) % 11;
  }
  return digit(text, 10) === (11 - product) % 10;
}

/** Area, date of birth, initial, serial number. Source: Verordnung über die Versicherungsnummer (VKVV), § 4. */
export function isGermanPensionNumber(text: string): boolean {
  if (!/^\d{8}[A-Z]\d{3}$/.test(text)) return false;
  const day = Number(text.slice(2, 4));
  const month = Number(text.slice(4, 6));
  if (day < 1 || day > 31 || month < 1 || month > 12) return false;
  const letter = String(text.charCodeAt(8) - 64).padStart(2, '0');
  const digits = text.slice(0, 8) + letter + text.slice(9, 11);
  const sum = [2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1].reduce((total, weight, index) => {
    const product = weight * digit(digits, index);
    return total + Math.floor(product / 10) + (product % 10);
  }, 0);
  return sum % 10 === digit(text, 11);
}

/** DNI and NIE: the letter is the number modulo 23. Source: Ministerio del Interior. */
export function isSpanishDni(text: string): boolean {
  if (!/^(?:[XYZ]\d{7}|\d{8})[A-Z]$/.test(text)) return false;
  const number = Number(text.slice(0, -1).replace('X', '0').replace('Y', '1').replace('Z', '2'));
  return text.at(-1) === 'TRWAGMYFPDXBNJZSQVHLCKE'[number % 23];
}

/** The key is 97 less the number modulo 97; Corsica's 2A and 2B count as 19 and 18. Source: INSEE. */
export function isFrenchNir(text: string): boolean {
  if (!/^[12]\d{4}(?:\d{2}|2[AB])\d{8}$/.test(text)) return false;
  const number = BigInt(text.slice(0, 13).replace('2A', '19').replace('2B', '18'));
  return Number(97n - (number % 97n)) === Number(text.slice(13));
}

const ODD_VALUES = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];

/** Source: Decreto ministeriale 23 dicembre 1976. */
export function isItalianFiscalCode(text: string): boolean {
  if (!/^[A-Z]{6}\d{2}[A-EHLMPRST]\d{2}[A-Z]\d{3}[A-Z]$/.test(text)) return false;
  let sum = 0;
  for (let index = 0; index < 15; index++) {
    const code = text.charCodeAt(index);
    const value = code >= 65 ? code - 65 : code - 48;
    sum += index % 2 === 0 ? (ODD_VALUES[value] as number) : value;
  }
  return text.charCodeAt(15) - 65 === sum % 26;
}

/** Source: Receita Federal. */
export function isBrazilianCpf(text: string): boolean {
  if (!/^\d{11}$/.test(text) || /^(\d)\1{10}$/.test(text)) return false;
  const check = (length: number) => {
    const weights = Array.from({ length }, (_, index) => length + 1 - index);
    return ((weighted(text, weights) * 10) % 11) % 10;
  };
  return check(9) === digit(text, 9) && check(10) === digit(text, 10);
}

/** The check digit of EAN-13. Source: Bundesamt für Sozialversicherungen. */
export function isSwissAhv(text: string): boolean {
  if (!/^756\d{10}$/.test(text)) return false;
  const sum = weighted(text, [1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3]);
  return (10 - (sum % 10)) % 10 === digit(text, 12);
}

/** Source: Ustawa o ewidencji ludności, art. 15. */
export function isPolishPesel(text: string): boolean {
  if (!/^\d{11}$/.test(text)) return false;
  const month = Number(text.slice(2, 4)) % 20;
  const day = Number(text.slice(4, 6));
  if (month < 1 || month > 12 || day < 1 || day > 31) return false;
  return (10 - (weighted(text, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3]) % 10)) % 10 === digit(text, 10);
}

/** The “elfproef”. Source: Rijksdienst voor Identiteitsgegevens. */
export function isDutchBsn(text: string): boolean {
  return /^\d{9}$/.test(text) && text !== '000000000' && weighted(text, [9, 8, 7, 6, 5, 4, 3, 2, -1]) % 11 === 0;
}

const PERMUTATION = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];

/** The product in the group of the turns and flips of a pentagon, 0 to 4 the turns. */
const pentagon = (a: number, b: number): number => {
  const turned = a < 5 ? (a + b) % 5 : (a - b + 10) % 5;
  return a < 5 === b < 5 ? turned : 5 + turned;
};

/** Verhoeff's check digit; the first digit is 2 or more. Source: Unique Identification Authority of India. */
export function isIndianAadhaar(text: string): boolean {
  if (!/^[2-9]\d{11}$/.test(text)) return false;
  let product = 0;
  for (let place = 0; place < 12; place++) {
    let value = digit(text, 11 - place);
    for (let times = 0; times < place % 8; times++) value = PERMUTATION[value] as number;
    product = pentagon(product, value);
  }
  return product === 0;
}

/** The fourth letter says who holds it, P a person; the last is a check letter whose rule is not public. Source: Income Tax Department. */
export const isIndianPan = (text: string): boolean => /^[A-Z]{3}[ABCFGHJLPT][A-Z]\d{4}[A-Z]$/.test(text);

/** Luhn's checksum. Source: Employment and Social Development Canada. */
export const isCanadianSin = (text: string): boolean => /^\d{9}$/.test(text) && passesLuhn(text);

/** Day of birth (60 is added to it in coordination numbers) and Luhn's checksum over ten digits. Source: Skatteverket. */
export function isSwedishPersonalNumber(text: string): boolean {
  const short = text.replace('+', '').slice(-10);
  const day = Number(short.slice(4, 6)) % 60;
  return /^\d{10}$/.test(short) && isDate(2000, Number(short.slice(2, 4)), day) && passesLuhn(short);
}

/** 97 less the remainder by 97, of those born since 2000 with a 2 before it. Source: Arrêté royal du 3 avril 1984. */
export function isBelgianNationalNumber(text: string): boolean {
  if (!/^\d{11}$/.test(text)) return false;
  const key = Number(text.slice(9));
  const number = Number(text.slice(0, 9));
  return [number, 2_000_000_000 + number].some((value) => 97 - (value % 97) === key);
}

/** Date of birth and sex; the last digit was a check digit until 2020. Source: Resident Registration Act of Korea. */
export const isKoreanResidentNumber = (text: string): boolean =>
  /^\d{6}[1-8]\d{6}$/.test(text) && isDate(2000, Number(text.slice(2, 4)), Number(text.slice(4, 6)));

/** The letter is a weighted sum modulo 11. Source: National Registration Act of Singapore, as described in Wikipedia (NRIC). */
export function isSingaporeNric(text: string): boolean {
  if (!/^[STFG]\d{7}[A-Z]$/.test(text)) return false;
  const sum = weighted(text.slice(1), [2, 7, 6, 5, 4, 3, 2]) + (/^[TG]/.test(text) ? 4 : 0);
  return text[8] === (/^[ST]/.test(text) ? 'JZIHGFEDCBA' : 'XWUTRQPNMLK')[sum % 11];
}

/** Source: Servicio de Registro Civil of Chile: modulo 11, with K for 10. */
export function isChileanRut(text: string): boolean {
  if (!/^\d{7,8}[\dK]$/.test(text)) return false;
  const sum = weighted([...text.slice(0, -1)].reverse().join(''), [2, 3, 4, 5, 6, 7, 2, 3].slice(0, text.length - 1));
  return text.at(-1) === '0K987654321'[sum % 11];
}

/** Date of birth, sex, state; no check is made of the last sign. Source: Registro Nacional de Población of Mexico. */
export const isMexicanCurp = (text: string): boolean =>
  /^[A-Z][AEIOUX][A-Z]{2}\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])[HMX][A-Z]{5}[A-Z\d]\d$/.test(text);

/** Modulo 11. Source: NHS Data Dictionary. */
export function isBritishNhsNumber(text: string): boolean {
  if (!/^\d{10}$/.test(text)) return false;
  return (11 - (weighted(text, [10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11)) % 11 === digit(text, 9);
}
