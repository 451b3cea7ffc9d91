import { contextOf, countParameters, type ModelConfig } from '../../../shared/domain/architectures/index.ts';
import { joined } from '../joined.ts';
import type { Program } from '../program/program.ts';
import type { Decoder } from '../sample/decoder.ts';
import { BlockPool, type PooledText } from './blockPool.ts';
import { BLOCK } from './pagedProgram.ts';
import { copyRows, runSteps } from './pagedTexts.ts';

export interface LendRequest {
  /**
   * The text that is to be taken in first: what is known of its beginning is taken over, and is the decoder's `length`. Of a text that was read
   * before that is all of it; `next([])` then gives the logits after it.
   */
  prompt?: readonly number[];
  /** Tokens that it will have at most, the prompt's included; the context's where it is left out. */
  tokens?: number;
  /** Ends what it waits for, and gives its place back at once. */
  signal?: AbortSignal;
}

export interface PooledDecoder extends Decoder {
  /** Tokens of the prompt that were taken over. */
  readonly known: number;
  /** Takes in the next ids and gives the logits after each of them, `[ids, V]`. */
  rows(ids: readonly number[]): Promise<Float32Array>;
}

/** Texts of a step. More take as much time as they give: the processor is busy by then (measured, see `resources/docs/measured.md`). */
export const MOST_TEXTS = 16;
/** Tokens of a prompt that are read between two steps of other texts, and where there are none. */
const READ_BESIDE = 64;
const READ_ALONE = 256;
/** Of a large model fewer: nothing is heard while it computes. By its parameters and not by the clock, so that the same is computed each time. */
const READ_WEIGHTS = 3.5e10;
/** Prompts whose logits are kept, those asked for last: they may come again, and computing one token takes all of the weights. */
const MOST_READ = 16;
/** How long the next step waits for texts that are choosing their tokens. */
const CHOOSING_MS = 2;

/** A decoder that is lent, and what it waits for. */
interface Lent {
  text: PooledText;
  /** Ids that a shared block had when the text went back into it: they are computed anew. */
  again: number[];
  blocks: number;
  asked: { ids: readonly number[]; done: number; all: boolean; known: number; rows: Float32Array[] } | null;
  answer: PromiseWithResolvers<Float32Array> | null;
  isChoosing: boolean;
  /** What may be taken over from others: empty where nothing may. */
  prompt: readonly number[];
  /** Tokens of it that were. */
  known: number;
  /** The logits after a prompt of which all is known, until anything else is asked. */
  after: Float32Array | null;
}

/** A text that there is no room for yet. */
interface Waiting {
  blocks: number;
  begin(): void;
}

/**
 * Decoders of texts that are written together: whatever they ask for at the same time is one step of the model, which texts join and leave at
 * each token. Prompts are read a part at a time between the steps of others. A row of a product does not hang on those beside it, so that a
 * text is, number by number, the one that is written alone in the same steps.
 */
export class BatchedDecoders {
  readonly #program: Program;
  readonly #config: ModelConfig;
  readonly #pool: BlockPool;
  readonly #lent = new Set<Lent>();
  readonly #waiting: Waiting[] = [];
  readonly #mostRead: number;
  #promised = 0;
  #isAtWork = false;
  readonly #underWay = new Set<Lent>();
  /** Logits after prompts, the longest unused first. */
  readonly #after = new Map<string, Float32Array>();
  /** Those that ended in a step. */
  readonly #ended: Lent[] = [];

  /** @param program of `pagedProgram(config, blocks)`; stays the caller's */
  constructor(program: Program, config: ModelConfig, blocks: number) {
    this.#program = program;
    this.#config = config;
    this.#pool = new BlockPool(blocks);
    this.#mostRead = Math.max(BLOCK, BLOCK * Math.floor(READ_WEIGHTS / countParameters(config) / BLOCK));
  }

