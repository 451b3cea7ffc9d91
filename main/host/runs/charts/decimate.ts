import { merge, type Stretch } from '../../../db/summaryStore.ts';

export interface DrawnPoint {
  step: number;
  value: number;
  /** Of the stretch of steps that has its last point here. */
  mean: number | null;
}

/**
 * Chooses what stands for a series in a picture: the first and the last value, and the lowest and the highest of equal stretches, so that
 * no spike is lost. At most `limit` (≥ 4) points, in order, each of them a value at its own step.
 *
 * @param stretches ascending; the first and the last are single steps
 */
export function decimate(stretches: readonly Stretch[], limit: number): DrawnPoint[] {
  const [first, last] = [stretches[0], stretches.at(-1)];
  if (!first || !last) return [];
  const fits = stretches.length <= limit && stretches.every(({ count }) => count === 1);
  const width = stretchWidth(beginOf(first), beginOf(last), Math.floor((limit - 2) / 2));
  const points: DrawnPoint[] = [];
  for (const group of grouped(stretches, width)) {
    const [begin, ...rest] = group as [Stretch, ...Stretch[]];
    const whole = { ...begin };
    for (const stretch of rest) merge(whole, stretch);
    const chosen = new Map<number, number>();
    if (fits) for (const { lowestStep, lowest } of group) chosen.set(lowestStep, lowest);
    if (begin === first) chosen.set(first.lowestStep, first.lowest);
    chosen.set(whole.lowestStep, whole.lowest).set(whole.highestStep, whole.highest);
    if (group.at(-1) === last) chosen.set(last.lowestStep, last.lowest);
    const drawn = [...chosen].sort(([a], [b]) => a - b);
    for (const [index, [step, value]] of drawn.entries()) {
      points.push({ step, value, mean: index === drawn.length - 1 ? whole.total / whole.count : null });
    }
  }
  return points;
}

/**
 * A power of 2, so that stretches stay where they are while a run grows, and summaries, which are as wide as a power of 2, never lie in
 * two of them.
 */
function stretchWidth(first: number, last: number, most: number): number {
  let width = 1;
  while (Math.floor(last / width) - Math.floor(first / width) + 1 > most) width *= 2;
  return width;
}

function grouped(stretches: readonly Stretch[], width: number): Stretch[][] {
  const groups = new Map<number, Stretch[]>();
  for (const stretch of stretches) {
    const index = Math.floor(beginOf(stretch) / width);
    const group = groups.get(index);
    if (group) group.push(stretch);
    else groups.set(index, [stretch]);
  }
  return [...groups.values()];
}

const beginOf = ({ lowestStep, highestStep }: Stretch) => Math.min(lowestStep, highestStep);
