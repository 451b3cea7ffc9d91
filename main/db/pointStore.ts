import type { Measure, Measures } from '../../shared/domain/models/measures.ts';
import {
  EVALUATION_METRICS,
  MEASURE_NAMES,
  type MetricName,
  STEP_METRICS,
  USAGE_METRICS,
} from '../../shared/domain/runs/metrics.ts';
import type { Evaluation, ResourceUsage, StepMetric } from '../../shared/domain/runs/run.ts';
import type { SqliteDatabase, Statement } from './open.ts';

export interface Point {
  step: number;
  elapsedMs: number | null;
  value: number;
}

/** What is stored of a step beside its metrics: the budget may say how long it still takes. */
const REMAINING = 'remainingMs';

/** The metric that every step has: it says which steps there are, and when they were. */
export const CLOCK = 'loss';

/** No run has a later step. */
export const LAST_STEP = Number.MAX_SAFE_INTEGER;

/** A row in short: there may be very many. */
type Value = [step: number, value: number, elapsedMs: number | null];

type Row = Point & { n: number; low: number | null; high: number | null };

/** The series of a metric, by run and name. */
export const SERIES = '(SELECT id FROM series WHERE run_id = ? AND metric = ?)';
const ROW = 'step, n, elapsed_ms AS elapsedMs, value, low, high';

/**
 * All that runs report in numbers: a series for each metric of a run, a row for each value (see `0009-metrics.sql`). Metrics that this
 * version does not know are left alone.
 */
export class PointStore {
  readonly #seriesOf: Statement<[string, string], number>;
  readonly #addSeries: Statement<[string, string]>;
  readonly #add: Statement<[number, number, number, number | null, number, number | null, number | null]>;
  readonly #put: Statement<[number, number, number, number | null, number, number | null, number | null]>;
  readonly #between: Statement<[string, string, number, number], Row>;
  readonly #of: Statement<[string, string, number, number], Point>;
  readonly #values: Statement<[string, string, number, number, number], Value>;
  readonly #lastOf: Statement<[string, string], number>;
  readonly #next: Statement<[string, string, number], number>;
  readonly #removeAfter: Statement<[string, number]>;

