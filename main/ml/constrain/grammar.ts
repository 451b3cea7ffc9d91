/*
 * A context-free grammar over bytes, as an automaton that is made while it is used: a state is what may follow, as a set of stacks, and is
 * computed once for each byte that is tried. Rules may refer to themselves, but not before they have taken a byte.
 */

interface Part {
  id: number;
}
export type Item = Part &
  (
    | { kind: 'bytes'; set: Uint8Array }
    | { kind: 'sequence'; items: readonly Item[] }
    | { kind: 'choice'; items: readonly Item[] }
    | { kind: 'repeat'; item: Item; least: number; most: number }
    | { kind: 'rule'; of: () => Item }
  );

/** What is to be matched one after another; interned, so that equal ones are the same object. */
interface Stack {
  id: number;
  item: Item;
  rest: Stack | null;
  /** Bytes that it takes at least. */
  least: number;
}

export interface State {
  /** Whether a text may end here. */
  isEnd: boolean;
  /** Bytes to the nearest end. */
  least: number;
  stacks: readonly Stack[];
  /** By byte; `null` where it must not come, `undefined` where it was not tried. */
  next: (State | null | undefined)[];
}

/** Makes parts of a grammar; an item that is made twice alike may be two. */
export class Grammar {
  #count = 0;
  /** In the order in which they were made: what an item is made of stands before it, but for rules. */
  readonly #items: Item[] = [];
  #lengths: number[] | null = null;

  /** Items that it has. */
  get size(): number {
    return this.#count;
  }

  /** One byte of a set: of ranges `[first, last]`. */
  bytes(...ranges: readonly (readonly [number, number])[]): Item {
    const set = new Uint8Array(256);
    for (const [first, last] of ranges) set.fill(1, first, last + 1);
    return this.#add({ id: ++this.#count, kind: 'bytes', set });
  }

  text(text: string): Item {
    return this.sequence(...Array.from(new TextEncoder().encode(text), (byte) => this.bytes([byte, byte])));
  }

  /** One byte of those of a text. */
  oneOf(characters: string): Item {
    return this.bytes(...Array.from(new TextEncoder().encode(characters), (byte) => [byte, byte] as const));
  }

  sequence(...items: readonly Item[]): Item {
    return this.#add({ id: ++this.#count, kind: 'sequence', items });
  }

  choice(...items: readonly Item[]): Item {
    return this.#add({ id: ++this.#count, kind: 'choice', items });
  }

  /** @param item takes a byte at least */
  repeat(item: Item, least: number, most: number): Item {
    return this.#add({ id: ++this.#count, kind: 'repeat', item, least, most });
  }

  /** What is left of a repetition, made while it is followed. */
  oneLess(item: Item, least: number, most: number): Item {
    return { id: ++this.#count, kind: 'repeat', item, least, most };
  }

  optional(item: Item): Item {
    return this.repeat(item, 0, 1);
  }

  /** What is only known once the grammar is whole. */
  rule(of: () => Item): Item {
    return this.#add({ id: ++this.#count, kind: 'rule', of });
  }

  /** The fewest bytes of each item, by its id; ∞ of what never ends. Once all is made: rules are reckoned until none gets shorter. */
  leastLengths(): number[] {
    if (this.#lengths) return this.#lengths;
    const lengths: number[] = [];
    const of = (item: Item): number => lengths[item.id] ?? Number.POSITIVE_INFINITY;
    for (let isSettled = false; !isSettled; ) {
      isSettled = true;
      for (const item of this.#items) {
        const length = lengthOf(item, of);
        if (item.kind === 'rule' && length !== of(item)) isSettled = false;
        lengths[item.id] = length;
      }
    }
    this.#lengths = lengths;
    return lengths;
  }

  #add(item: Item): Item {
    this.#items.push(item);
    this.#lengths = null;
    return item;
  }
}

function lengthOf(item: Item, of: (part: Item) => number): number {
  switch (item.kind) {
    case 'bytes':
      return 1;
    case 'repeat':
      return timesOf(item.least, of(item.item));
    case 'rule':
      return of(item.of());
    case 'sequence':
      return item.items.reduce((sum, one) => sum + of(one), 0);
    case 'choice':
      return item.items.reduce((least, one) => Math.min(least, of(one)), Number.POSITIVE_INFINITY);
    default:
      throw item satisfies never;
  }
}

/** The states of a grammar, as far as they were needed. */
export class Automaton {
  readonly start: State;
  readonly #stacks = new Map<string, Stack>();
  readonly #states = new Map<string, State>();
  readonly #repeats = new Map<string, Item>();
  readonly #grammar: Grammar;
  readonly #lengths: number[];

