import type { PersonalDataType } from '../../../../shared/domain/datasets/personalData.ts';

/** A piece of personal data in a text; `end` is exclusive. */
export interface Hit {
  start: number;
  end: number;
  type: PersonalDataType;
  /** What makes two hits the same value, however they are written. */
  value: string;
}

export type Detector = (text: string) => Hit[];

/** Whether what stands before a hit, near it, says what it is. */
export function isLabelled(text: string, start: number, label: RegExp, reach = 40): boolean {
  return label.test(text.slice(Math.max(0, start - reach), start));
}

export const digitsOf = (text: string): string => text.replace(/\D/g, '');

/** Luhn's checksum (ISO/IEC 7812-1, annex B). */
export function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let index = 0; index < digits.length; index++) {
    let digit = Number(digits[digits.length - 1 - index]);
    if (index % 2 === 1) digit = digit > 4 ? digit * 2 - 9 : digit * 2;
    sum += digit;
  }
  return sum % 10 === 0;
}
