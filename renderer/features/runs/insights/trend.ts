/** Statistics of a noisy curve. All of them stand a curve that was thinned out, whether evenly or to extremes. */

export interface LossPoint {
  step: number;
  loss: number;
}

export interface Trend {
  /** Of the straight line through the points, at its ends: to judge by, never to be told, for no step need have had these losses. */
  from: number;
  to: number;
  /** `to` − `from`. */
  change: number;
  /** Standard error of `change`. */
  error: number;
}

/** Groups whose means a line is put through: enough to see how far they scatter. */
const GROUPS = 20;

/**
 * Straight line of least squares; `null` for fewer than three points, or where all have one step. Of many points the line goes through
 * means of neighbours, which tells the same of independent noise, and in which the extremes of a curve that was thinned out to those
 * cancel out.
 */
export function linearTrend(measured: readonly LossPoint[]): Trend | null {
  const points = measured.length < 2 * GROUPS ? measured : groupMeans(measured);
  const first = points[0];
  const last = points.at(-1);
  if (!first || !last || points.length < 3 || last.step <= first.step) return null;
  const meanStep = mean(points.map(({ step }) => step));
  const meanLoss = mean(points.map(({ loss }) => loss));
  let [spread, covariance] = [0, 0];
  for (const { step, loss } of points) {
    spread += (step - meanStep) ** 2;
    covariance += (step - meanStep) * (loss - meanLoss);
  }
  const slope = covariance / spread;
  const at = (step: number) => meanLoss + slope * (step - meanStep);
  const residuals = points.reduce((sum, { step, loss }) => sum + (loss - at(step)) ** 2, 0);
  const slopeError = Math.sqrt(residuals / (points.length - 2) / spread);
  const [from, to] = [at(first.step), at(last.step)];
  return { from, to, change: to - from, error: slopeError * (last.step - first.step) };
}

function groupMeans(points: readonly LossPoint[]): LossPoint[] {
  return cut(points, GROUPS).map((group) => ({
    step: mean(group.map(({ step }) => step)),
    loss: mean(group.map(({ loss }) => loss)),
  }));
}

/** `count` parts of the same number of points; fewer where there are too few points. */
function cut(points: readonly LossPoint[], count: number): LossPoint[][] {
  const at = (index: number) => Math.floor((index * points.length) / count);
  return Array.from({ length: count }, (_, index) => points.slice(at(index), at(index + 1))).filter(
    (part) => part.length > 0,
  );
}

export interface Stretch {
  begin: number;
  /** Its last step. */
  step: number;
  mean: number;
  /** Standard error of `mean`. */
  error: number;
}

/** Cuts a curve into `count` stretches of the same number of points. */
export function stretches(points: readonly LossPoint[], count: number): Stretch[] {
  return cut(points, count).map((part) => {
    const losses = part.map(({ loss }) => loss);
    const average = mean(losses);
    const variance = losses.reduce((sum, loss) => sum + (loss - average) ** 2, 0) / Math.max(1, losses.length - 1);
    const [begin, step] = [part[0]?.step ?? 0, part.at(-1)?.step ?? 0];
    return { begin, step, mean: average, error: Math.sqrt(variance / losses.length) };
  });
}

/** Points on either side that a spike is measured against. */
const NEIGHBOURS = 7;
/** Median absolute deviation of a normal distribution, in standard deviations. */
const DEVIATION_OF_NORMAL = 0.6745;

/**
 * Points that stand out upwards from their neighbourhood: by six of its standard deviations (which normal noise does once in a billion)
 * and by a fifth of its loss, so that odd rows in a small batch are none. The median of the neighbours is blind to the spike itself.
 */
export function spikes(points: readonly LossPoint[]): LossPoint[] {
  const centres = points.map((_, index) =>
    median(points.slice(Math.max(0, index - NEIGHBOURS), index + NEIGHBOURS + 1).map(({ loss }) => loss)),
  );
  const deviations = points.map(({ loss }, index) => Math.abs(loss - (centres[index] as number)));
  const deviation = median(deviations) / DEVIATION_OF_NORMAL;
  return points.filter(({ loss }, index) => {
    const centre = centres[index] as number;
    return loss - centre > Math.max(6 * deviation, 0.2 * centre);
  });
}

/**
 * Standard deviation of the noise on a smooth curve of evenly spaced values, by its second differences, in which a straight part cancels
 * out. 0 for fewer than five values: they tell nothing of it.
 */
export function noiseOf(values: readonly number[]): number {
  if (values.length < 5) return 0;
  const differences = values
    .slice(2)
    .map((value, index) => Math.abs(value - 2 * (values[index + 1] as number) + (values[index] as number)));
  // The variances of 1, −2 and 1 times the noise add up to 6 times its own.
  return median(differences) / DEVIATION_OF_NORMAL / Math.sqrt(6);
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}
