/** Check digits, written a second time and apart from the detectors', so that one mistake is not made in both places. */

const numbers = (digits: string): number[] => [...digits].map(Number);

const weighted = (digits: string, weights: readonly number[]): number =>
  numbers(digits).reduce((sum, digit, index) => sum + digit * (weights[index] ?? 0), 0);

/** ISO/IEC 7812-1, annex B. */
export function luhnDigit(payload: string): string {
  const sum = numbers(payload)
    .reverse()
    .reduce((total, digit, index) => total + (index % 2 === 0 ? ((2 * digit) % 10) + (digit > 4 ? 1 : 0) : digit), 0);
  return String((10 - (sum % 10)) % 10);
}

/** The remainder of a number of any length. */
export const remainder = (digits: string, divisor: number): number =>
  numbers(digits).reduce((rest, digit) => (rest * 10 + digit) % divisor, 0);

/** Of an IBAN (ISO 13616-1): 98 − the remainder by 97. */
export function ibanCheck(country: string, account: string): string {
  const asDigits = [...`${account}${country}00`].map((sign) => String(Number.parseInt(sign, 36))).join('');
  return String(98 - remainder(asDigits, 97)).padStart(2, '0');
}

/** Of a German tax id (ISO/IEC 7064, MOD 11,10). */
export function steuerIdDigit(payload: string): string {
  let product = 10;
  for (const digit of numbers(payload)) {
    const sum = (digit + product) % 10 || 10;
    product = (sum * 2) % 11;
  }
  return String((11 - product) % 10);
}

/** Of a Chinese resident id (GB 11643-1999). */
export const residentIdSign = (payload: string): string =>
  '10X98765432'[weighted(payload, [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]) % 11] ?? '';

/** The two of a Brazilian CPF. */
export function cpfDigits(payload: string): string {
  const next = (digits: string) => {
    const weights = Array.from(digits, (_, index) => digits.length + 1 - index);
    const rest = weighted(digits, weights) % 11;
    return rest < 2 ? '0' : String(11 - rest);
  };
  const first = next(payload);
  return first + next(payload + first);
}

export const peselDigit = (payload: string): string =>
  String((10 - (weighted(payload, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3]) % 10)) % 10);

/** Of a Dutch BSN (the “elfproef”); null where none fits. */
export function bsnDigit(payload: string): string | null {
  const rest = weighted(payload, [9, 8, 7, 6, 5, 4, 3, 2]) % 11;
  return rest === 10 ? null : String(rest);
}

/** In the order of the remainder by 23. */
export const dniLetter = (digits: string): string => 'TRWAGMYFPDXBNJZSQVHLCKE'[Number(digits) % 23] ?? '';

/** Of an Italian codice fiscale: places are counted from 1, the odd ones through a table (DM 12/03/1974). */
export function codiceFiscaleSign(payload: string): string {
  const odd = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];
  const sum = [...payload].reduce((total, sign, index) => {
    const value = /\d/.test(sign) ? Number(sign) : sign.charCodeAt(0) - 65;
    return total + (index % 2 === 0 ? (odd[value] ?? 0) : value);
  }, 0);
  return String.fromCharCode(65 + (sum % 26));
}

/** Of an Indian Aadhaar number (Verhoeff's): the digit that leaves nothing, through the group of the pentagon's turns. */
export function verhoeffDigit(payload: string): string {
  const times = (a: number, b: number) =>
    a < 5 ? (b < 5 ? (a + b) % 5 : 5 + ((a + b) % 5)) : b < 5 ? 5 + ((a - b + 5) % 5) : (a - b + 5) % 5;
  const turn = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];
  const turned = (digit: number, often: number): number => (often === 0 ? digit : turned(turn[digit] ?? 0, often - 1));
  const rest = numbers(payload)
    .reverse()
    .reduce((product, digit, index) => times(product, turned(digit, (index + 1) % 8)), 0);
  return String(Array.from({ length: 10 }, (_, digit) => digit).find((digit) => times(rest, digit) === 0));
}
