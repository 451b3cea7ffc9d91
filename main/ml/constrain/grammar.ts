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
}

export interface State {
  /** Whether a text may end here. */
  isEnd: boolean;
  stacks: readonly Stack[];
  /** By byte; `null` where it must not come, `undefined` where it was not tried. */
  next: (State | null | undefined)[];
}

/** Makes parts of a grammar; an item that is made twice alike may be two. */
export class Grammar {
  #count = 0;

  /** Items that it has. */
  get size(): number {
    return this.#count;
  }

  /** One byte of a set: of ranges `[first, last]`. */
  bytes(...ranges: readonly (readonly [number, number])[]): Item {
    const set = new Uint8Array(256);
    for (const [first, last] of ranges) set.fill(1, first, last + 1);
    return { id: ++this.#count, kind: 'bytes', set };
  }

  text(text: string): Item {
    return this.sequence(...Array.from(new TextEncoder().encode(text), (byte) => this.bytes([byte, byte])));
  }

  /** One byte of those of a text. */
  oneOf(characters: string): Item {
    return this.bytes(...Array.from(new TextEncoder().encode(characters), (byte) => [byte, byte] as const));
  }

  sequence(...items: readonly Item[]): Item {
    return { id: ++this.#count, kind: 'sequence', items };
  }

  choice(...items: readonly Item[]): Item {
    return { id: ++this.#count, kind: 'choice', items };
  }

  /** @param item takes a byte at least */
  repeat(item: Item, least: number, most: number): Item {
    return { id: ++this.#count, kind: 'repeat', item, least, most };
  }

  optional(item: Item): Item {
    return this.repeat(item, 0, 1);
  }

  /** What is only known once the grammar is whole. */
  rule(of: () => Item): Item {
    return { id: ++this.#count, kind: 'rule', of };
  }
}

/** The states of a grammar, as far as they were needed. */
export class Automaton {
  readonly start: State;
  readonly #stacks = new Map<string, Stack>();
  readonly #states = new Map<string, State>();
  readonly #repeats = new Map<string, Item>();
  readonly #grammar: Grammar;

  constructor(grammar: Grammar, root: Item) {
    this.#grammar = grammar;
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
      stack = { id: this.#stacks.size + 1, item, rest };
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
      state = { isEnd, stacks: [...found.values()], next: new Array(256) };
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

  #oneLess({ item, least, most }: Extract<Item, { kind: 'repeat' }>): Item {
    const [fewer, more] = [Math.max(0, least - 1), most - 1];
    const key = `${item.id},${fewer},${more}`;
    let repeat = this.#repeats.get(key);
    if (!repeat) {
      repeat = this.#grammar.repeat(item, fewer, more);
      this.#repeats.set(key, repeat);
    }
    return repeat;
  }
}