  /** A decoder for one text, once there is room for all that it may become; in the order in which they are asked for. @throws the signal's reason */
  async lend({ prompt = [], tokens, signal }: LendRequest = {}): Promise<PooledDecoder> {
    signal?.throwIfAborted();
    const most = Math.min(tokens ?? Number.POSITIVE_INFINITY, contextOf(this.#config));
    const blocks = Math.min(Math.ceil(most / BLOCK), this.#pool.blocks);
    await this.#room(blocks, signal);
    const after = this.#afterOf(prompt);
    const text = this.#begin(prompt, after ? prompt.length : prompt.length - 1);
    const lent: Lent = {
      ...{ text, again: [], blocks },
      ...{ asked: null, answer: null, isChoosing: true },
      ...{ prompt, known: text.ids.length, after: text.ids.length === prompt.length ? after : null },
    };
    this.#lent.add(lent);
    const dispose = () => this.#end(lent, signal?.reason);
    signal?.addEventListener('abort', dispose, { once: true });
    return {
      get length() {
        return lent.text.ids.length + lent.again.length;
      },
      get known() {
        return lent.known;
      },
      next: (ids) => (ids.length === 0 ? this.#known(lent) : this.#ask(lent, ids, false)),
      rows: (ids) => this.#ask(lent, ids, true),
      back: (length) => this.#back(lent, length),
      dispose: () => {
        signal?.removeEventListener('abort', dispose);
        this.#end(lent);
      },
    };
  }

  async #room(blocks: number, signal: AbortSignal | undefined): Promise<void> {
    if (this.#waiting.length === 0 && this.#promised + blocks <= this.#pool.blocks) {
      this.#promised += blocks;
      return;
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const one = { blocks, begin: resolve };
    this.#waiting.push(one);
    const leave = () => {
      const at = this.#waiting.indexOf(one);
      if (at >= 0) this.#waiting.splice(at, 1);
      reject(signal?.reason);
      this.#admit();
    };
    signal?.addEventListener('abort', leave, { once: true });
    await promise;
    signal?.removeEventListener('abort', leave);
  }

  /** Those that wait, in their order, as far as there is room. */
  #admit(): void {
    for (
      let next = this.#waiting[0];
      next && this.#promised + next.blocks <= this.#pool.blocks;
      next = this.#waiting[0]
    ) {
      this.#waiting.shift();
      this.#promised += next.blocks;
      next.begin();
    }
  }

  #end(lent: Lent, reason?: unknown): void {
    if (!this.#lent.delete(lent)) return;
    this.#promised -= lent.blocks;
    lent.answer?.reject(reason ?? new Error('the decoder was given back'));
    lent.asked = null;
    // A step under way writes into its blocks: they are free once it has ended.
    if (this.#underWay.has(lent)) this.#ended.push(lent);
    else this.#free(lent);
  }

  #free(lent: Lent): void {
    this.#pool.end(lent.text);
    this.#admit();
  }

  /** The logits after a prompt that was read before. Whoever asks may change them. */
  #afterOf(prompt: readonly number[]): Float32Array | null {
    const key = prompt.join();
    const after = this.#after.get(key);
    if (!after) return null;
    this.#after.delete(key);
    this.#after.set(key, after);
    return after;
  }

  #keepAfter(prompt: readonly number[], logits: Float32Array): void {
    this.#after.set(prompt.join(), logits.slice());
    const [oldest] = this.#after.keys();
    if (this.#after.size > MOST_READ && oldest !== undefined) this.#after.delete(oldest);
  }

  async #known(lent: Lent): Promise<Float32Array> {
    if (!this.#lent.has(lent)) throw new Error('the decoder was given back');
    if (!lent.after) throw new Error('there is nothing to take in');
    return lent.after.slice();
  }

  #back(lent: Lent, length: number): void {
    lent.after = null;
    const ids = [...lent.text.ids, ...lent.again].slice(0, length);
    this.#pool.cut(lent.text, Math.min(length, lent.text.ids.length));
    lent.again = ids.slice(lent.text.ids.length);
  }

  #ask(lent: Lent, ids: readonly number[], all: boolean): Promise<Float32Array> {
    if (!this.#lent.has(lent)) return Promise.reject(new Error('the decoder was given back'));
    const known = lent.again.length;
    lent.asked = { ids: [...lent.again, ...ids], done: 0, all, known, rows: [] };
    lent.again = [];
    lent.isChoosing = false;
    lent.after = null;
    lent.answer = Promise.withResolvers();
    if (!this.#isAtWork) void this.#work();
    return lent.answer.promise;
  }

  async #work(): Promise<void> {
    this.#isAtWork = true;
    try {
      for (;;) {
        await this.#turn();
        const asking = [...this.#lent].filter(({ asked }) => asked);
        if (asking.length === 0) return;
        const single = asking.filter(({ asked }) => left(asked) === 1).slice(0, MOST_TEXTS);
        if (single.length > 0) await this.#run(single, 1);
        const [reading] = asking.filter((lent) => this.#lent.has(lent) && left(lent.asked) > 1);
        if (!reading) continue;
        this.#takeOver(reading);
        const most = Math.min(this.#mostRead, single.length > 0 ? READ_BESIDE : READ_ALONE);
        await this.#run([reading], Math.min(left(reading.asked), most));
      }
    } catch (error) {
      // Nobody waits for what will not come.
      refuse(this.#lent, error);
    } finally {
      this.#isAtWork = false;
    }
  }

  /** What others have read of the same prompt since this one began. */
  #takeOver(lent: Lent): void {
    const { asked, text: before } = lent;
    if (lent.prompt.length === 0 || !asked || asked.all) return;
    const ids = [...before.ids, ...asked.ids.slice(asked.done)];
    if (this.#pool.known(ids) <= before.ids.length) return;
    const text = this.#begin(ids);
    const more = text.ids.length - before.ids.length;
    lent.text = text;
    lent.known += more;
    asked.done += more;
    this.#pool.end(before);
  }

  #begin(prompt: readonly number[], most?: number): PooledText {
    const { text, copy } = this.#pool.begin(prompt, most);
    if (copy && !copyRows(this.#program, this.#config, copy)) this.#pool.cut(text, text.ids.length - copy.rows);
    return text;
  }

  /** Lets messages in, and texts choose the tokens that they take in next. */
  async #turn(): Promise<void> {
    const start = performance.now();
    do await new Promise((resolve) => setImmediate(resolve));
    while ([...this.#lent].some(({ isChoosing }) => isChoosing) && performance.now() - start < CHOOSING_MS);
    for (const lent of this.#lent) lent.isChoosing = false;
  }

  /** A step of `count` tokens of each. */
  async #run(lents: readonly Lent[], count: number): Promise<void> {
    const steps = lents.map(({ text, asked }) => {
      const { ids, done, all } = asked as NonNullable<Lent['asked']>;
      return { text, ids: ids.slice(done, done + count), all };
    });
    for (const lent of lents) this.#underWay.add(lent);
    try {
      const logits = await runSteps(this.#program, this.#config, this.#pool, steps);
      for (const [index, lent] of lents.entries()) this.#took(lent, count, logits[index] as Float32Array);
    } catch (error) {
      refuse(lents, error);
    } finally {
      for (const lent of lents) {
        this.#underWay.delete(lent);
        // The others' turn, where there are more than a step takes: a long prompt does not hold up short ones.
        if (this.#lent.delete(lent)) this.#lent.add(lent);
      }
      for (const lent of this.#ended.splice(0)) this.#free(lent);
    }
  }

  #took(lent: Lent, count: number, logits: Float32Array): void {
    const { asked } = lent;
    if (!asked) return;
    asked.done += count;
    if (asked.all) asked.rows.push(logits);
    // What a prompt has is for others, too; of what is written, only once the text has ended: it may go back.
    if (count > 1) this.#pool.share(lent.text);
    if (asked.done < asked.ids.length) return;
    if (!asked.all && isAt(lent.prompt, lent.text.ids)) this.#keepAfter(lent.prompt, logits);
    lent.asked = null;
    lent.isChoosing = true;
    // What was computed anew nobody asked for.
    lent.answer?.resolve(asked.all ? joined(asked.rows).subarray(asked.known * this.#config.vocab_size) : logits);
  }
}

function refuse(lents: Iterable<Lent>, error: unknown): void {
  for (const lent of lents) {
    lent.answer?.reject(error);
    lent.asked = null;
  }
}

/** Whether a text is a prompt, and nothing more: one that went back may be as long and another one. */
const isAt = (prompt: readonly number[], ids: readonly number[]): boolean =>
  prompt.length > 0 && prompt.length === ids.length && prompt.every((id, place) => id === ids[place]);

const left = (asked: Lent['asked']): number => (asked ? asked.ids.length - asked.done : 0);
