import type { GenerationSettings } from '../../../shared/domain/models/generation.ts';
import { argmax } from '../argmax.ts';
import type { Random } from '../random.ts';

type Filters = Pick<GenerationSettings, 'temperature' | 'top_k' | 'top_p' | 'min_p'>;

/**
 * Divides positive and multiplies negative logits of tokens that were seen (Keskar et al. 2019, as in transformers'
 * `RepetitionPenaltyLogitsProcessor`). In place.
 */
export function penalizeRepetition(logits: Float32Array, seen: Iterable<number>, penalty: number): void {
  if (penalty === 1) return;
  for (const id of new Set(seen)) {
    const logit = logits[id];
    if (logit !== undefined) logits[id] = logit > 0 ? logit / penalty : logit * penalty;
  }
}

/**
 * Draws a token: temperature, then top_k, top_p and min_p in the order of transformers' `generate`. A logit of −∞ is never drawn.
 * Temperature 0 takes the likeliest. The vocabulary is sorted only where a filter needs it: this is done for every token.
 */
export function chooseToken(logits: Float32Array, filters: Filters, random: Random): number {
  if (filters.temperature === 0) return argmax(logits);
  const weights = relativeWeights(logits, filters.temperature);
  const sorts = filters.top_k > 0 || filters.top_p < 1;
  const candidates = sorts ? likeliest(weights, filters) : Uint32Array.from(weights.keys());
  // Weights are relative to the likeliest token's, which is 1.
  const isKept = (id: number) => (weights[id] as number) > 0 && (weights[id] as number) >= filters.min_p;
  let total = 0;
  for (const id of candidates) if (isKept(id)) total += weights[id] as number;
  let rest = random.next() * total;
  let last = candidates[0] as number;
  for (const id of candidates) {
    if (!isKept(id)) continue;
    last = id;
    rest -= weights[id] as number;
    if (rest < 0) return id;
  }
  // Rounding may leave a rest; the last one is then meant.
  return last;
}

/** Probabilities times a constant: the likeliest token has 1. */
function relativeWeights(logits: Float32Array, temperature: number): Float64Array {
  const largest = logits[argmax(logits)] as number;
  const weights = new Float64Array(logits.length);
  for (let id = 0; id < weights.length; id++) weights[id] = Math.exp(((logits[id] as number) - largest) / temperature);
  return weights;
}

/** Tokens that top_k and top_p leave, likeliest first; the lower id first of equals. */
function likeliest(weights: Float64Array, { top_k, top_p }: Filters): Uint32Array {
  const sorted = Uint32Array.from(weights.keys())
    .filter((id) => (weights[id] as number) > 0)
    .sort((a, b) => (weights[b] as number) - (weights[a] as number) || a - b);
  const best = top_k > 0 ? sorted.subarray(0, top_k) : sorted;
  if (top_p >= 1) return best;
  const needed = top_p * best.reduce((sum, id) => sum + (weights[id] as number), 0);
  let sum = 0;
  const end = best.findIndex((id) => {
    sum += weights[id] as number;
    return sum >= needed;
  });
  return end < 0 ? best : best.subarray(0, end + 1);
}
