import type { Tokenizer } from '../../../ml/tokenizer/tokenizer.ts';
import type { Corpus } from '../corpus.ts';
import { bitsPerByte } from './bitsPerByte.ts';

/** Pairs that are counted, at most: more make hardly a difference and take seconds. */
const MOST_PAIRS = 2_000_000;
/** Pseudo-counts spread by the unigram distribution (Dirichlet smoothing). */
const STRENGTHS = [0.1, 0.3, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 4096];

/**
 * What a model costs that only counts which token follows which, in bits per byte of the validation split: a model that is not better
 * has learned no more. Its smoothing is chosen for the best figure on that very split, so it is given every advantage.
 * p(t | s) = (count(s, t) + strength · p(t)) / (count(s) + strength), with p(t) = (count(t) + 1) / (targets + V).
 */
export function bigramBitsPerByte(
  train: Corpus,
  validation: Corpus,
  tokenizer: Pick<Tokenizer, 'bytes'>,
  vocabSize: number,
): number | null {
  const pairs = new Map<number, number>();
  const contexts = new Float64Array(vocabSize);
  const tokens = new Float64Array(vocabSize);
  let total = 0;
  for (let at = 1; at < train.ids.length && total < MOST_PAIRS; at++) {
    if (train.counts[at] !== 1) continue;
    const [previous, target] = [train.ids[at - 1] as number, train.ids[at] as number];
    const key = previous * vocabSize + target;
    pairs.set(key, (pairs.get(key) ?? 0) + 1);
    contexts[previous] = (contexts[previous] as number) + 1;
    tokens[target] = (tokens[target] as number) + 1;
    total++;
  }
  const nats = STRENGTHS.map(() => 0);
  let bytes = 0;
  for (let at = 1; at < validation.ids.length; at++) {
    if (validation.counts[at] !== 1) continue;
    const [previous, target] = [validation.ids[at - 1] as number, validation.ids[at] as number];
    const pair = pairs.get(previous * vocabSize + target) ?? 0;
    const context = contexts[previous] as number;
    const unigram = ((tokens[target] as number) + 1) / (total + vocabSize);
    bytes += tokenizer.bytes(target)?.length ?? 0;
    for (const [index, strength] of STRENGTHS.entries()) {
      nats[index] = (nats[index] as number) - Math.log((pair + strength * unigram) / (context + strength));
    }
  }
  return bitsPerByte({ nats: Math.min(...nats), bytes });
}
