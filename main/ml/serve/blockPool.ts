import { BLOCK } from './pagedProgram.ts';

/** Blocks of a text, in the order of its tokens. */
export interface PooledText {
  /** Tokens that the blocks have keys and values of. */
  readonly ids: number[];
  readonly blocks: number[];
  /** Serial numbers of its first blocks that others may share: those that are full, and whose tokens are known for good. */
  readonly shared: number[];
}

/** A full block whose tokens, and all before them, are known. */
interface Known {
  serial: number;
  key: string;
  block: number;
  users: number;
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
  /** Known blocks without users, the longest unused first. */
  readonly #idle = new Set<Known>();
  #serial = 0;

  constructor(blocks: number) {
    this.blocks = blocks;
    this.#free = Array.from({ length: blocks }, (_, index) => blocks - 1 - index);
  }

  /** Blocks that a new text may have, kept ones among them. */
  get available(): number {
    return this.#free.length + this.#idle.size;
  }

  /** A text that has taken over what is known of the beginning of a prompt: full blocks, and never all of it. */
  begin(prompt: readonly number[]): PooledText {
    const text: PooledText = { ids: [], blocks: [], shared: [] };
    while (text.ids.length + BLOCK < prompt.length) {
      const own = prompt.slice(text.ids.length, text.ids.length + BLOCK);
      const known = this.#byKey.get(keyOf(text.shared.at(-1), own));
      if (!known) break;
      if (known.users++ === 0) this.#idle.delete(known);
      text.ids.push(...own);
      text.blocks.push(known.block);
      text.shared.push(known.serial);
    }
    return text;
  }

  /** Blocks for so many tokens. @throws Error where there is no room, for which whoever begins a text has to care */
  reserve(text: PooledText, tokens: number): void {
    while (text.blocks.length * BLOCK < tokens) text.blocks.push(this.#take());
  }

  /** The text has had its tokens up to here computed for good: others may begin with them. */
  share(text: PooledText): void {
    while ((text.shared.length + 1) * BLOCK <= text.ids.length) {
      const place = text.shared.length;
      const key = keyOf(text.shared.at(-1), text.ids.slice(place * BLOCK, (place + 1) * BLOCK));
      const block = text.blocks[place] as number;
      const known = this.#byKey.get(key);
      if (known) {
        // Another text has had the same ones computed: one of them is enough.
        if (known.users++ === 0) this.#idle.delete(known);
        this.#free.push(block);
        text.blocks[place] = known.block;
        text.shared.push(known.serial);
        continue;
      }
      const fresh: Known = { serial: ++this.#serial, key, block, users: 1 };
      this.#byKey.set(key, fresh);
      this.#bySerial.set(fresh.serial, fresh);
      text.shared.push(fresh.serial);
    }
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

  /** The text has ended. What was shared stays known. */
  end(text: PooledText): void {
    this.#free.push(...text.blocks.slice(text.shared.length));
    for (const serial of [...text.shared].reverse()) this.#leave(serial);
    text.ids.length = 0;
    text.blocks.length = 0;
    text.shared.length = 0;
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
    this.#byKey.delete(oldest.key);
    this.#bySerial.delete(oldest.serial);
    return oldest.block;
  }
}

/** Serial numbers are never used again: what followed a forgotten block is never found. */
const keyOf = (before: number | undefined, ids: readonly number[]): string => `${before ?? 0}:${ids.join()}`;
