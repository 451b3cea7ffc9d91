import { z } from 'zod';

export const PersonalDataType = z.enum(['email', 'phone', 'card', 'iban', 'national_id', 'ip', 'api_key', 'name']);
export type PersonalDataType = z.infer<typeof PersonalDataType>;

/** What stands in the place of a value: the same value, the same number. */
export const placeholderOf = (type: PersonalDataType, number: number): string => `[${type.toUpperCase()}_${number}]`;

const types = PersonalDataType.options.map((type) => type.toUpperCase()).join('|');

/** Finds placeholders; a group each for the type, in capitals, and the number. */
export const placeholderPattern = (): RegExp => new RegExp(`\\[(${types})_(\\d{1,9})\\]`, 'g');
