import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The bar that a trained model has to pass: a bigram model with the same tokenizer on the same split. It is given every
 * advantage, its smoothing is chosen for the best loss on the validation split itself.
 */

/** One split of a prepared corpus: token ids, and for each document where it starts and how long its prompt is. */
export interface Split {
  ids: ArrayLike<number>;
  documents: readonly Document[];
}
export interface Document {
  /** Index in `ids` of the END_OF_TEXT that opens the document. */
  start: number;
  /** Tokens at the document's beginning that are no targets, counted from `start`. */
  promptLength: number;
}

export interface BigramResult {
  /** Mean negative log-likelihood in nats per target token. */
  loss: number;
  targets: number;
  /** Weight of the bigram estimate's smoothing by the unigram estimate that gave the best loss. */
  strength: number;
}

/** Reads `data/<name>.ids.bin` (uint16 LE) and `data/<name>.docs.bin` (uint32 LE pairs: start, prompt length) of a run. */
export function readSplit(runFolder: string, name: 'train' | 'validation'): Split {
  const read = (kind: string) => {
    const bytes = readFileSync(join(runFolder, 'data', `${name}.${kind}.bin`));
    return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  };
  const idsView = read('ids');
  const ids = Uint16Array.from({ length: idsView.byteLength / 2 }, (_, index) => idsView.getUint16(2 * index, true));
  const documentsView = read('docs');
  const documents = Array.from({ length: documentsView.byteLength / 8 }, (_, index) => ({
    start: documentsView.getUint32(8 * index, true),
    promptLength: documentsView.getUint32(8 * index + 4, true),
  }));
  return { ids, documents };
}

/**
 * Pairs (previous token, target) of a split. A token is a target when its index inside its document is at least the
 * prompt's length; the END_OF_TEXT that opens the next document, or closes the split, is a target of the one before.
 */
export function* targetPairs({ ids, documents }: Split): Generator<[previous: number, target: number]> {
  for (const [index, { start, promptLength }] of documents.entries()) {
    const next = documents[index + 1]?.start ?? ids.length - 1;
    // The very first token has nothing before it to be told from.
    for (let at = Math.max(start + promptLength, start + 1); at <= next; at++) {
      yield [ids[at - 1] as number, ids[at] as number];
    }
  }
}

/** Strengths of the prior that are tried: pseudo-counts spread by the unigram distribution (Dirichlet smoothing). */
const STRENGTHS = [0.1, 0.3, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 4096];

/**
 * Counts bigrams of the train split's targets and gives the best validation loss over the strengths:
 * p(t | s) = (count(s, t) + strength · p(t)) / (count(s) + strength), with p(t) = (count(t) + 1) / (targets + V).
 */
export function bigramLoss(train: Split, validation: Split, vocabSize: number, strengths = STRENGTHS): BigramResult {
  const pairCounts = new Map<number, number>();
  const contextCounts = new Float64Array(vocabSize);
  const tokenCounts = new Float64Array(vocabSize);
  let total = 0;
  for (const [previous, target] of targetPairs(train)) {
    const key = previous * vocabSize + target;
    pairCounts.set(key, (pairCounts.get(key) ?? 0) + 1);
    contextCounts[previous] = (contextCounts[previous] as number) + 1;
    tokenCounts[target] = (tokenCounts[target] as number) + 1;
    total++;
  }
  const sums = strengths.map(() => 0);
  let targets = 0;
  for (const [previous, target] of targetPairs(validation)) {
    targets++;
    const pair = pairCounts.get(previous * vocabSize + target) ?? 0;
    const context = contextCounts[previous] as number;
    const unigram = ((tokenCounts[target] as number) + 1) / (total + vocabSize);
    for (const [index, strength] of strengths.entries()) {
      sums[index] = (sums[index] as number) - Math.log((pair + strength * unigram) / (context + strength));
    }
  }
  if (targets === 0) throw new Error('the validation split has no targets');
  const best = sums.indexOf(Math.min(...sums));
  return { loss: (sums[best] as number) / targets, targets, strength: strengths[best] as number };
}
