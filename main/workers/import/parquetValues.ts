import type { FileMetaData, LogicalType, ParquetParsers, SchemaElement, SchemaTree } from 'hyparquet';
import { DEFAULT_PARSERS, parseFloat16 } from 'hyparquet/src/convert.js';
import { JsonNumber } from './jsonText.ts';

/**
 * Values of Parquet as texts, exactly: the library would make doubles of decimals and milliseconds of all times. Types are taken out of the
 * schema before it reads, so that it gives plain values, and are applied here.
 *
 * Types: https://github.com/apache/parquet-format/blob/master/LogicalTypes.md
 */

type Format = (value: unknown) => unknown;

/** What the library is to leave as it is. */
export const PLAIN_PARSERS: ParquetParsers = {
  ...DEFAULT_PARSERS,
  timestampFromNanoseconds: (nanoseconds: bigint) => nanoseconds as unknown as Date,
  jsonFromBytes: (bytes: Uint8Array) => bytes && new TextDecoder().decode(bytes),
  geometryFromBytes: (bytes: Uint8Array) => bytes,
  geographyFromBytes: (bytes: Uint8Array) => bytes,
};

/** Takes the types that are formatted here out of a file's schema; gives what does it. */
export class ValueFormats {
  readonly #formats = new Map<SchemaElement, Format>();

  constructor(metadata: FileMetaData) {
    for (const element of metadata.schema) {
      const format = formatOf(element);
      if (!format) continue;
      this.#formats.set(element, format);
      delete element.converted_type;
      delete element.logical_type;
      // Bytes of this kind are handed on as they are.
      if (element.type === 'BYTE_ARRAY') element.logical_type = { type: 'GEOMETRY' } as LogicalType;
    }
  }

  /** What formats a column's values; `null` where they are as they should be. */
  of(tree: SchemaTree): Format | null {
    const own = this.#formats.get(tree.element);
    if (tree.children.length === 0)
      return own ? (value) => (value === null || value === undefined ? value : own(value)) : null;
    const inside = tree.children.map((child) => this.of(child));
    if (inside.every((format) => format === null)) return null;
    return (value) => this.#nested(tree, value);
  }

  #nested(tree: SchemaTree, value: unknown): unknown {
    if (value === null || value === undefined) return value;
    const { children } = tree;
    const [only] = children;
    if (children.length === 0) return this.of(tree)?.(value) ?? value;
    if (Array.isArray(value)) {
      // A list is wrapped in a repeated group or two, which values have not.
      const item = tree.element.repetition_type === 'REPEATED' || !only ? tree : listItem(only);
      return value.map((entry) => (item === tree ? this.#fields(tree, entry) : this.#nested(item, entry)));
    }
    if (isMap(tree)) {
      const item = only?.children[1];
      return item ? mapped(value, (entry) => this.#nested(item, entry)) : value;
    }
    return this.#fields(tree, value);
  }

  #fields(tree: SchemaTree, value: unknown): unknown {
    const byName = new Map(tree.children.map((child) => [child.element.name, child]));
    return mapped(value, (entry, name) => {
      const child = byName.get(name);
      return child ? this.#nested(child, entry) : entry;
    });
  }
}

const isMap = ({ element, children }: SchemaTree): boolean =>
  (element.converted_type === 'MAP' || element.logical_type?.type === 'MAP') && children[0]?.children.length === 2;

/** What is repeated in a list: the group's only child, unless the group itself is the item. */
const listItem = (repeated: SchemaTree): SchemaTree => {
  const [item] = repeated.children;
  return repeated.children.length === 1 && item ? item : repeated;
};

function mapped(value: unknown, change: (entry: unknown, name: string) => unknown): unknown {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array || value instanceof Date) return value;
  return new Map(Object.entries(value).map(([name, entry]) => [name, change(entry, name)]));
}

