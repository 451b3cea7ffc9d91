import { PersonalDataType } from '../../../../../../shared/domain/datasets/personalData.ts';
import type { Random } from '../../../../../ml/random.ts';
import { luhnDigit } from './checkDigits.ts';
import { fill, pick } from './dice.ts';
import { IDS } from './idValues.ts';
import { card, iban, noCard, noIban } from './moneyValues.ts';
import { personName } from './nameValues.ts';
import { email, ipv4, ipv6, KEYS } from './netValues.ts';
import { phone } from './phoneValues.ts';

const fixed =
  (...patterns: string[]) =>
  (random: Random) =>
    fill(random, pick(random, patterns));

/** What is no personal data. */
const OTHERS: Readonly<Record<string, (random: Random) => string>> = {
  order: fixed('%######', 'A-%#####', '2024-%#####', '%#########', 'ORD-%####-###'),
  price: fixed('$%#.99', '%## €', '€ %#,50', '%#.## USD', '¥%##', '£%,###.00'),
  date: fixed('2024-0%-1#', '2023-11-0%', 'March 1#, 2024', '0%/1%/2024'),
  dateDe: fixed('1#.0%.2024', '0%.11.2023'),
  dateFr: fixed('1#/0%/2024', '0%/11/2023'),
  timestamp: fixed('2024-0%-1#T1#:2#:3#.###Z', '2024-0%-1# 0%:4#:5#'),
  logDate: fixed('1#/Mar/2024:1#:2#:3# +0000'),
  v4: fixed('%.#.#.#', '%.%#.#.%##', '1#.0.%.#', '2.%.#.%#'),
  digits16: (random) => {
    const payload = fill(random, '70#############');
    return payload + String((Number(luhnDigit(payload)) + 1 + random.integer(9)) % 10);
  },
  digits9: fixed('%########'),
  noCard,
  noIban,
  isbn13: fixed('978-%-##-######-#', '978%#########', '978-3-16-148410-0'),
  isbn10: fixed('%-##-######-#', '0-306-40615-2', '%########X'),
  ean: fixed('40#########%#'),
  sku: fixed('^^-####-^', '^^^#####', '###-^^^'),
  uuid: fixed('~~~~~~~~-~~~~-4~~~-a~~~-~~~~~~~~~~~~'),
  sha: fixed('~'.repeat(40)),
  shaShort: fixed('~'.repeat(8)),
  md5: fixed('~'.repeat(32)),
  sha256: fixed('~'.repeat(64)),
  base64: fixed('*'.repeat(86)),
  mac: fixed('~~:~~:~~:~~:~~:~~', '~~-~~-~~-~~-~~-~~'),
  invoice: fixed('INV-2024-####', 'RE%######', '2024/####'),
};

const PERSONAL: Readonly<Record<string, (random: Random, detail: string | undefined, parity: number) => string>> = {
  email,
  phone,
  card,
  iban,
  name: (random, detail, parity) => personName(random, detail ?? 'en', parity),
};

/** A value for `{kind}` or `{kind.detail}` of a sentence; what type it is, if it is personal data. */
export function toldValue(
  random: Random,
  kind: string,
  detail: string | undefined,
  parity: number,
): { value: string; type: PersonalDataType | null } {
  const other = OTHERS[kind];
  if (other !== undefined) return { value: other(random), type: null };
  const id = IDS[kind];
  if (id !== undefined) return { value: id(random), type: 'national_id' };
  if (kind === 'ipv4' || kind === 'ipv6') return { value: (kind === 'ipv4' ? ipv4 : ipv6)(random), type: 'ip' };
  if (kind === 'key') return { value: KEYS[detail ?? '']?.(random) ?? '', type: 'api_key' };
  const type = PersonalDataType.parse(kind);
  const value = PERSONAL[kind]?.(random, detail, parity) ?? '';
  return { value, type };
}
