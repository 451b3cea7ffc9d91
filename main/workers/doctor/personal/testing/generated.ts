import { Random } from '../../../../ml/random.ts';
import { passesLuhn } from '../detector.ts';
import { isChineseResidentId, isGermanTaxId, isSpanishDni } from '../nationalIdChecks.ts';

/** Sentences around a value, in three languages, and the same number of sentences with what only looks like one. */

const FRAMES = [
  (value: string) => `The customer wrote ${value} in the form.`,
  (value: string) => `See ${value}, then go on.`,
  (value: string) => `Der Kunde hat ${value} angegeben.`,
  (value: string) => `Bitte ${value} beachten!`,
  (value: string) => `客户填写了${value}，请核对。`,
  (value: string) => `资料：${value}`,
];

class Values {
  readonly #random: Random;

  constructor(seed: number) {
    this.#random = new Random(seed);
  }

  pick<T>(choices: readonly T[]): T {
    return choices[this.#random.integer(choices.length)] as T;
  }

  digits(count: number): string {
    return Array.from({ length: count }, () => this.#random.integer(10)).join('');
  }

  letters(count: number, alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'): string {
    return Array.from({ length: count }, () => this.pick([...alphabet])).join('');
  }

  between(least: number, most: number): number {
    return least + this.#random.integer(most - least + 1);
  }

  email(): string {
    const name = this.pick(['lena.berg', 'sam_w', 'zhang.li', 'info', 'jörg', 'mia-k', 'office+news', 'p.ortega']);
    return `${name}${this.between(1, 99)}@${this.pick(['example.com', 'mail.example.org', 'beispiel.example', 'example.com.cn'])}`;
  }

  phone(): string {
    const line = this.digits(2);
    return this.pick([
      `+1 ${this.pick(['202', '415', '646'])}-555-01${line}`,
      `(${this.pick(['212', '312', '404'])}) 555-01${line}`,
      `+49 30 23125 0${line}`,
      `0171 39200${line}`,
      `+86 138 0013 80${line}`,
      `1381234${this.digits(4)}`,
      `+44 20 7946 0${this.digits(3)}`,
      `0${this.pick(['10', '21'])}-6234${this.digits(4)}`,
    ]);
  }

  card(): string {
    const prefix = this.pick(['4', '51', '55', '37', '6011', '3530', '62']);
    const length = prefix === '37' ? 15 : 16;
    const body = prefix + this.digits(length - 1 - prefix.length);
    const digits = body + [...'0123456789'].find((check) => passesLuhn(body + check));
    if (length === 15) return this.pick([digits, digits.replace(/^(.{4})(.{6})/, '$1 $2 ')]);
    return this.pick([digits, digits.replace(/(.{4})(?=.)/g, '$1 '), digits.replace(/(.{4})(?=.)/g, '$1-')]);
  }

  iban(): string {
    const [country, body] = this.pick([
      ['DE', this.digits(18)],
      ['AT', this.digits(16)],
      ['CH', this.digits(17)],
      ['NL', `ABNA${this.digits(10)}`],
      ['GB', `NWBK${this.digits(14)}`],
      ['ES', this.digits(20)],
    ] as const);
    const number = [...`${body}${country}00`].map((character) => Number.parseInt(character, 36)).join('');
    const iban = `${country}${String(98 - Number(BigInt(number) % 97n)).padStart(2, '0')}${body}`;
    return this.pick([iban, iban.replace(/(.{4})(?=.)/g, '$1 ')]);
  }

  nationalId(): string {
    const until = (make: () => string, isValid: (text: string) => boolean): string => {
      for (;;) {
        const text = make();
        if (isValid(text)) return text;
      }
    };
    return this.pick([
      () => `${this.between(100, 665)}-${this.between(10, 99)}-${this.between(1000, 9999)}`,
      () => until(() => `${this.between(2, 9)}${this.digits(10)}`, isGermanTaxId),
      () =>
        until(
          () =>
            `${this.pick(['110105', '310101', '440305'])}19${this.between(50, 99)}0${this.between(1, 9)}1${this.digits(4)}${this.pick([...'0123456789X'])}`,
          isChineseResidentId,
        ),
      () => until(() => this.digits(8) + this.letters(1, 'TRWAGMYFPDXBNJZSQVHLCKE'), isSpanishDni),
    ])();
  }

  ip(): string {
    return this.pick([
      `192.0.2.${this.between(1, 254)}`,
      `198.51.100.${this.between(1, 254)}`,
      `203.0.113.${this.between(1, 254)}`,
      `192.168.${this.between(0, 254)}.${this.between(1, 254)}`,
      `2001:db8::${this.letters(4, '0123456789abcdef')}:${this.between(1, 9)}`,
    ]);
  }

  apiKey(): string {
    return this.pick([
      `AKIA${this.letters(16, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567')}`,
      `ghp_${this.letters(36)}`,
      `github_pat_${this.letters(22)}_${this.letters(59)}`,
      `sk-${this.letters(48)}`,
      `sk_live_${this.letters(24)}`,
      `xoxb-${this.digits(12)}-${this.letters(24)}`,
      `AIza${this.letters(35)}`,
      `hf_${this.letters(34, 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz')}`,
    ]);
  }

  /** Things of product texts that have digits, dots, dashes or signs in them. */
  innocent(): string {
    return this.pick([
      `$${this.between(1, 9)},${this.digits(3)}.${this.digits(2)}`,
      `${this.between(10, 99)}.${this.between(100, 999)},00 €`,
      `20${this.between(10, 26)}-0${this.between(1, 9)}-${this.between(10, 28)}`,
      `${this.between(10, 28)}.0${this.between(1, 9)}.20${this.between(10, 26)}`,
      `v${this.between(1, 9)}.${this.between(0, 20)}.${this.between(0, 9)}.${this.between(0, 9)}`,
      `version ${this.between(1, 9)}.${this.between(0, 20)}.${this.between(0, 300)}.${this.between(0, 9)}`,
      `ISBN 978-3-16-${this.digits(6)}-${this.digits(1)}`,
      `SKU-${this.digits(5)}-${this.letters(2, 'ABC')}`,
      `EAN 40${this.digits(11)}`,
      `${this.between(100, 900)} x ${this.between(100, 900)} x ${this.between(10, 90)} mm`,
      `banner@${this.between(2, 3)}x.png`,
      `lodash@4.17.${this.between(1, 40)}`,
      `订单 ${this.digits(15)}`,
      `Artikel-Nr. ${this.digits(4)}-${this.digits(4)}`,
      `${this.between(1, 12)}:${this.between(10, 59)}:${this.between(10, 59)}`,
      `${this.between(10, 99)} %, ${this.between(100, 999)} W, ${this.between(1, 9)}.${this.digits(1)} kg`,
      `§ ${this.between(1, 9)}.${this.between(1, 9)}.${this.between(1, 9)}.${this.between(1, 9)}`,
      `sha1 ${this.letters(40, '0123456789abcdef')}`,
      `#${this.letters(6, '0123456789ABCDEF')}`,
      `RFC ${this.between(1000, 9999)}, ISO ${this.between(1000, 9999)}-${this.between(1, 9)}:20${this.between(10, 25)}`,
    ]);
  }
}

/** Texts marked as those of `handWritten.ts`; the same seed gives the same ones. */
export function generatedTexts(seed: number, eachType = 40): string[] {
  const values = new Values(seed);
  const makers = {
    email: () => values.email(),
    phone: () => values.phone(),
    card: () => values.card(),
    iban: () => values.iban(),
    national_id: () => values.nationalId(),
    ip: () => values.ip(),
    api_key: () => values.apiKey(),
  };
  const texts: string[] = [];
  for (const [type, make] of Object.entries(makers)) {
    for (let index = 0; index < eachType; index++) texts.push(values.pick(FRAMES)(`⟦${type}:${make()}⟧`));
  }
  for (let index = 0; index < eachType * 7; index++) texts.push(values.pick(FRAMES)(values.innocent()));
  return texts;
}