function formatOf({
  type,
  converted_type: converted,
  logical_type: logical,
  scale,
  precision,
}: SchemaElement): Format | null {
  if (type === undefined) return null;
  if (converted === 'DECIMAL' || logical?.type === 'DECIMAL') {
    const digits = scale ?? (logical?.type === 'DECIMAL' ? logical.scale : 0) ?? 0;
    void precision;
    return (value) => new JsonNumber(decimal(value, digits));
  }
  if (converted === 'DATE' || logical?.type === 'DATE') return (value) => date(Number(value));
  if (logical?.type === 'TIMESTAMP') {
    const { unit, isAdjustedToUTC } = logical;
    return (value) => moment(BigInt(value as bigint) * (NANOS[unit] ?? 1n), isAdjustedToUTC);
  }
  if (converted === 'TIMESTAMP_MILLIS') return (value) => moment(BigInt(value as bigint) * 1_000_000n, true);
  if (converted === 'TIMESTAMP_MICROS') return (value) => moment(BigInt(value as bigint) * 1000n, true);
  if (logical?.type === 'TIME') return (value) => time(BigInt(value as bigint) * (NANOS[logical.unit] ?? 1n));
  if (converted === 'TIME_MILLIS') return (value) => time(BigInt(value as number) * 1_000_000n);
  if (converted === 'TIME_MICROS') return (value) => time(BigInt(value as bigint) * 1000n);
  if (type === 'INT96' && !converted) return null;
  if (logical?.type === 'FLOAT16') return (value) => float(parseFloat16(value as Uint8Array) ?? Number.NaN, halfText);
  if (type === 'FLOAT') return (value) => float(value as number, singleText);
  if (type === 'DOUBLE') return (value) => float(value as number, String);
  const isText = converted !== undefined || logical !== undefined;
  return type === 'BYTE_ARRAY' && !isText ? (value) => bytesText(value as Uint8Array) : null;
}

/** INT96 has no zone; the library gives its nanoseconds. */
export const fromInt96 = (value: unknown): unknown => (typeof value === 'bigint' ? moment(value, false) : value);

const NANOS: Record<string, bigint> = { MILLIS: 1_000_000n, MICROS: 1000n, NANOS: 1n };

function decimal(value: unknown, scale: number): string {
  let units = 0n;
  if (value instanceof Uint8Array) {
    for (const byte of value) units = (units << 8n) | BigInt(byte);
    units = BigInt.asIntN(value.length * 8, units);
  } else units = BigInt(value as number | bigint);
  if (scale <= 0) return String(units * 10n ** BigInt(-scale));
  const digits = String(units < 0n ? -units : units).padStart(scale + 1, '0');
  return `${units < 0n ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

const DAY = 86_400_000_000_000n;

/** The day of days since 1970; what no calendar has stays a number. */
function date(days: number): string {
  const day = new Date(days * 86_400_000);
  return Number.isNaN(day.getTime()) ? String(days) : (day.toISOString().split('T')[0] ?? '');
}

/** Time of a day, with as much of a second as there is. */
function time(nanoseconds: bigint): string {
  const seconds = nanoseconds / 1_000_000_000n;
  const two = (value: bigint) => String(value).padStart(2, '0');
  const rest = String(nanoseconds % 1_000_000_000n)
    .padStart(9, '0')
    .replace(/0+$/, '');
  return `${two(seconds / 3600n)}:${two((seconds / 60n) % 60n)}:${two(seconds % 60n)}${rest === '' ? '' : `.${rest}`}`;
}

/** With a zone as ISO 8601 has it; without one, nothing says that it were one of UTC. */
function moment(nanoseconds: bigint, isUtc: boolean): string {
  const inDay = ((nanoseconds % DAY) + DAY) % DAY;
  const day = date(Number((nanoseconds - inDay) / DAY));
  return isUtc ? `${day}T${time(inDay)}Z` : `${day} ${time(inDay)}`;
}

/** A number without an exponent where it is not too long; what is no number is nothing. */
function float(value: number, text: (value: number) => string): JsonNumber | null {
  return Number.isFinite(value) ? new JsonNumber(plainNumber(text(value))) : null;
}

/** `1.5e-7` → `0.00000015`. */
export function plainNumber(text: string): string {
  const [, sign = '', whole = '', part = '', exponent] = /^(-?)(\d+)(?:\.(\d+))?e([-+]\d+)$/.exec(text) ?? [];
  const shift = Number(exponent);
  if (exponent === undefined || Math.abs(shift) > 30) return text;
  const digits = whole + part;
  const point = whole.length + shift;
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  return (
    sign + (point >= digits.length ? digits.padEnd(point, '0') : `${digits.slice(0, point)}.${digits.slice(point)}`)
  );
}

/** The shortest digits that give the same number of 32 bits. */
function singleText(value: number): string {
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return String(short);
  }
  return String(Number(value.toPrecision(9)));
}

/** The shortest digits that are nearer to this number of 16 bits than to any other. */
function halfText(value: number): string {
  const step = 2 ** (Math.max(-14, Math.floor(Math.log2(Math.abs(value) || 1))) - 10);
  for (let digits = 1; digits < 5; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.abs(short - value) < step / 2) return String(short);
  }
  return String(value);
}

/** Bytes without a type are mostly text; others are written in base 64. */
function bytesText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return Buffer.from(bytes).toString('base64');
  }
}
