/** Sums over the neighbours of a place, each weighted by its distance: of 1, d, d², y and d·y, where d is the place seen from it. */
interface Sums {
  one: number;
  d: number;
  dd: number;
  y: number;
  dy: number;
}

/** The sums one place further on, without what lies at that place itself. */
const further = ({ one, d, dd, y, dy }: Sums, weight: number): Sums => ({
  one: weight * one,
  d: weight * (d + one),
  dd: weight * (dd + 2 * d + one),
  y: weight * y,
  dy: weight * (dy + y),
});

/** For each place, the sums over those before it. */
function sumsBefore(values: readonly number[], weight: number): Sums[] {
  let sums: Sums = { one: 0, d: 0, dd: 0, y: 0, dy: 0 };
  return values.map((value) => {
    const before = sums;
    sums = Number.isFinite(value) ? { ...before, one: before.one + 1, y: before.y + value } : before;
    sums = further(sums, weight);
    return before;
  });
}

/**
 * Smoothed without a bias: a straight line through the neighbours on both sides, weighted by `weight` to the power of their distance
 * (local linear regression, Fan & Gijbels 1996). An average of the past alone lags behind a loss that falls, and lies above all of it.
 * Values that are not finite count for nothing.
 *
 * @param weight of the next neighbour, 0 (no smoothing) up to but not including 1
 */
export function smooth(values: readonly number[], weight: number): number[] {
  const before = sumsBefore(values, weight);
  const after = sumsBefore(values.toReversed(), weight).toReversed();
  return values.map((value, index) => {
    const [left, right] = [before[index] as Sums, after[index] as Sums];
    const own = Number.isFinite(value) ? 1 : 0;
    const one = left.one + right.one + own;
    if (one === 0) return value;
    // Those on the right are seen from the other side.
    const [d, dd] = [left.d - right.d, left.dd + right.dd];
    const [y, dy] = [left.y + right.y + own * (own && value), left.dy - right.dy];
    const spread = one * dd - d * d;
    return spread > 1e-9 * one * one ? (dd * y - d * dy) / spread : y / one;
  });
}

/** Weight of the next neighbour that fits the length of a curve: about a fiftieth of it is averaged on each side, at most 100 steps. */
export function smoothingWeight(length: number): number {
  return 1 - 1 / Math.min(100, Math.max(1, length / 50));
}
