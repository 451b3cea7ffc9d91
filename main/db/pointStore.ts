import { type Measure, MeasureName, type Measures } from '../../shared/domain/models/measures.ts';
import type { Evaluation } from '../../shared/domain/runs/run.ts';
import type { SqliteDatabase, Statement } from './open.ts';

export interface Point extends Measure {
  step: number;
  elapsedMs: number | null;
}

type Row = Point & { metric: string };

const COLUMNS = 'metric, step, elapsed_ms AS elapsedMs, value, low, high';

/** What evaluations have measured: one row a figure (see `0008-points.sql`). Figures that this version does not know are left alone. */
export class PointStore {
  readonly #add: Statement<[string, string, number, number | null, number, number, number]>;
  readonly #of: Statement<[string, string, number, number], Point>;
  readonly #between: Statement<[string, number, number], Row>;
  readonly #removeAfter: Statement<[string, number]>;

  constructor(database: SqliteDatabase) {
    this.#add = database.prepare('INSERT OR REPLACE INTO points VALUES (?, ?, ?, ?, ?, ?, ?)');
    const select = `SELECT ${COLUMNS} FROM points WHERE run_id = ?`;
    this.#of = database.prepare<[string, string, number, number], Point>(
      `${select} AND metric = ? AND step BETWEEN ? AND ? ORDER BY step`,
    );
    this.#between = database.prepare<[string, number, number], Row>(`${select} AND step BETWEEN ? AND ?`);
    this.#removeAfter = database.prepare('DELETE FROM points WHERE run_id = ? AND step > ?');
  }

  /** Values that are not finite are left out: SQLite would keep them as NULL. */
  add(runId: string, { step, elapsedMs, metrics = {} }: Evaluation): void {
    for (const [metric, { value, low, high }] of Object.entries(metrics)) {
      if ([value, low, high].every(Number.isFinite))
        this.#add.run(runId, metric, step, elapsedMs ?? null, value, low, high);
    }
  }

  of(runId: string, metric: MeasureName, from: number, to: number): Point[] {
    return this.#of.all(runId, metric, from, to);
  }

  /** The evaluations of a run, ascending, with what they have measured. */
  attach(runId: string, evaluations: readonly Evaluation[]): Evaluation[] {
    const [first, last] = [evaluations[0], evaluations.at(-1)];
    if (!first || !last) return [];
    const measured = new Map<number, { metrics: Measures; elapsedMs: number | null }>();
    for (const { metric, step, elapsedMs, value, low, high } of this.#between.all(runId, first.step, last.step)) {
      const name = MeasureName.safeParse(metric);
      if (!name.success) continue;
      const known = measured.get(step) ?? { metrics: {}, elapsedMs };
      known.metrics[name.data] = { value, low, high };
      measured.set(step, known);
    }
    return evaluations.map((evaluation) => {
      const found = measured.get(evaluation.step);
      if (!found) return evaluation;
      const { metrics, elapsedMs } = found;
      return { ...evaluation, metrics, ...(elapsedMs === null ? {} : { elapsedMs }) };
    });
  }

  removeAfter(runId: string, step: number): void {
    this.#removeAfter.run(runId, step);
  }
}
