import type { CompletionSampling } from '../../../shared/domain/models/completion.ts';
import { penalizeRepetition } from '../sample/chooseToken.ts';

type Adjustments = Pick<
  CompletionSampling,
  'logit_bias' | 'presence_penalty' | 'frequency_penalty' | 'repetition_penalty'
>;

/**
 * Bias and penalties as OpenAI has them: μ[j] − c[j]·frequency − (c[j] > 0)·presence, where c counts a token in the text and not in the prompt;
 * the penalty of repetition counts both. In place.
 *
 * @param logits `[V]`; an id that is not below V is passed over
 */
export function adjustLogits(
  logits: Float32Array,
  { prompt, text }: { prompt: readonly number[]; text: readonly number[] },
  { logit_bias, presence_penalty, frequency_penalty, repetition_penalty }: Adjustments,
): void {
  for (const { id, bias } of logit_bias) {
    if (id < logits.length) logits[id] = (logits[id] as number) + bias;
  }
  if (repetition_penalty !== 1) penalizeRepetition(logits, [...prompt, ...text], repetition_penalty);
  if (presence_penalty === 0 && frequency_penalty === 0) return;
  const counts = new Map<number, number>();
  for (const id of text) counts.set(id, (counts.get(id) ?? 0) + 1);
  for (const [id, count] of counts) {
    if (id < logits.length) logits[id] = (logits[id] as number) - count * frequency_penalty - presence_penalty;
  }
}
