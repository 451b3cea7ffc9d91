import { PAD_ID } from '../../../shared/domain/models/specialTokens.ts';
import { Epochs } from '../../ml/train/epochs.ts';
import { type Batch, type BatchPosition, type BatchSource, countTargets } from '../../ml/train/task.ts';
import type { Corpus } from './corpus.ts';

/** B windows of T tokens, row by row: what is read, and the token that follows each position. */
export interface Windows extends Batch {
  values: { ids: Int32Array; targets: Int32Array };
}

/**
 * Packs documents one after another and cuts the stream into windows: no position is padding. Every epoch has the documents in another
 * order. The same corpus, sizes and seed give the same batches for ever, and so they do from any position on.
 */
export class TrainingBatches implements BatchSource {
  readonly #corpus: Corpus;
  readonly #B: number;
  readonly #T: number;
  readonly #epochs: Epochs;

  constructor(corpus: Corpus, B: number, T: number, start: number | BatchPosition) {
    this.#corpus = corpus;
    [this.#B, this.#T] = [B, T];
    this.#epochs = new Epochs(corpus.documents, start);
  }

  get position(): BatchPosition {
    return this.#epochs.position;
  }

  /** The next batch that has a target: one inside of a very long prompt has nothing to learn from. */
  next(): { done: false; value: Windows } {
    for (;;) {
      const batch = this.#read();
      if (countTargets(batch) > 0) return { done: false, value: batch };
    }
  }

  #read(): Windows {
    const { ids, counts } = this.#corpus;
    const batch = emptyBatch(this.#B, this.#T);
    let place = this.#place();
    const { values, weights } = batch;
    for (let index = 0; index < weights.length; index++) {
      values.ids[index] = ids[place] as number;
      this.#advance();
      place = this.#place();
      values.targets[index] = ids[place] as number;
      weights[index] = counts[place] as number;
    }
    return batch;
  }

  /** The token to read next, as its place in the corpus. */
  #place(): number {
    const [start] = this.#corpus.range(this.#epochs.document);
    return start + this.#epochs.token;
  }

  #advance(): void {
    const [start, end] = this.#corpus.range(this.#epochs.document);
    this.#epochs.readToken();
    if (start + this.#epochs.token === end) this.#epochs.nextDocument();
  }
}

/** The corpus once, in its own order, without batches that have no target; the last batch is filled up with padding that does not count. */
export function* evaluationBatches(corpus: Corpus, B: number, T: number): Generator<Batch, void, undefined> {
  const { ids, counts } = corpus;
  const targets = ids.length - 1;
  for (let start = 0; start < targets; start += B * T) {
    const batch = { ...emptyBatch(B, T), start };
    const filled = Math.min(B * T, targets - start);
    const { values } = batch;
    values.ids.fill(PAD_ID, filled);
    values.targets.fill(PAD_ID, filled);
    for (let index = 0; index < filled; index++) {
      values.ids[index] = ids[start + index] as number;
      values.targets[index] = ids[start + index + 1] as number;
      batch.weights[index] = counts[start + index + 1] as number;
    }
    if (countTargets(batch) > 0) yield batch;
  }
}

function emptyBatch(B: number, T: number): Windows {
  const size = B * T;
  return { values: { ids: new Int32Array(size), targets: new Int32Array(size) }, weights: new Float32Array(size) };
}
