import type { Evaluation } from '../../shared/domain/runs/run.ts';
import { CURVE_POINTS, type RunCurve } from '../../shared/domain/runs/runCurve.ts';
import type { SqliteDatabase } from './open.ts';
import { LAST_STEP, type PointStore, SERIES } from './pointStore.ts';

interface CurveRow {
  step: number;
  loss: number;
  elapsed_ms: number;
}

/**
 * Reads a curve at a bounded cost: about `limit` look-ups by primary key, at even distances between the first and the last step, whether
 * the run has a thousand steps or a million. Evaluations are few, because each costs seconds of training; they are all read.
 */
export function readCurve(database: SqliteDatabase, points: PointStore, runId: string, limit = CURVE_POINTS): RunCurve {
  const at = database.prepare<[string, string, number], CurveRow>(
    `SELECT step, value AS loss, elapsed_ms FROM points WHERE series = ${SERIES} AND step >= ? ORDER BY step LIMIT 1`,
  );
  const last = points.lastOf(runId, 'loss');
  const first = at.get(runId, 'loss', 0);
  const rows =
    first && last !== null
      ? evenSteps(first.step, last, limit).flatMap((step) => at.get(runId, 'loss', step) ?? [])
      : [];
  // Two look-ups across a gap find the same row.
  const distinct = rows.filter((row, index) => index === 0 || row.step !== rows[index - 1]?.step);
  const evaluations = points
    .of(runId, 'validationLoss', 0, LAST_STEP)
    .map(({ step, value }): Evaluation => ({ step, validationLoss: value }));
  return {
    id: runId,
    steps: distinct.map(({ step }) => step),
    elapsedMs: distinct.map(({ elapsed_ms }) => elapsed_ms),
    losses: distinct.map(({ loss }) => loss),
    evaluations: thinEvaluations(evaluations, limit),
  };
}

/** Whole numbers from `first` to `last`, both included, at even distances; at most `limit`. */
function evenSteps(first: number, last: number, limit: number): number[] {
  const count = Math.min(limit, last - first + 1);
  if (count === 1) return [first];
  return Array.from({ length: count }, (_, index) => first + Math.round((index * (last - first)) / (count - 1)));
}

/** At even distances, and the lowest. */
function thinEvaluations(evaluations: readonly Evaluation[], limit: number): Evaluation[] {
  if (evaluations.length <= limit) return [...evaluations];
  const lowest = evaluations.reduce((low, next) => (next.validationLoss < low.validationLoss ? next : low));
  const kept = evenSteps(0, evaluations.length - 1, limit - 1).map((index) => evaluations[index] as Evaluation);
  return kept.includes(lowest) ? kept : [...kept, lowest].sort((a, b) => a.step - b.step);
}
