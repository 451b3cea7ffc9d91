import { PAD_ID } from '../../../shared/domain/models/specialTokens.ts';
import { Epochs } from '../../ml/train/epochs.ts';
import type { Batch, BatchPosition, BatchSource } from '../../ml/train/task.ts';
import type { LabelledCorpus } from './corpus.ts';

/** B texts of at most T tokens, padded at the end; of a longer one, the beginning. */
export interface LabelledBatch extends Batch {
  values: { ids: Int32Array; last: Int32Array; labels: Int32Array };
}

/** Every text once an epoch, in another order each time. The same corpus, sizes and seed give the same batches for ever, from any position on. */
export class LabelledBatches implements BatchSource {
  readonly #corpus: LabelledCorpus;
  readonly #B: number;
  readonly #T: number;
  readonly #epochs: Epochs;

  constructor(corpus: LabelledCorpus, B: number, T: number, start: number | BatchPosition) {
    this.#corpus = corpus;
    [this.#B, this.#T] = [B, T];
    this.#epochs = new Epochs(corpus.labels.length, start);
  }

  get position(): BatchPosition {
    return this.#epochs.position;
  }

  next(): { done: false; value: LabelledBatch } {
    const texts = Array.from({ length: this.#B }, () => {
      const text = this.#epochs.document;
      this.#epochs.nextDocument();
      return text;
    });
    return { done: false, value: labelledBatch(this.#corpus, texts, this.#B, this.#T) };
  }
}

/** The corpus once, in its own order; the last batch is filled up with rows that do not count. `start` is the place of its first text. */
export function* evaluationBatches(corpus: LabelledCorpus, B: number, T: number): Generator<LabelledBatch> {
  for (let start = 0; start < corpus.labels.length; start += B) {
    const count = Math.min(B, corpus.labels.length - start);
    const texts = Array.from({ length: count }, (_, index) => start + index);
    yield { ...labelledBatch(corpus, texts, B, T), start };
  }
}

function labelledBatch(corpus: LabelledCorpus, texts: readonly number[], B: number, T: number): LabelledBatch {
  const ids = new Int32Array(B * T).fill(PAD_ID);
  const last = Int32Array.from({ length: B }, (_, row) => row * T);
  const labels = new Int32Array(B);
  const weights = new Float32Array(B);
  for (const [row, text] of texts.entries()) {
    const start = corpus.starts[text] as number;
    const end = Math.min(corpus.starts[text + 1] ?? corpus.ids.length, start + T);
    ids.set(corpus.ids.subarray(start, end), row * T);
    last[row] = row * T + Math.max(0, end - start - 1);
    labels[row] = corpus.labels[text] as number;
    weights[row] = 1;
  }
  return { values: { ids, last, labels }, weights };
}
