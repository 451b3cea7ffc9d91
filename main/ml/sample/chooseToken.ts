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
  const candidates = filters.top_k > 0 || filters.top_p < 1 ? likeliest(weights, filters) : everyId(weights.length);
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

/** 0, 1, 2, …: made once, since a vocabulary does not change its length. */
let ids = new Uint32Array();
function everyId(count: number): Uint32Array {
  if (ids.length !== count) ids = Uint32Array.from({ length: count }, (_, id) => id);
  return ids;
}

/** Shares of the likeliest token's probability: those above the first that are enough are sorted, and seldom the whole vocabulary. */
const SHARES = [1e-2, 1e-4, 1e-6, 0] as const;

/** Tokens that top_k and top_p leave, likeliest first; the lower id first of equals. */
function likeliest(weights: Float64Array, { top_k, top_p }: Pick<Filters, 'top_k' | 'top_p'>): Uint32Array {
  const best = sortedBest(weights, { top_k, top_p });
  if (top_p >= 1) return best;
  let all = 0;
  if (top_k > 0) for (const id of best) all += weights[id] as number;
  else for (const weight of weights) all += weight;
  const needed = top_p * all;
  let sum = 0;
  const end = best.findIndex((id) => {
    sum += weights[id] as number;
    return sum >= needed;
  });
  return end < 0 ? best : best.subarray(0, end + 1);
}

/** The likeliest first: `top_k` of them, or as many as reach `top_p` at least. */
function sortedBest(weights: Float64Array, { top_k, top_p }: Pick<Filters, 'top_k' | 'top_p'>): Uint32Array {
  let total = 0;
  for (const weight of weights) total += weight;
  for (const share of SHARES) {
    let [count, sum] = [0, 0];
    for (const weight of weights) {
      if (weight <= share) continue;
      count++;
      sum += weight;
    }
    if (share > 0 && (top_k > 0 ? count < top_k : sum < top_p * total)) continue;
    const found = new Uint32Array(count);
    let at = 0;
    for (let id = 0; id < weights.length; id++) if ((weights[id] as number) > share) found[at++] = id;
    found.sort((a, b) => (weights[b] as number) - (weights[a] as number) || a - b);
    return top_k > 0 ? found.subarray(0, top_k) : found;
  }
  return new Uint32Array();
}
