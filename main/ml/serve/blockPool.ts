import { BLOCK } from './pagedProgram.ts';

/** Blocks of a text, in the order of its tokens. */
export interface PooledText {
  /** Tokens that the blocks have keys and values of. */
  readonly ids: number[];
  readonly blocks: number[];
  /** Serial numbers of its first blocks that others may share: those that are full, and whose tokens are known for good. */
  readonly shared: number[];
}

/** A block whose tokens, and all before them, are known; a full one may be shared, of another one rows are copied. */
interface Known {
  serial: number;
  /** Serial number of the block before it; 0 where texts begin. */
  before: number;
  ids: readonly number[];
  block: number;
  users: number;
}

/** The first rows of a block, which are to be those of another one. */
export interface CopiedRows {
  from: number;
  to: number;
  rows: number;
}

/**
 * Which text has which block of a pool, and which blocks have keys and values of which tokens: a text that begins with the same tokens takes
 * them over. What nobody uses any more is forgotten when room is needed, the longest unused first, and ends of texts before their beginnings.
 */
export class BlockPool {
  readonly blocks: number;
  readonly #free: number[];
  readonly #byKey = new Map<string, Known>();
  readonly #bySerial = new Map<number, Known>();
  /** By the serial number of the block before. */
  readonly #after = new Map<number, Set<Known>>();
  /** Known blocks without users, the longest unused first. */
  readonly #idle = new Set<Known>();
  #serial = 0;

  constructor(blocks: number) {
    this.blocks = blocks;
    this.#free = Array.from({ length: blocks }, (_, index) => blocks - 1 - index);
  }

  /**
   * A text that has taken over what is known of the beginning of a prompt: full blocks, and rows of one more, which have to be copied before
   * anything is computed.
   *
   * @param most tokens that are taken over; the last one of a prompt is to be computed where what comes after it is not known
   */
  begin(prompt: readonly number[], most = prompt.length - 1): { text: PooledText; copy: CopiedRows | null } {
    const text: PooledText = { ids: [], blocks: [], shared: [] };
    for (const known of this.#beginningOf(prompt, most)) {
      this.#use(known);
      text.ids.push(...known.ids);
      text.blocks.push(known.block);
      text.shared.push(known.serial);
    }
    return { text, copy: this.#copied(text, prompt.slice(text.ids.length, most)) };
  }

  /** Tokens of a prompt that are known in full blocks. */
  known(prompt: readonly number[]): number {
    let length = 0;
    for (const _ of this.#beginningOf(prompt, prompt.length - 1)) length += BLOCK;
    return length;
  }

  /** The full blocks that a prompt begins with, as far as they are known. */
  *#beginningOf(prompt: readonly number[], most: number): Generator<Known, void, undefined> {
    let before = 0;
    for (let length = 0; length + BLOCK <= most; length += BLOCK) {
      const known = this.#byKey.get(keyOf(before, prompt.slice(length, length + BLOCK)));
      if (!known) return;
      yield known;
      before = known.serial;
    }
  }

  /** Takes over the rows of the block that goes on most like a prompt. */
  #copied(text: PooledText, rest: readonly number[]): CopiedRows | null {
    let [best, rows]: [Known | null, number] = [null, 0];
    for (const known of this.#after.get(text.shared.at(-1) ?? 0) ?? []) {
      const alike = commonLength(known.ids, rest);
      if (alike > rows) [best, rows] = [known, alike];
    }
    if (!best) return null;
    // It must not be the one that gives way for the copy.
    this.#use(best);
    const copy = this.#free.length + this.#idle.size > 0 ? { from: best.block, to: this.#take(), rows } : null;
    this.#leave(best.serial);
    if (!copy) return null;
    text.blocks.push(copy.to);
    text.ids.push(...rest.slice(0, rows));
    return copy;
  }

  /** Blocks for so many tokens. @throws Error where there is no room, for which whoever begins a text has to care */
  reserve(text: PooledText, tokens: number): void {
    while (text.blocks.length * BLOCK < tokens) text.blocks.push(this.#take());
  }

  /** The text has had its tokens up to here computed for good: others may begin with them. */
  share(text: PooledText): void {
    while ((text.shared.length + 1) * BLOCK <= text.ids.length) {
      const place = text.shared.length;
      const ids = text.ids.slice(place * BLOCK, (place + 1) * BLOCK);
      const block = text.blocks[place] as number;
      const known = this.#byKey.get(keyOf(text.shared.at(-1), ids));
      if (known) {
        // Another text has had the same ones computed: one of them is enough.
        this.#use(known);
        this.#free.push(block);
        text.blocks[place] = known.block;
        text.shared.push(known.serial);
      } else text.shared.push(this.#know(text, ids, block).serial);
    }
  }

  #know(text: PooledText, ids: readonly number[], block: number): Known {
    const known: Known = { serial: ++this.#serial, before: text.shared.at(-1) ?? 0, ids, block, users: 1 };
    this.#byKey.set(keyOf(known.before, ids), known);
    this.#bySerial.set(known.serial, known);
    const siblings = this.#after.get(known.before) ?? new Set();
    this.#after.set(known.before, siblings.add(known));
    return known;
  }

  /** Forgets all but the first tokens of a text. Of a shared block it is in the middle of, it forgets all. */
  cut(text: PooledText, length: number): void {
    const whole = Math.ceil(length / BLOCK);
    const shared = Math.floor(length / BLOCK);
    if (text.shared.length > shared) {
      for (const serial of text.shared.splice(shared).reverse()) this.#leave(serial);
      text.blocks.length = shared;
      text.ids.length = shared * BLOCK;
      return;
    }
    this.#free.push(...text.blocks.splice(whole));
    text.ids.length = length;
  }

  /** The text has ended. What is known of it stays so until there is need of the room. */
  end(text: PooledText): void {
    this.share(text);
    const place = text.shared.length;
    const last = text.ids.slice(place * BLOCK);
    const isNew = last.length > 0 && !this.#byKey.has(keyOf(text.shared.at(-1), last));
    this.#free.push(...text.blocks.slice(place + (isNew ? 1 : 0)));
    if (isNew) text.shared.push(this.#know(text, last, text.blocks[place] as number).serial);
    for (const serial of [...text.shared].reverse()) this.#leave(serial);
    text.ids.length = 0;
    text.blocks.length = 0;
    text.shared.length = 0;
  }

  #use(known: Known): void {
    if (known.users++ === 0) this.#idle.delete(known);
  }

  #leave(serial: number): void {
    const known = this.#bySerial.get(serial) as Known;
    if (--known.users === 0) this.#idle.add(known);
  }

  #take(): number {
    const free = this.#free.pop();
    if (free !== undefined) return free;
    const [oldest] = this.#idle;
    if (!oldest) throw new Error('the pool has no block left');
    this.#idle.delete(oldest);
    this.#byKey.delete(keyOf(oldest.before, oldest.ids));
    this.#bySerial.delete(oldest.serial);
    const siblings = this.#after.get(oldest.before);
    siblings?.delete(oldest);
    if (siblings?.size === 0) this.#after.delete(oldest.before);
    return oldest.block;
  }
}

function commonLength(a: readonly number[], b: readonly number[]): number {
  const most = Math.min(a.length, b.length);
  let length = 0;
  while (length < most && a[length] === b[length]) length++;
  return length;
}

/** Serial numbers are never used again: what followed a forgotten block is never found. */
const keyOf = (before: number | undefined, ids: readonly number[]): string => `${before ?? 0}:${ids.join()}`;
