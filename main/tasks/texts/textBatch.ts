import { PAD_ID } from '../../../shared/domain/models/specialTokens.ts';
import type { Batch, BatchShape } from '../../ml/train/task.ts';
import type { TextCorpus } from './corpus.ts';

/** B texts of at most T tokens, padded at the end; of a longer one, the beginning. What each has as its answer is a task's own. */
export interface TextBatch<Answers extends Batch['values']> extends Batch {
  values: { ids: Int32Array; last: Int32Array } & Answers;
}

/**
 * @param texts places of those that count in the corpus, B at most
 * @param answers B of them, of which those of the texts come first
 */
export function textBatch<Answers extends Batch['values']>(
  corpus: TextCorpus,
  texts: readonly number[],
  { batchSize: B, contextLength: T }: BatchShape,
  answers: Answers,
): TextBatch<Answers> {
  const ids = new Int32Array(B * T).fill(PAD_ID);
  const last = Int32Array.from({ length: B }, (_, row) => row * T);
  const weights = new Float32Array(B);
  let textTokens = 0;
  for (const [row, text] of texts.entries()) {
    const start = corpus.starts[text] as number;
    const end = Math.min(corpus.starts[text + 1] ?? corpus.ids.length, start + T);
    ids.set(corpus.ids.subarray(start, end), row * T);
    last[row] = row * T + Math.max(0, end - start - 1);
    weights[row] = 1;
    textTokens += end - start;
  }
  return { values: { ids, last, ...answers }, weights, textTokens };
}
