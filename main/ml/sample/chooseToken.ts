import type { GenerationSettings } from '../../../shared/domain/generation.ts';
import type { Random } from '../random.ts';

type Filters = Pick<GenerationSettings, 'temperature' | 'top_k' | 'top_p' | 'min_p'>;

/** Index of the largest value; the first of equals, as `torch.argmax` has it. */
export function argmax(values: Float32Array): number {
  let best = 0;
  for (let index = 1; index < values.length; index++) {
    if ((values[index] as number) > (values[best] as number)) best = index;
  }
  return best;
}

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
 * Temperature 0 takes the likeliest.
 */
export function chooseToken(logits: Float32Array, filters: Filters, random: Random): number {
  if (filters.temperature === 0) return argmax(logits);
  const candidates = likeliestFirst(logits, filters.temperature);
  const kept = filterMinP(filterTopP(filterTopK(candidates, filters.top_k), filters.top_p), filters.min_p);
  const total = kept.reduce((sum, { weight }) => sum + weight, 0);
  let rest = random.next() * total;
  for (const { id, weight } of kept) {
    rest -= weight;
    if (rest < 0) return id;
  }
  // Rounding may leave a rest; the last one is then meant.
  return (kept.at(-1) as Candidate).id;
}

/** `weight` is the probability times a constant that all candidates share; the first one's is 1. */
interface Candidate {
  id: number;
  weight: number;
}

function likeliestFirst(logits: Float32Array, temperature: number): Candidate[] {
  const largest = logits[argmax(logits)] as number;
  const candidates: Candidate[] = [];
  for (let id = 0; id < logits.length; id++) {
    const weight = Math.exp(((logits[id] as number) - largest) / temperature);
    if (weight > 0) candidates.push({ id, weight });
  }
  return candidates.sort((a, b) => b.weight - a.weight || a.id - b.id);
}

function filterTopK(candidates: Candidate[], k: number): Candidate[] {
  return k > 0 ? candidates.slice(0, k) : candidates;
}

function filterTopP(candidates: Candidate[], p: number): Candidate[] {
  if (p >= 1) return candidates;
  const needed = p * candidates.reduce((sum, { weight }) => sum + weight, 0);
  let sum = 0;
  const end = candidates.findIndex(({ weight }) => {
    sum += weight;
    return sum >= needed;
  });
  return end < 0 ? candidates : candidates.slice(0, end + 1);
}

function filterMinP(candidates: Candidate[], minP: number): Candidate[] {
  const least = minP * (candidates[0] as Candidate).weight;
  return candidates.filter(({ weight }) => weight >= least);
}
