import { Epochs } from './epochs.ts';
import type { Batch, BatchPosition, BatchSource } from './task.ts';

/** Rows have a length that is a multiple of this. */
const STEP = 8;

/** Tokens of a row in which the longest example has room, as far as the context has. */
export const rowLength = (longest: number, contextLength: number): number =>
  Math.min(contextLength, STEP * Math.ceil(longest / STEP));

/** Makes a batch of the examples in these places of a corpus, as many as there are rows; fewer leave rows that do not count. */
export type MakeBatch<B extends Batch> = (examples: readonly number[]) => B;

/**
 * Batches of examples that each stand by itself: every one once an epoch, in another order each time. The same examples, size and seed give the
 * same batches for ever, from any position on.
 */
export class EpochBatches<B extends Batch> implements BatchSource {
  readonly #size: number;
  readonly #make: MakeBatch<B>;
  readonly #epochs: Epochs;

  /**
   * @param examples how many there are
   * @param size of a batch
   * @param start a seed, or where to go on
   */
  constructor(examples: number, size: number, make: MakeBatch<B>, start: number | BatchPosition) {
    this.#size = size;
    this.#make = make;
    this.#epochs = new Epochs(examples, start);
  }

  get position(): BatchPosition {
    return this.#epochs.position;
  }

  next(): { done: false; value: B } {
    const examples = Array.from({ length: this.#size }, () => {
      const example = this.#epochs.document;
      this.#epochs.nextDocument();
      return example;
    });
    return { done: false, value: this.#make(examples) };
  }
}

/** The examples once, in their own order; `start` is the place of a batch's first one. */
export function* inOrder<B extends Batch>(examples: number, size: number, make: MakeBatch<B>): Generator<B> {
  for (let start = 0; start < examples; start += size) {
    const places = Array.from({ length: Math.min(size, examples - start) }, (_, index) => start + index);
    yield { ...make(places), start };
  }
}