  constructor(database: SqliteDatabase) {
    this.#seriesOf = database
      .prepare<[string, string], number>('SELECT id FROM series WHERE run_id = ? AND metric = ?')
      .pluck();
    this.#addSeries = database.prepare('INSERT INTO series (run_id, metric) VALUES (?, ?)');
    this.#add = database.prepare('INSERT INTO points VALUES (?, ?, ?, ?, ?, ?, ?)');
    this.#put = database.prepare('INSERT OR REPLACE INTO points VALUES (?, ?, ?, ?, ?, ?, ?)');
    this.#between = database.prepare(
      `SELECT ${ROW} FROM points WHERE series = ${SERIES} AND step BETWEEN ? AND ? ORDER BY step, n`,
    );
    const between = `FROM points WHERE series = ${SERIES} AND step BETWEEN ? AND ? ORDER BY step, n`;
    this.#of = database.prepare(`SELECT step, elapsed_ms AS elapsedMs, value ${between}`);
    this.#values = database
      .prepare<[string, string, number, number, number], Value>(`SELECT step, value, elapsed_ms ${between} LIMIT ?`)
      .raw();
    this.#lastOf = database
      .prepare<[string, string], number>(`SELECT step FROM points WHERE series = ${SERIES} ORDER BY step DESC LIMIT 1`)
      .pluck();
    this.#next = database
      .prepare<[string, string, number], number>(
        `SELECT coalesce(max(n) + 1, 0) FROM points WHERE series = ${SERIES} AND step = ?`,
      )
      .pluck();
    this.#removeAfter = database.prepare(
      'DELETE FROM points WHERE series IN (SELECT id FROM series WHERE run_id = ?) AND step > ?',
    );
  }

  /** Steps that come after all others. Fails for one that is there already. */
  addSteps(runId: string, steps: readonly StepMetric[]): void {
    if (steps.length === 0) return;
    for (const name of [...STEP_METRICS, REMAINING] as const) {
      const series = this.#series(runId, name);
      for (const figures of steps) {
        const value = figures[name];
        if (value != null) this.#add.run(series, figures.step, 0, figures.elapsedMs, value, null, null);
      }
    }
  }

  /** Takes the place of an evaluation of the same step. Measures that are not finite are left out: SQLite would keep them as NULL. */
  putEvaluation(runId: string, evaluation: Evaluation): void {
    const { step, elapsedMs = null, metrics = {} } = evaluation;
    for (const name of EVALUATION_METRICS) {
      const value = evaluation[name];
      if (value !== undefined) this.#put.run(this.#series(runId, name), step, 0, elapsedMs, value, null, null);
    }
    for (const [name, { value, low, high }] of Object.entries(metrics) as [MetricName, Measure][]) {
      if ([value, low, high].every(Number.isFinite))
        this.#put.run(this.#series(runId, name), step, 0, elapsedMs, value, low, high);
    }
  }

  /** Several may be of one step. */
  addUsage(runId: string, usage: ResourceUsage): void {
    const n = Math.max(...USAGE_METRICS.map((name) => this.#next.get(runId, name, usage.step) ?? 0));
    for (const name of USAGE_METRICS) {
      const value = usage[name];
      if (value !== null) this.#add.run(this.#series(runId, name), usage.step, n, usage.elapsedMs, value, null, null);
    }
  }

  /** Values of a metric from one step to another, ascending. */
  of(runId: string, metric: MetricName, from: number, to: number): Point[] {
    return this.#of.all(runId, metric, from, to);
  }

  /** The last step that a metric has a value of. */
  lastOf(runId: string, metric: MetricName): number | null {
    return this.#lastOf.get(runId, metric) ?? null;
  }

  /** Steps from one to another, ascending, `limit` of them at most. */
  steps(runId: string, from: number, to: number, limit = -1): StepMetric[] {
    const clock = this.#values.all(runId, CLOCK, from, to, limit);
    const last = clock.at(-1)?.[0];
    if (last === undefined) return [];
    const columns = [...STEP_METRICS, REMAINING].map((name) => {
      const values = name === CLOCK ? clock : this.#values.all(runId, name, from, last, -1);
      return { name, values, place: 0 };
    });
    return clock.map(([step, , elapsedMs]) => {
      const figures: Record<string, number | null> = { step, elapsedMs: elapsedMs ?? 0, remainingMs: null };
      for (const column of columns) {
        // All ascend; a metric that a step lacks is behind.
        while ((column.values[column.place]?.[0] ?? step) < step) column.place++;
        const found = column.values[column.place];
        if (found?.[0] === step) figures[column.name] = found[1];
      }
      return figures as StepMetric;
    });
  }

  /** Evaluations from one step to another, ascending, with what they have measured. */
  evaluations(runId: string, from: number, to: number): Evaluation[] {
    const rows = this.#rows(runId, 'validationLoss', from, to);
    if (rows.length === 0) return [];
    const known = new Map(
      rows.map(({ step, value, elapsedMs }) => [
        step,
        {
          step,
          validationLoss: value,
          ...(elapsedMs === null ? {} : { elapsedMs }),
        } as Evaluation,
      ]),
    );
    for (const name of EVALUATION_METRICS) {
      if (name === 'validationLoss') continue;
      for (const { step, value } of this.#rows(runId, name, from, to)) {
        const evaluation = known.get(step);
        if (evaluation) Object.assign(evaluation, { [name]: value });
      }
    }
    for (const name of MEASURE_NAMES) {
      for (const { step, value, low, high } of this.#rows(runId, name, from, to)) {
        const evaluation = known.get(step);
        if (!evaluation || low === null || high === null) continue;
        const metrics: Measures = evaluation.metrics ?? {};
        metrics[name] = { value, low, high };
        evaluation.metrics = metrics;
      }
    }
    return [...known.values()];
  }

  /** What training took of the machine from one step to another, as it was reported. */
  usages(runId: string, from: number, to: number): ResourceUsage[] {
    const nothing = Object.fromEntries(USAGE_METRICS.map((name) => [name, null]));
    const known = new Map<string, ResourceUsage>();
    for (const name of USAGE_METRICS) {
      for (const { step, n, elapsedMs, value } of this.#rows(runId, name, from, to)) {
        const place = `${step} ${n}`;
        const usage = known.get(place) ?? ({ step, elapsedMs: elapsedMs ?? 0, ...nothing } as ResourceUsage);
        usage[name] = value;
        known.set(place, usage);
      }
    }
    return [...known.values()].sort((a, b) => a.step - b.step || a.elapsedMs - b.elapsedMs);
  }

  removeAfter(runId: string, step: number): void {
    this.#removeAfter.run(runId, step);
  }

  #rows(runId: string, metric: MetricName, from: number, to: number): Row[] {
    return this.#between.all(runId, metric, from, to);
  }

  #series(runId: string, metric: string): number {
    return this.#seriesOf.get(runId, metric) ?? Number(this.#addSeries.run(runId, metric).lastInsertRowid);
  }
}
