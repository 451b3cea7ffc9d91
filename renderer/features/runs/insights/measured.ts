import { type LossPoint, mean } from './trend.ts';

export interface MeasuredPoint extends LossPoint {
  /**
   * Of all losses of the stretch of steps that ends here, `null` where none ends; left out where the point is a step by itself. A curve that
   * was thinned out to extremes has the mean of its steps in these only.
   */
  mean?: number | null | undefined;
}

/**
 * Mean loss from one step to another, of the stretches that lie between them; of the next one after `from` where none is as short. What is
 * told of a curve is such a mean: a line put through it has ends that no step had, above or below all of them where the curve is bent.
 */
export function meanBetween(points: readonly MeasuredPoint[], from: number, to: number): number | null {
  const after = stretchesOf(points).filter(({ begin }) => begin >= from);
  const between = after.filter(({ end }) => end <= to);
  const chosen = between.length > 0 ? between : after.slice(0, 1);
  return chosen.length === 0 ? null : mean(chosen.map((stretch) => stretch.mean));
}

/** The begin is the step after the last point of the stretch before, which may end later: so none reaches back further than is told. */
function stretchesOf(points: readonly MeasuredPoint[]): { begin: number; end: number; mean: number }[] {
  let next = points[0]?.step ?? 0;
  return points.flatMap(({ step, loss, mean: of }) => {
    if (of === null) return [];
    const begin = of === undefined ? step : next;
    next = step + 1;
    return [{ begin, end: step, mean: of ?? loss }];
  });
}
