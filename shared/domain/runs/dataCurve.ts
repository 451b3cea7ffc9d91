import { z } from 'zod';
import { MeasureName, Measures } from '../models/measures.ts';

/** Shares of the rows of training that a small model is trained on. */
export const CURVE_SHARES = [0.1, 0.25, 0.5, 1] as const;

export const CurvePoint = z.object({
  share: z.number().positive().max(1),
  /** Of training. */
  rows: z.number().int().positive(),
  /** On the held-out rows, the same ones each time. */
  metrics: Measures,
  /** By how much it is better than the point before in the figure that decides, row by row; `null` for the first. */
  gain: Measures.nullable(),
});
export type CurvePoint = z.infer<typeof CurvePoint>;

/** How good the same small model gets by the number of its rows. */
export const DataCurve = z.object({
  /** The baseline that was trained. */
  name: z.string(),
  /** The figure that decides. */
  metric: MeasureName,
  heldOut: z.number().int().positive(),
  points: z.array(CurvePoint).min(2),
});
export type DataCurve = z.infer<typeof DataCurve>;

/** What twice as many rows may bring. */
export interface Outlook {
  /** `rising`: the last doubling helped. `unclear`: what it brought may be chance. `falling`: it made it worse. */
  kind: 'rising' | 'unclear' | 'falling';
  /** What the last step to all rows brought, in the metric's unit; above 0 is better. */
  last: { value: number; low: number; high: number };
  /** What as many rows again would bring if the curve goes on to flatten as it did; `null` where that cannot be told. */
  next: number | null;
}

/**
 * Half of the rows to all of them is a doubling, and so is all of them to twice as many: what it brings shrinks from doubling to doubling, by the factor by
 * which it shrank from the one before (a power law of the error; Hestness et al. 2017, https://arxiv.org/abs/1712.00409). It is no more than a guess.
 */
export function outlookOf({ points, metric }: DataCurve): Outlook | null {
  const last = points.at(-1)?.gain?.[metric];
  const before = points.at(-2)?.gain?.[metric];
  if (!last) return null;
  const kind = last.low > 0 ? 'rising' : last.high < 0 ? 'falling' : 'unclear';
  const shrinks = before && before.value > 0 ? Math.min(1, Math.max(0, last.value / before.value)) : null;
  return { kind, last, next: kind === 'rising' && shrinks !== null ? last.value * shrinks : null };
}
