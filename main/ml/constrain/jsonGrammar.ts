import type { Grammar, Item } from './grammar.ts';

/** Digits of a number before and after its point: what a double can tell apart. */
const MOST_DIGITS = 15;
/** Characters that a line is indented by at most. */
const MOST_INDENT = 32;

/** Parts of JSON (RFC 8259) that a text may be of; space between them is one blank, or a line and its indentation. */
export class JsonGrammar {
  readonly space: Item;
  readonly string: Item;
  readonly integer: Item;
  readonly number: Item;
  readonly value: Item;
  readonly #grammar: Grammar;
  readonly #character: Item;

  constructor(grammar: Grammar) {
    this.#grammar = grammar;
    const { optional, repeat, sequence, choice, text, oneOf, bytes } = bound(grammar);
    this.space = optional(choice(text(' '), sequence(text('\n'), repeat(oneOf(' \t'), 0, MOST_INDENT))));
    this.#character = characterOf(grammar);
    this.string = this.stringOf(0, Number.POSITIVE_INFINITY);
    const digit = bytes([0x30, 0x39]);
    const whole = choice(text('0'), sequence(bytes([0x31, 0x39]), repeat(digit, 0, MOST_DIGITS - 1)));
    this.integer = sequence(optional(text('-')), whole);
    const fraction = sequence(text('.'), repeat(digit, 1, MOST_DIGITS));
    const exponent = sequence(oneOf('eE'), optional(oneOf('+-')), repeat(digit, 1, 2));
    this.number = sequence(this.integer, optional(fraction), optional(exponent));
    this.value = grammar.rule(() => any);
    const any = choice(
      ...[this.string, this.number, text('true'), text('false'), text('null')],
      ...[this.list(this.value, 0, Number.POSITIVE_INFINITY), this.record(this.value)],
    );
  }

  /** A string of so many characters. */
  stringOf(least: number, most: number): Item {
    const { sequence, text, repeat } = bound(this.#grammar);
    return sequence(text('"'), repeat(this.#character, least, most), text('"'));
  }

  list(item: Item, least: number, most: number): Item {
    const { sequence, text, repeat, choice } = bound(this.#grammar);
    const { space } = this;
    const empty = sequence(text('['), space, text(']'));
    if (most === 0) return empty;
    const more = sequence(space, text(','), space, item);
    const filled = sequence(text('['), space, item, repeat(more, Math.max(0, least - 1), most - 1), space, text(']'));
    return least === 0 ? choice(empty, filled) : filled;
  }

  /** An object of any names. */
  record(value: Item): Item {
    const { sequence, text, repeat, choice } = bound(this.#grammar);
    const { space } = this;
    const entry = sequence(this.string, space, text(':'), space, value);
    const more = sequence(space, text(','), space, entry);
    return choice(
      sequence(text('{'), space, text('}')),
      sequence(text('{'), space, entry, repeat(more, 0, Number.POSITIVE_INFINITY), space, text('}')),
    );
  }

  /** An object of properties in their order, of which some may be left out. */
  object(properties: readonly { name: string; value: Item; isRequired: boolean }[]): Item {
    const { sequence, text, choice, repeat } = bound(this.#grammar);
    const { space } = this;
    const nothing = repeat(text(' '), 0, 0);
    // From the last property on: what may follow where none has been written, and where one has.
    let [first, later] = [nothing, nothing];
    for (const { name, value, isRequired } of properties.toReversed()) {
      const entry = sequence(space, text(JSON.stringify(name)), space, text(':'), space, value, later);
      const next = sequence(space, text(','), entry);
      first = isRequired ? entry : choice(entry, first);
      later = isRequired ? next : choice(next, later);
    }
    return sequence(text('{'), first, space, text('}'));
  }
}

/** A character of a string: of UTF-8 (RFC 3629), or escaped; a surrogate only with its other half. */
function characterOf(grammar: Grammar): Item {
  const { sequence, text, oneOf, bytes, choice, repeat } = bound(grammar);
  const tail = bytes([0x80, 0xbf]);
  const hex = oneOf('0123456789abcdefABCDEF');
  const half = (second: string) => sequence(text('\\u'), oneOf('dD'), oneOf(second), repeat(hex, 2, 2));
  return choice(
    bytes([0x20, 0x21], [0x23, 0x5b], [0x5d, 0x7f]),
    sequence(bytes([0xc2, 0xdf]), tail),
    sequence(bytes([0xe0, 0xe0]), bytes([0xa0, 0xbf]), tail),
    sequence(bytes([0xe1, 0xec], [0xee, 0xef]), tail, tail),
    sequence(bytes([0xed, 0xed]), bytes([0x80, 0x9f]), tail),
    sequence(bytes([0xf0, 0xf0]), bytes([0x90, 0xbf]), tail, tail),
    sequence(bytes([0xf1, 0xf3]), tail, tail, tail),
    sequence(bytes([0xf4, 0xf4]), bytes([0x80, 0x8f]), tail, tail),
    sequence(text('\\'), oneOf('"\\/bfnrt')),
    sequence(text('\\u'), oneOf('0123456789abcefABCEF'), repeat(hex, 3, 3)),
    half('01234567'),
    sequence(half('89abAB'), half('cdefCDEF')),
  );
}

/** A grammar's methods as functions. */
const bound = (
  grammar: Grammar,
): Pick<Grammar, 'bytes' | 'choice' | 'oneOf' | 'optional' | 'repeat' | 'sequence' | 'text'> => ({
  bytes: (...ranges) => grammar.bytes(...ranges),
  choice: (...items) => grammar.choice(...items),
  oneOf: (characters) => grammar.oneOf(characters),
  optional: (item) => grammar.optional(item),
  repeat: (item, least, most) => grammar.repeat(item, least, most),
  sequence: (...items) => grammar.sequence(...items),
  text: (text) => grammar.text(text),
});
