import { PAD_ID } from '../../../shared/domain/architectures/llama.ts';
import type { Corpus } from '../corpus.ts';
import { Random, type RandomState } from '../random.ts';

/** B windows of T tokens, row by row. `weights` is 1 where the target counts. */
export interface Batch {
  ids: Int32Array;
  targets: Int32Array;
  weights: Float32Array;
  shape: [B: number, T: number];
  /** Place of the first token in the corpus, where the batch is a stretch of it. */
  start?: number;
}

/** Where in the endless stream of documents a run is. Small, and enough to go on from. */
export interface BatchPosition {
  /** Of the generator that shuffles, before it shuffled this epoch. */
  random: RandomState;
  epoch: number;
  /** Place in this epoch's order. */
  document: number;
  /** Tokens of that document that were read. */
  token: number;
}

/**
 * Packs documents one after another and cuts the stream into windows: no position is padding. Every epoch has the documents in another
 * order. The same corpus, sizes and seed give the same batches for ever, and so they do from any position on.
 */
export class TrainingBatches implements Iterator<Batch, never> {
  readonly #corpus: Corpus;
  readonly #B: number;
  readonly #T: number;
  #random: Random;
  #order: Uint32Array;
  #position: BatchPosition;

  constructor(corpus: Corpus, B: number, T: number, start: number | BatchPosition) {
    this.#corpus = corpus;
    [this.#B, this.#T] = [B, T];
    this.#position =
      typeof start === 'number' ? { random: new Random(start).state, epoch: 0, document: 0, token: 0 } : { ...start };
    this.#random = Random.at(this.#position.random);
    this.#order = this.#shuffled();
  }

  get position(): BatchPosition {
    return { ...this.#position };
  }

  /** The next batch that has a target: one inside of a very long prompt has nothing to learn from. */
  next(): { done: false; value: Batch } {
    for (;;) {
      const batch = this.#read();
      if (countTargets(batch) > 0) return { done: false, value: batch };
    }
  }

  #read(): Batch {
    const { ids, counts } = this.#corpus;
    const batch = emptyBatch(this.#B, this.#T);
    let place = this.#place();
    for (let index = 0; index < batch.ids.length; index++) {
      batch.ids[index] = ids[place] as number;
      this.#advance();
      place = this.#place();
      batch.targets[index] = ids[place] as number;
      batch.weights[index] = counts[place] as number;
    }
    return batch;
  }

  /** The token to read next, as its place in the corpus. */
  #place(): number {
    const [start] = this.#corpus.range(this.#order[this.#position.document] as number);
    return start + this.#position.token;
  }

  #advance(): void {
    const position = this.#position;
    const [start, end] = this.#corpus.range(this.#order[position.document] as number);
    position.token++;
    if (start + position.token < end) return;
    position.token = 0;
    position.document++;
    if (position.document < this.#order.length) return;
    position.document = 0;
    position.epoch++;
    position.random = this.#random.state;
    this.#order = this.#shuffled();
  }

  #shuffled(): Uint32Array {
    return this.#random.shuffle(Uint32Array.from({ length: this.#corpus.documents }, (_, index) => index));
  }
}

/** The corpus once, in its own order, without batches that have no target; the last batch is filled up with padding that does not count. */
export function* evaluationBatches(corpus: Corpus, B: number, T: number): Generator<Batch, void, undefined> {
  const { ids, counts } = corpus;
  const targets = ids.length - 1;
  for (let start = 0; start < targets; start += B * T) {
    const batch = { ...emptyBatch(B, T), start };
    const filled = Math.min(B * T, targets - start);
    batch.ids.fill(PAD_ID, filled);
    batch.targets.fill(PAD_ID, filled);
    for (let index = 0; index < filled; index++) {
      batch.ids[index] = ids[start + index] as number;
      batch.targets[index] = ids[start + index + 1] as number;
      batch.weights[index] = counts[start + index + 1] as number;
    }
    if (countTargets(batch) > 0) yield batch;
  }
}

/** Number of targets that count. */
export function countTargets({ weights }: Batch): number {
  return weights.reduce((sum, weight) => sum + weight, 0);
}

/** A batch as the inputs of a `trainingProgram`. `allTargets` (at least 1) counts those of the whole step, over which the weights sum to 1. */
export function batchInputs({ ids, targets, weights }: Batch, allTargets: number) {
  const scale = 1 / allTargets;
  return { ids, targets, weights: weights.map((weight) => weight * scale) };
}

function emptyBatch(B: number, T: number): Batch {
  const size = B * T;
  return {
    ids: new Int32Array(size),
    targets: new Int32Array(size),
    weights: new Float32Array(size),
    shape: [B, T],
  };
}
