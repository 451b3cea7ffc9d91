/**
 * BLEU (Papineni et al. 2002) as sacrebleu 2.6 computes it by default: n-grams of 1 to 4 tokens, one reference, case counts, exponential smoothing. Signature
 * `nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp`, with `tok:zh` where the references are Chinese.
 * Source: https://github.com/mjpost/sacrebleu/blob/master/sacrebleu/metrics/bleu.py
 */
import { pythonTrimmed, pythonWords } from './pythonWords.ts';

const ORDER = 4;

/** Of sacrebleu: `13a` is that of WMT's mteval; `zh` has each Chinese character for a token and cuts the others as `13a` does. */
export type BleuTokenizer = '13a' | 'zh';

/** `zh` where most of the letters and digits are Chinese: there are no blanks between words then. */
export function bleuTokenizer(references: readonly string[]): BleuTokenizer {
  let [chinese, others] = [0, 0];
  for (const reference of references) {
    chinese += reference.match(/\p{Script=Han}/gu)?.length ?? 0;
    others += reference.match(/(?!\p{Script=Han})[\p{L}\p{N}]/gu)?.length ?? 0;
  }
  return chinese > others ? 'zh' : '13a';
}

/**
 * What one text adds to the corpus score: tokens of the output and of the reference, then matches and n-grams of the output, order by
 * order.
 */
export function bleuCounts(output: string, reference: string, tokenizer: BleuTokenizer): number[] {
  const [own, wanted] = [tokens(output, tokenizer), tokens(reference, tokenizer)];
  const counts = [own.length, wanted.length];
  for (let n = 1; n <= ORDER; n++) {
    const others = ngrams(wanted, n);
    let matches = 0;
    for (const [ngram, count] of ngrams(own, n)) matches += Math.min(count, others.get(ngram) ?? 0);
    counts.push(matches, Math.max(0, own.length - n + 1));
  }
  return counts;
}

/** The score of summed `bleuCounts`, 0 to 100. */
export function bleuScore([outputLength = 0, referenceLength = 0, ...counts]: readonly number[]): number {
  let [logarithms, halving, matched] = [0, 1, 0];
  for (let order = 0; order < ORDER; order++) {
    const [matches = 0, all = 0] = counts.slice(2 * order);
    // No text is so long: sacrebleu gives 0.
    if (all === 0) return 0;
    matched += matches;
    // Each further order without a match counts half of the one before.
    if (matches === 0) halving *= 2;
    logarithms += Math.log(matches === 0 ? 100 / (halving * all) : (100 * matches) / all);
  }
  if (matched === 0) return 0;
  const brevity = outputLength < referenceLength ? Math.exp(1 - referenceLength / outputLength) : 1;
  return brevity * Math.exp(logarithms / ORDER);
}

/** Tokens of the outputs for each of the references', of summed `bleuCounts`: sacrebleu's `ratio`. */
export const lengthRatio = ([outputLength = 0, referenceLength = 0]: readonly number[]): number =>
  referenceLength === 0 ? 0 : outputLength / referenceLength;

/** Whether a text is long enough for BLEU, which is 0 where none has an n-gram of the last order. */
export const hasBleu = (reference: string, tokenizer: BleuTokenizer): boolean =>
  tokens(reference, tokenizer).length >= ORDER;

function ngrams(words: readonly string[], n: number): Map<string, number> {
  const counts = new Map<string, number>();
  for (let start = 0; start + n <= words.length; start++) {
    // No token has a blank in it.
    const ngram = words.slice(start, start + n).join(' ');
    counts.set(ngram, (counts.get(ngram) ?? 0) + 1);
  }
  return counts;
}

const tokens = (text: string, tokenizer: BleuTokenizer): string[] =>
  tokenizer === 'zh' ? cut(spacedChinese(text)) : cut(` ${unescaped(pythonTrimmed(text))} `);

/** What `13a` and `zh` have in common: punctuation is cut off, but not within numbers. */
const cut = (line: string): string[] =>
  pythonWords(
    line
      .replace(/([{-~[-` -&(-+:-@/])/gu, ' $1 ')
      .replace(/([^0-9])([.,])/gu, '$1 $2 ')
      .replace(/([.,])([^0-9])/gu, ' $1 $2')
      .replace(/([0-9])(-)/gu, '$1 $2 '),
  );

function unescaped(text: string): string {
  const line = text.replaceAll('<skipped>', '').replaceAll('-\n', '').replaceAll('\n', ' ');
  return line.replaceAll('&quot;', '"').replaceAll('&amp;', '&').replaceAll('&lt;', '<').replaceAll('&gt;', '>');
}

/**
 * Ranges of `tokenizer_zh.py`. It writes those beyond 16 bits as `'\u20000'`, a text of two characters, so that its comparisons of texts take
 * U+2001 to U+2A6D and U+2F81 to U+2FA1 for Chinese and no character of more than 16 bits: the same figure needs the same slip.
 */
const CHINESE =
  /[\u3400-\u4db5\u4e00-\u9fa5\u9fa6-\u9fbb\uf900-\ufa2d\ufa30-\ufa6a\ufa70-\ufad9\u2001-\u2a6d\u2f81-\u2fa1\uff00-\uffef\u2e80-\u2eff\u3000-\u303f\u31c0-\u31ef\u2f00-\u2fdf\u2ff0-\u2fff\u3100-\u312f\u31a0-\u31bf\ufe10-\ufe1f\ufe30-\ufe4f\u2600-\u26ff\u2700-\u27bf\u3200-\u32ff\u3300-\u33ff]/gu;

const spacedChinese = (text: string): string => pythonTrimmed(text).replace(CHINESE, ' $& ');
