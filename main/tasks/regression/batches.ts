import { PAD_ID } from '../../../shared/domain/models/specialTokens.ts';
import { Epochs } from '../../ml/train/epochs.ts';
import type { Batch, BatchPosition, BatchSource } from '../../ml/train/task.ts';
import type { ScoredCorpus } from './corpus.ts';
import { type Scale, standardised } from './scale.ts';

/** B texts of at most T tokens, padded at the end; of a longer one, the beginning. Numbers are standardised. */
export interface ScoredBatch extends Batch {
  values: { ids: Int32Array; last: Int32Array; targets: Float32Array };
}

/** How a corpus is cut into batches. */
export interface ScoredShape {
  scale: Scale;
  B: number;
  T: number;
}

/** Every text once an epoch, in another order each time. The same corpus, shape and seed give the same batches for ever, from any position on. */
export class ScoredBatches implements BatchSource {
  readonly #corpus: ScoredCorpus;
  readonly #shape: ScoredShape;
  readonly #epochs: Epochs;

  constructor(corpus: ScoredCorpus, shape: ScoredShape, start: number | BatchPosition) {
    this.#corpus = corpus;
    this.#shape = shape;
    this.#epochs = new Epochs(corpus.numbers.length, start);
  }

  get position(): BatchPosition {
    return this.#epochs.position;
  }

  next(): { done: false; value: ScoredBatch } {
    const texts = Array.from({ length: this.#shape.B }, () => {
      const text = this.#epochs.document;
      this.#epochs.nextDocument();
      return text;
    });
    return { done: false, value: scoredBatch(this.#corpus, texts, this.#shape) };
  }
}

/** The corpus once, in its own order; the last batch is filled up with rows that do not count. `start` is the place of its first text. */
export function* evaluationBatches(corpus: ScoredCorpus, shape: ScoredShape): Generator<ScoredBatch> {
  for (let start = 0; start < corpus.numbers.length; start += shape.B) {
    const count = Math.min(shape.B, corpus.numbers.length - start);
    const texts = Array.from({ length: count }, (_, index) => start + index);
    yield { ...scoredBatch(corpus, texts, shape), start };
  }
}

function scoredBatch(corpus: ScoredCorpus, texts: readonly number[], { scale, B, T }: ScoredShape): ScoredBatch {
  const ids = new Int32Array(B * T).fill(PAD_ID);
  const last = Int32Array.from({ length: B }, (_, row) => row * T);
  const targets = new Float32Array(B);
  const weights = new Float32Array(B);
  for (const [row, text] of texts.entries()) {
    const start = corpus.starts[text] as number;
    const end = Math.min(corpus.starts[text + 1] ?? corpus.ids.length, start + T);
    ids.set(corpus.ids.subarray(start, end), row * T);
    last[row] = row * T + Math.max(0, end - start - 1);
    targets[row] = standardised(scale, corpus.numbers[text] as number);
    weights[row] = 1;
  }
  return { values: { ids, last, targets }, weights };
}
