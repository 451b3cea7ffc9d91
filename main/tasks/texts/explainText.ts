import type { Explanation } from '../../../shared/domain/models/explanation.ts';
import { AppError } from '../../../shared/errors/errors.ts';
import { pauses } from '../../ml/pauses.ts';
import type { MarkedStretch, TextScorer } from './textScorer.ts';

/** Times that a text is computed without a part of it, at most. */
const MOST_STRETCHES = 80;
/** UTF-16 units that are explained: nobody looks at more. */
const LONGEST_TEXT = 20_000;

const WORD = /[\p{L}\p{N}_][\p{L}\p{N}\p{M}_'’-]*/gu;
/** Languages that write no blanks between words: each character counts as a word. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;

export interface Stretch {
  start: number;
  end: number;
}

/** What a text is explained by. */
export interface ExplainedText {
  text: string;
  /** As in `PreparedData`. */
  limit: number | null;
  /** In the order of the scores; `null` where the one score is a number. */
  labels: readonly string[] | null;
  /** The label that is asked about; `null` for the likeliest. */
  label: string | null;
  /** The number that a score stands for. */
  inUnit(score: number): number;
}

/**
 * Which words moved what a model says of a text: each is left out in its turn (occlusion; Zeiler & Fergus 2014), and where the model can tell, gradient ×
 * input is told beside it.
 *
 * @throws AppError `label_unknown` for a label that the model does not tell; the signal's reason once it has fired
 */
export async function explainText(
  scorer: TextScorer,
  { text: whole, limit, labels, label, inUnit }: ExplainedText,
  signal: AbortSignal,
): Promise<Explanation> {
  const text = whole.slice(0, LONGEST_TEXT).toWellFormed();
  const pause = pauses(signal);
  const { scores } = await scorer.score(text, limit);
  const output = outputOf(scores, labels, label);
  const told = (found: Float32Array) =>
    labels ? { worth: oddsOf(found, output), value: probabilityOf(found, output) } : numberOf(found, inUnit);
  const full = told(scores);
  const { stretches, grouped } = stretchesOf(text);
  const gradients = await scorer.gradients(text, limit, output);
  const words: Explanation['words'] = [];
  for (const { start, end } of stretches) {
    const without = told((await scorer.score(text.slice(0, start) + text.slice(end), limit)).scores);
    const gradient = gradients ? sumWithin(gradients, { start, end }) : null;
    words.push({
      ...{ start, end, occlusion: full.worth - without.worth, without: without.value },
      gradient: gradient === null || labels ? gradient : gradient * slopeOf(inUnit),
    });
    await pause();
  }
  return { text, label: labels?.[output] ?? null, value: full.value, words, grouped };
}

function outputOf(scores: Float32Array, labels: readonly string[] | null, label: string | null): number {
  if (labels === null) return 0;
  if (label === null) return scores.indexOf(Math.max(...scores));
  const output = labels.indexOf(label);
  if (output < 0) throw new AppError('label_unknown', { label, labels: labels.slice(0, NAMED).join(', ') });
  return output;
}

/** Labels that a message names. */
const NAMED = 10;

/** A number is its own worth. */
function numberOf(scores: Float32Array, inUnit: (score: number) => number): { worth: number; value: number } {
  const value = inUnit(scores[0] as number);
  return { worth: value, value };
}

/** What a step of 1 of the score is in the unit. */
const slopeOf = (inUnit: (score: number) => number): number => inUnit(1) - inUnit(0);

/** log p − log(1 − p) of softmax, from the scores, so that a p near 1 has a figure, too. */
function oddsOf(scores: Float32Array, output: number): number {
  const own = scores[output] as number;
  const others = scores.filter((_, place) => place !== output);
  const most = Math.max(...others);
  const sum = others.reduce((total, score) => total + Math.exp(score - most), 0);
  return own - most - Math.log(sum);
}

const probabilityOf = (scores: Float32Array, output: number): number => 1 / (1 + Math.exp(-oddsOf(scores, output)));

/** Words, or runs of words where there are too many. */
export function stretchesOf(text: string, most = MOST_STRETCHES): { stretches: Stretch[]; grouped: boolean } {
  const words: Stretch[] = [];
  for (const { 0: run, index } of text.matchAll(WORD)) {
    if (!UNSPACED.test(run)) words.push({ start: index, end: index + run.length });
    else {
      let start = index;
      for (const character of run) {
        words.push({ start, end: start + character.length });
        start += character.length;
      }
    }
  }
  if (words.length <= most) return { stretches: words, grouped: false };
  const size = Math.ceil(words.length / most);
  const stretches: Stretch[] = [];
  for (let at = 0; at < words.length; at += size) {
    const last = words[Math.min(at + size, words.length) - 1] as Stretch;
    stretches.push({ start: (words[at] as Stretch).start, end: last.end });
  }
  return { stretches, grouped: true };
}

/** What of marked stretches lies in another one, each by the share of it that does. */
function sumWithin(marked: readonly MarkedStretch[], { start, end }: Stretch): number {
  let total = 0;
  for (const one of marked) {
    const shared = Math.min(end, one.end) - Math.max(start, one.start);
    if (shared > 0) total += (one.sum * shared) / (one.end - one.start);
  }
  return total;
}
