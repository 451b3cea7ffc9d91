import type { Random } from '../../../../../ml/random.ts';
import {
  bsnDigit,
  codiceFiscaleSign,
  cpfDigits,
  dniLetter,
  peselDigit,
  remainder,
  residentIdSign,
  steuerIdDigit,
  verhoeffDigit,
} from './checkDigits.ts';
import { fill, group, pick } from './dice.ts';

const two = (number: number): string => String(number).padStart(2, '0');
const month = (random: Random): string => two(1 + random.integer(12));
const day = (random: Random): string => two(1 + random.integer(28));
const year = (random: Random): string => String(1950 + random.integer(55));

/** A German tax id has one digit twice and another one not at all among its first ten. */
function steuerId(random: Random): string {
  const digits = Array.from({ length: 10 }, (_, digit) => digit);
  do random.shuffle(digits);
  while (digits[0] === 0 || digits[1] === digits[0]);
  digits[9] = digits[random.integer(8)] ?? 0;
  const payload = digits.join('');
  return group(payload + steuerIdDigit(payload), [2, 3, 3, 3], pick(random, ['', ' ']));
}

function bsn(random: Random): string {
  for (;;) {
    const payload = fill(random, '%#######');
    const digit = bsnDigit(payload);
    if (digit !== null) return payload + digit;
  }
}

function nir(random: Random): string {
  const payload = `${pick(random, ['1', '2'])}${year(random).slice(2)}${month(random)}${pick(random, ['75', '13', '69', '33'])}${fill(random, '0##0##')}`;
  const key = two(97 - remainder(payload, 97));
  return pick(random, [payload + key, group(payload + key, [1, 2, 2, 2, 3, 3, 2], ' ')]);
}

function dni(random: Random): string {
  const digits = fill(random, '%#######');
  return digits + pick(random, ['', '', '-']) + dniLetter(digits);
}

function nie(random: Random): string {
  const first = random.integer(3);
  const digits = fill(random, '#######');
  return `${'XYZ'[first]}${pick(random, ['', '', '-'])}${digits}${pick(random, ['', '', '-'])}${dniLetter(`${first}${digits}`)}`;
}

function codiceFiscale(random: Random): string {
  const names = pick(random, ['RSSMRA', 'BNCLCU', 'VRDGPP', 'FRRLSN', 'GLLCRL']);
  const place = pick(random, ['H501', 'F205', 'L219', 'D612']);
  const payload = `${names}${year(random).slice(2)}${pick(random, [...'ABCDEHLMPRST'])}${day(random)}${place}`;
  return payload + codiceFiscaleSign(payload);
}

function residentId(random: Random): string {
  const region = pick(random, ['110105', '310104', '440305', '510107', '330106']);
  const payload = region + year(random) + month(random) + day(random) + fill(random, '###');
  return payload + residentIdSign(payload);
}

function cpf(random: Random): string {
  const payload = fill(random, '%########');
  const whole = payload + cpfDigits(payload);
  return pick(random, [whole, whole.replace(/(\d{3})(\d{3})(\d{3})(\d{2})/, '$1.$2.$3-$4')]);
}

function aadhaar(random: Random): string {
  const payload = String(2 + random.integer(8)) + fill(random, '##########');
  return group(payload + verhoeffDigit(payload), [4, 4, 4], pick(random, [' ', ' ', '', '-']));
}

function pesel(random: Random): string {
  const payload = year(random).slice(2) + month(random) + day(random) + fill(random, '####');
  return payload + peselDigit(payload);
}

export const IDS: Readonly<Record<string, (random: Random) => string>> = {
  ssn: (random) =>
    `${two(10 + random.integer(80)).padStart(3, pick(random, ['1', '2', '4']))}-${fill(random, '%#-%###')}`,
  nino: (random) => {
    const digits = fill(random, '######');
    const [begin, end] = [pick(random, ['AB', 'JK', 'SC', 'PW', 'CE']), pick(random, ['A', 'B', 'C', 'D'])];
    return pick(random, [`${begin}${digits}${end}`, `${begin} ${group(digits, [2, 2, 2], ' ')} ${end}`]);
  },
  steuerId,
  nir,
  dni,
  nie,
  codiceFiscale,
  residentId,
  cpf,
  aadhaar,
  pan: (random) => `${fill(random, '^^^')}P${fill(random, '^####^')}`,
  pesel,
  bsn,
};
