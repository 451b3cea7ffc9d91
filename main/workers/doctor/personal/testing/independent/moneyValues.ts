import type { Random } from '../../../../../ml/random.ts';
import { ibanCheck, luhnDigit } from './checkDigits.ts';
import { fill, group, pick } from './dice.ts';

/** How their numbers begin and how many digits they have. */
const CARDS = [
  { begin: ['4'], length: 16, groups: [4, 4, 4, 4] },
  { begin: ['51', '52', '53', '54', '55', '2221', '2720'], length: 16, groups: [4, 4, 4, 4] },
  { begin: ['34', '37'], length: 15, groups: [4, 6, 5] },
  { begin: ['6011', '65', '644'], length: 16, groups: [4, 4, 4, 4] },
];

export function card(random: Random): string {
  const { begin, length, groups } = pick(random, CARDS);
  const payload = fill(random, pick(random, begin).padEnd(length - 1, '#'));
  return group(payload + luhnDigit(payload), groups, pick(random, ['', ' ', ' ', '-']));
}

/** Looks like one, but its last digit is wrong. */
export function noCard(random: Random): string {
  const payload = fill(random, '4##############');
  const wrong = (Number(luhnDigit(payload)) + 1 + random.integer(9)) % 10;
  return group(`${payload}${wrong}`, [4, 4, 4, 4], pick(random, ['', ' ', '-']));
}

/** What stands behind the check digits (the SWIFT registry of IBANs). */
const ACCOUNTS: readonly (readonly [country: string, account: string])[] = [
  ['DE', '##################'],
  ['FR', '#######################'],
  ['ES', '####################'],
  ['IT', '^######################'],
  ['NL', 'ABNA0#########'],
  ['GB', 'NWBK##############'],
  ['AT', '################'],
  ['CH', '#################'],
  ['BE', '############'],
  ['PL', '########################'],
  ['PT', '#####################'],
  ['SE', '####################'],
  ['NO', '###########'],
  ['DK', '##############'],
  ['FI', '##############'],
  ['IE', 'AIBK##############'],
];

export function iban(random: Random): string {
  const [country, pattern] = pick(random, ACCOUNTS);
  const account = fill(random, pattern);
  const whole = country + ibanCheck(country, account) + account;
  return group(whole, [4, 4, 4, 4, 4, 4, 4], pick(random, ['', ' ', ' ']));
}

/** Two of its digits are exchanged for others. */
export function noIban(random: Random): string {
  const account = fill(random, '##################');
  const wrong = ((Number(ibanCheck('DE', account)) + 11) % 97) + 1;
  return `DE${String(wrong).padStart(2, '0')}${account}`;
}