  constructor(grammar: Grammar, root: Item) {
    this.#grammar = grammar;
    this.#lengths = grammar.leastLengths();
    this.start = this.#stateOf([this.#push(root, null)]);
  }

  /** States that were needed. */
  get size(): number {
    return this.#states.size;
  }

  /** The state after a byte; `null` where it must not come. */
  after(state: State, byte: number): State | null {
    const known = state.next[byte];
    if (known !== undefined) return known;
    const rests: (Stack | null)[] = [];
    for (const { item, rest } of state.stacks) if (item.kind === 'bytes' && item.set[byte] === 1) rests.push(rest);
    const next = rests.length === 0 ? null : this.#stateOf(rests);
    state.next[byte] = next;
    return next;
  }

  #push(item: Item, rest: Stack | null): Stack {
    const key = `${item.id},${rest?.id ?? 0}`;
    let stack = this.#stacks.get(key);
    if (!stack) {
      stack = { id: this.#stacks.size + 1, item, rest, least: this.#lengthOf(item) + (rest?.least ?? 0) };
      this.#stacks.set(key, stack);
    }
    return stack;
  }

  #stateOf(from: readonly (Stack | null)[]): State {
    const found = new Map<number, Stack>();
    const seen = new Set<number>();
    let isEnd = false;
    const waiting = [...from];
    while (waiting.length > 0) {
      const stack = waiting.pop() as Stack | null;
      if (stack === null) {
        isEnd = true;
        continue;
      }
      if (seen.has(stack.id)) continue;
      seen.add(stack.id);
      if (stack.item.kind === 'bytes') found.set(stack.id, stack);
      else waiting.push(...this.#expanded(stack.item, stack.rest));
    }
    const ids = [...found.keys()].sort((a, b) => a - b);
    const key = `${isEnd} ${ids.join()}`;
    let state = this.#states.get(key);
    if (!state) {
      const least = isEnd ? 0 : Math.min(...[...found.values()].map((stack) => stack.least));
      state = { isEnd, least, stacks: [...found.values()], next: new Array(256) };
      this.#states.set(key, state);
    }
    return state;
  }

  #expanded(item: Exclude<Item, { kind: 'bytes' }>, rest: Stack | null): (Stack | null)[] {
    if (item.kind === 'rule') return [this.#push(item.of(), rest)];
    if (item.kind === 'choice') return item.items.map((one) => this.#push(one, rest));
    if (item.kind === 'sequence')
      return [item.items.reduceRight((after: Stack | null, one) => this.#push(one, after), rest)];
    if (item.most === 0) return [rest];
    const again = this.#push(item.item, this.#push(this.#oneLess(item), rest));
    return item.least === 0 ? [again, rest] : [again];
  }

  /** Repetitions that are one less are made on the way. */
  #lengthOf(item: Item): number {
    const known = this.#lengths[item.id];
    if (known !== undefined) return known;
    return item.kind === 'repeat' ? timesOf(item.least, this.#lengthOf(item.item)) : Number.POSITIVE_INFINITY;
  }

  #oneLess({ item, least, most }: Extract<Item, { kind: 'repeat' }>): Item {
    const [fewer, more] = [Math.max(0, least - 1), most - 1];
    const key = `${item.id},${fewer},${more}`;
    let repeat = this.#repeats.get(key);
    if (!repeat) {
      repeat = this.#grammar.oneLess(item, fewer, more);
      this.#repeats.set(key, repeat);
    }
    return repeat;
  }
}

/** None of what never ends is nothing. */
const timesOf = (count: number, length: number): number => (count === 0 ? 0 : count * length);
