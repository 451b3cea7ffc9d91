import { PAD_ID } from '../../../shared/domain/models/specialTokens.ts';
import { Epochs } from '../../ml/train/epochs.ts';
import { type Batch, type BatchPosition, type BatchSource, countTargets } from '../../ml/train/task.ts';
import type { Corpus } from './corpus.ts';

/** B windows of T tokens, row by row: what is read, and the token that follows each position. */
export interface Windows extends Batch {
  values: { ids: Int32Array; targets: Int32Array };
}

/** Batches of a corpus, epoch after epoch. Every epoch has the documents in another order; the same corpus, sizes and seed give the same batches for ever. */
abstract class CorpusBatches implements BatchSource {
  readonly corpus: Corpus;
  readonly B: number;
  readonly T: number;
  readonly epochs: Epochs;

  constructor(corpus: Corpus, B: number, T: number, start: number | BatchPosition) {
    this.corpus = corpus;
    [this.B, this.T] = [B, T];
    this.epochs = new Epochs(corpus.documents, start);
  }

  get position(): BatchPosition {
    return this.epochs.position;
  }

  /** The next batch that has a target: one inside of a very long prompt has nothing to learn from. */
  next(): { done: false; value: Windows } {
    for (;;) {
      const batch = this.read();
      if (countTargets(batch) > 0) return { done: false, value: batch };
    }
  }

  protected abstract read(): Windows;
}

/** Packs documents one after another and cuts the stream into windows: no position is padding. It can go on from any position. */
export class TrainingBatches extends CorpusBatches {
  protected read(): Windows {
    const { ids, counts } = this.corpus;
    const batch = emptyBatch(this.B, this.T);
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
    const [start] = this.corpus.range(this.epochs.document);
    return start + this.epochs.token;
  }

  #advance(): void {
    const [start, end] = this.corpus.range(this.epochs.document);
    this.epochs.readToken();
    if (start + this.epochs.token === end) this.epochs.nextDocument();
  }
}

/** Batches of a corpus as its documents are to be read. */
export const trainingBatches = (corpus: Corpus, B: number, T: number, start: number | BatchPosition): BatchSource =>
  corpus.whole ? new WholeBatches(corpus, B, T, start) : new TrainingBatches(corpus, B, T, start);

/**
 * Documents as a whole, as many in a row as have room one after another; the rest of it is padding. An answer is never read without what it
 * answers.
 */
export class WholeBatches extends CorpusBatches {
  protected read(): Windows {
    const rows = new WholeRows(this.corpus, this.B, this.T);
    while (rows.take(this.epochs.document)) this.epochs.nextDocument();
    return rows.batch;
  }
}

/** Puts documents into the rows of a batch. */
class WholeRows {
  readonly batch: Windows & { places: Int32Array };
  readonly #corpus: Corpus;
  readonly #B: number;
  readonly #T: number;
  #row = 0;
  #filled = 0;

  constructor(corpus: Corpus, B: number, T: number) {
    this.#corpus = corpus;
    [this.#B, this.#T] = [B, T];
    const batch = emptyBatch(B, T);
    batch.values.ids.fill(PAD_ID);
    batch.values.targets.fill(PAD_ID);
    this.batch = { ...batch, places: new Int32Array(B * T).fill(-1) };
  }

  get isEmpty(): boolean {
    return this.#row === 0 && this.#filled === 0;
  }

  /** False where there is no room for it any more. The last token of a document is read only where another one follows. */
  take(document: number): boolean {
    const [start, end] = this.#corpus.range(document);
    const targets = Math.min(end - start - 1, this.#T);
    if (this.#filled > 0 && this.#filled + targets > this.#T) {
      this.#row++;
      this.#filled = 0;
    }
    if (this.#row === this.#B) return false;
    const { values, weights, places } = this.batch;
    const { ids, counts } = this.#corpus;
    const first = this.#row * this.#T + this.#filled;
    for (let index = 0; index < targets; index++) {
      const at = first + index;
      values.ids[at] = ids[start + index] as number;
      values.targets[at] = ids[start + index + 1] as number;
      weights[at] = counts[start + index + 1] as number;
      places[at] = start + index + 1;
    }
    this.#filled += targets;
    if (this.#filled < this.#T) values.ids[first + targets] = ids[start + targets] as number;
    this.#filled++;
    return true;
  }
}

function* wholeEvaluationBatches(corpus: Corpus, B: number, T: number): Generator<Batch, void, undefined> {
  let rows = new WholeRows(corpus, B, T);
  for (let document = 0; document < corpus.documents; document++) {
    if (rows.take(document)) continue;
    yield rows.batch;
    rows = new WholeRows(corpus, B, T);
    rows.take(document);
  }
  if (!rows.isEmpty) yield rows.batch;
}

/** The corpus once, in its own order, without batches that have no target; the last batch is filled up with padding that does not count. */
export function* evaluationBatches(corpus: Corpus, B: number, T: number): Generator<Batch, void, undefined> {
  if (corpus.whole) return yield* wholeEvaluationBatches(corpus, B, T);
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
