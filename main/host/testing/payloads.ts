import type { z } from 'zod';
import type { Random } from '../../ml/random.ts';

/** Texts that a studio knows, by the key under which they are asked for. */
export type Known = Readonly<Record<string, readonly unknown[]>>;

/** Texts that programs trip over: other planes, halves of characters, marks of direction, names of properties and files. */
const ODD_TEXTS = [
  ...['', ' ', '__proto__', 'constructor', '../../etc/passwd', 'CON', '\0', '\n', '"\'`;--', '{{}}', '{{{{a}}}}'],
  ...['𝒜😀', '\ud835', '\udc00x', '\u202egnp.exe', 'e\u0301'.repeat(50), '%s%n', '(a+)+$', '\u2028'],
];
const LONG = [1000, 30_000, 300_000];
/** Of one payload, roughly: below what a connection carries. */
const MOST_UNITS = 1_000_000;
const NUMBERS = [0, 1, -1, 0.5, 7, 1000, 1e6, 2 ** 31, 2 ** 53 - 1, 1e308, -1e308, 1e-300];

interface Definition {
  type: string;
  shape: Record<string, z.ZodType>;
  element: z.ZodType;
  options: z.ZodType[];
  innerType: z.ZodType;
  keyType: z.ZodType;
  valueType: z.ZodType;
  in: z.ZodType;
  values: unknown[];
  entries: Record<string, unknown>;
}

/** Makes inputs that a schema accepts, ordinary and extreme ones. What a check refuses is for whoever parses them. */
export class Payloads {
  readonly #random: Random;
  readonly #known: Known;
  /** UTF-16 units that the payload may still take. */
  #left = MOST_UNITS;

  constructor(random: Random, known: Known) {
    this.#random = random;
    this.#known = known;
  }

  /** One that is valid, if there is one among some tries. */
  of(schema: z.ZodType): unknown {
    let payload: unknown;
    for (let attempt = 0; attempt < 30; attempt++) {
      this.#left = MOST_UNITS;
      payload = this.#make(schema, '');
      if (schema.safeParse(payload).success) break;
    }
    return payload;
  }

  #make(schema: z.ZodType, key: string): unknown {
    const known = this.#known[key];
    if (known && this.#chance(0.8)) return this.#one(known);
    const definition = schema._zod.def as unknown as Definition;
    switch (definition.type) {
      case 'object':
        return Object.fromEntries(
          Object.entries(definition.shape).flatMap(([name, part]) => {
            const value = this.#make(part, name);
            return value === undefined ? [] : [[name, value]];
          }),
        );
      case 'array': {
        const most = this.#one([1, 2, 5, 60, 1000]);
        const length = 1 + Math.floor(this.#random.next() * most);
        const few = ['object', 'union'].includes((definition.element._zod.def as unknown as Definition).type);
        return Array.from({ length: few ? Math.min(length, 60) : length }, () => this.#make(definition.element, key));
      }
      case 'record':
        return Object.fromEntries(
          Array.from({ length: this.#one([0, 1, 3]) }, () => [
            this.#make(definition.keyType, key),
            this.#make(definition.valueType, key),
          ]),
        );
      case 'union':
        return this.#make(this.#one(definition.options), key);
      case 'optional':
        return this.#chance(0.5) ? undefined : this.#make(definition.innerType, key);
      case 'nullable':
        return this.#chance(0.3) ? null : this.#make(definition.innerType, key);
      case 'default':
      case 'readonly':
        return this.#make(definition.innerType, key);
      case 'pipe':
        return this.#make(definition.in, key);
      case 'literal':
        return this.#one(definition.values);
      case 'enum':
        return this.#one(Object.values(definition.entries));
      case 'boolean':
        return this.#chance(0.5);
      case 'number':
        return this.#number(schema as z.ZodNumber);
      case 'string':
        return this.#text(schema as z.ZodString);
      default:
        throw new Error(`no payload is known for a ${definition.type}`);
    }
  }

  #number({ minValue, maxValue, format }: z.ZodNumber): number {
    const bounds = [minValue, maxValue].filter((bound) => bound !== null && Number.isFinite(bound)) as number[];
    const number = this.#one([...NUMBERS, ...bounds, ...bounds]);
    return format === null ? number : Math.round(number);
  }

  #text({ minLength, maxLength }: z.ZodString): string {
    const least = minLength ?? 0;
    const most = maxLength ?? 1e6;
    const odd = this.#one(ODD_TEXTS);
    if (this.#left < 0 || this.#chance(0.85)) return odd.padEnd(least, 'x').slice(0, most);
    const length = Math.min(most, this.#one([...LONG, most]));
    this.#left -= length;
    return this.#one(['x', '漢', '😀', '{{a}}', 'a b ']).repeat(length).slice(0, Math.max(least, length));
  }

  #chance(share: number): boolean {
    return this.#random.next() < share;
  }

  #one<T>(list: readonly T[]): T {
    return list[Math.floor(this.#random.next() * list.length)] as T;
  }
}
