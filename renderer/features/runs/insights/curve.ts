/** Weighted sums over the neighbours of a place: of 1 and of their values. */
interface Sums {
  one: number;
  y: number;
}

/** For each place, the sums over those before it; a step further away, each weighs `weight` times as much. */
function sumsBefore(values: readonly number[], weight: number): Sums[] {
  let [one, y] = [0, 0];
  return values.map((value) => {
    const before = { one, y };
    if (Number.isFinite(value)) [one, y] = [one + 1, y + value];
    [one, y] = [weight * one, weight * y];
    return before;
  });
}

/**
 * Smoothed by a mean of the neighbours on both sides, weighted by `weight` to the power of their distance (the kernel mean of Nadaraya and
 * Watson, 1964). All weights are positive, so that it never leaves the range of what was measured: a straight line through the neighbours
 * does at the ends of a bent curve, and told losses below every loss that a run had. For both sides it does not lag behind a loss that
 * falls, but at its ends, where one side is missing, it lies a little on the inside. Values that are not finite count for nothing.
 *
 * @param weight of the next neighbour, 0 (no smoothing) up to but not including 1
 */
export function smooth(values: readonly number[], weight: number): number[] {
  const before = sumsBefore(values, weight);
  const after = sumsBefore(values.toReversed(), weight).toReversed();
  return values.map((value, index) => {
    const [left, right] = [before[index] as Sums, after[index] as Sums];
    const [one, y] = [left.one + right.one, left.y + right.y];
    if (Number.isFinite(value)) return (y + value) / (one + 1);
    return one === 0 ? value : y / one;
  });
}

/** Weight of the next neighbour that fits the length of a curve: about a fiftieth of it is averaged on each side, at most 100 steps. */
export function smoothingWeight(length: number): number {
  return 1 - 1 / Math.min(100, Math.max(1, length / 50));
}
