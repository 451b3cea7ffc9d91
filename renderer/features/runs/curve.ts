/**
 * Exponential moving average with bias correction, so that the first values are not drawn towards 0.
 * Source: Kingma & Ba 2015, section 3. A value that is not finite keeps the average as it was.
 *
 * @param weight share of the past, 0 (no smoothing) up to but not including 1
 */
export function smooth(values: readonly number[], weight: number): number[] {
  let average = 0;
  let correction = 1;
  return values.map((value) => {
    if (!Number.isFinite(value)) return correction === 1 ? value : average / (1 - correction);
    average = weight * average + (1 - weight) * value;
    correction *= weight;
    return average / (1 - correction);
  });
}

/** Weight of the past that fits the length of a curve: about a fiftieth of it is averaged, at most 100 steps. */
export function smoothingWeight(length: number): number {
  return 1 - 1 / Math.min(100, Math.max(1, length / 50));
}
