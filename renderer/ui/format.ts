import { type Language, useLanguage } from '../i18n/index.ts';

export interface Format {
  /** A whole number with separators. */
  integer(value: number): string;
  /** A number with at most `digits` digits after the point (2 by default). */
  number(value: number, digits?: number): string;
  /** A measured figure: always `digits` digits after the point, so that 0.100 does not look less exact than 0.098. */
  fixed(value: number, digits: number): string;
  /** A loss in nats: always three digits after the point. */
  loss(value: number): string;
  /** A measured number with all digits that a computation in single precision has. */
  exact(value: number): string;
  /** Big numbers in short: 3.7M. */
  compact(value: number): string;
  /** A share of 0…1 as a percentage. */
  percent(share: number): string;
  /** A probability as a percentage: what is neither impossible nor certain is not said to be. */
  chance(probability: number): string;
  /** Bytes in decimal units: 12.3 MB. */
  bytes(bytes: number): string;
  /** A duration in milliseconds as its two largest units: 1 min 5 s. */
  duration(milliseconds: number): string;
  /** An ISO time as date and time of day. */
  dateTime(iso: string): string;
  /** A moment (milliseconds of Unix time) as time of day, seconds included. */
  time(at: number): string;
  /** An ISO time as seen from now: 5 minutes ago. */
  relativeTime(iso: string, now?: number): string;
  /** What stands between two sentences: nothing where they end in a full-width stop. */
  gap: string;
  /** Names joined by commas. */
  list(items: readonly string[]): string;
}

const BYTE_UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;
const DURATION_UNITS = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
] as const;
const RELATIVE_UNITS = [
  ['year', 31_557_600],
  ['month', 2_629_800],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
] as const;

/** A blank between a number and a Chinese unit, as all texts of the interface have it. */
const spaced = (text: string) => text.replace(/(\d)(?=\p{Script=Han})/gu, '$1 ');

/** What is rounded to zero has no sign: “-0.000” would say that it is below. */
const NO_MINUS_ZERO = { signDisplay: 'negative' } as const;

/** Makes a value when it is first asked for by a key, and keeps it. */
function kept<K, V>(make: (key: K) => V): (key: K) => V {
  const values = new Map<K, V>();
  return (key) => {
    const known = values.get(key);
    if (known !== undefined) return known;
    const made = make(key);
    values.set(key, made);
    return made;
  };
}

/** Numbers, sizes and times as a reader of `language` writes them. */
export function createFormat(language: Language): Format {
  // Making one of Intl's takes longer than all else of a short text: each once, and none that nobody asks for.
  const numbers = kept((options: string) => new Intl.NumberFormat(language, JSON.parse(options)));
  const number = (value: number, options: Intl.NumberFormatOptions) => numbers(JSON.stringify(options)).format(value);
  const dateTimes = kept((options: string) => new Intl.DateTimeFormat(language, JSON.parse(options)));
  const dateTime = (at: number | Date, options: Intl.DateTimeFormatOptions) =>
    dateTimes(JSON.stringify(options)).format(at);
  const relatives = kept((numeric: 'auto') => new Intl.RelativeTimeFormat(language, { numeric }));
  const lists = kept((style: 'narrow') => new Intl.ListFormat(language, { type: 'conjunction', style }));
  const fixed = (value: number, digits: number) =>
    number(value, { minimumFractionDigits: digits, maximumFractionDigits: digits, ...NO_MINUS_ZERO });
  const unit = (value: number, name: string, digits = 0) =>
    spaced(
      number(value, {
        style: 'unit',
        unit: name,
        unitDisplay: name === 'byte' ? 'long' : 'short',
        maximumFractionDigits: digits,
      }),
    );

  const percent = (share: number) => number(share, { style: 'percent', maximumFractionDigits: 0 });

  return {
    integer: (value) => number(value, { maximumFractionDigits: 0 }),
    number: (value, digits = 2) => number(value, { maximumFractionDigits: digits, ...NO_MINUS_ZERO }),
    fixed,
    loss: (value) => fixed(value, 3),
    exact: (value) => number(value, { maximumSignificantDigits: 7 }),
    compact: (value) => number(value, { notation: 'compact', maximumFractionDigits: 1 }),
    percent,
    chance: (probability) =>
      probability > 0 && probability < 0.005
        ? `<${percent(0.01)}`
        : probability < 1 && probability >= 0.995
          ? `>${percent(0.99)}`
          : percent(probability),
    bytes(bytes) {
      let value = bytes;
      let index = 0;
      // What would be rounded to 1,000 of a unit is written in the next one.
      while (value >= ([1000, 999.5][index] ?? 999.95) && index < BYTE_UNITS.length - 1) {
        value /= 1000;
        index++;
      }
      return unit(value, BYTE_UNITS[index] as string, index < 2 && value >= 10 ? 0 : 1);
    },
    duration(milliseconds) {
      if (milliseconds < 1000) return unit(Math.max(0, Math.round(milliseconds)), 'millisecond');
      let seconds = Math.round(milliseconds / 1000);
      const parts: string[] = [];
      for (const [name, size] of DURATION_UNITS) {
        const count = Math.floor(seconds / size);
        seconds -= count * size;
        if (count > 0) parts.push(unit(count, name));
        // A unit that follows its larger neighbour ends the text, even when it is zero.
        else if (parts.length > 0) break;
        if (parts.length === 2) break;
      }
      return parts.join(' ');
    },
    dateTime: (iso) => dateTime(new Date(iso), { dateStyle: 'medium', timeStyle: 'short' }),
    time: (at) => dateTime(at, { timeStyle: 'medium' }),
    relativeTime(iso, now = Date.now()) {
      const seconds = Math.round((new Date(iso).getTime() - now) / 1000);
      for (const [name, size] of RELATIVE_UNITS) {
        if (Math.abs(seconds) >= size) return spaced(relatives('auto').format(Math.trunc(seconds / size), name));
      }
      // Of what has happened: Intl's Chinese “现在” is what goes on.
      return language.startsWith('zh') ? '刚刚' : relatives('auto').format(0, 'second');
    },
    gap: language.startsWith('zh') ? '' : ' ',
    list: (items) => lists('narrow').format(items),
  };
}

/** One for all components that format. */
const formats = kept(createFormat);

/** Formatting in the language of the interface. */
export function useFormat(): Format {
  return formats(useLanguage());
}
