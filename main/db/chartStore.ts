import type { MetricsPage } from '../../shared/domain/runs/chart.ts';
import type { MetricName } from '../../shared/domain/runs/metrics.ts';
import type { ResourceUsage, Sample } from '../../shared/domain/runs/run.ts';
import type { SqliteDatabase, Statement } from './open.ts';
import { CLOCK, LAST_STEP, type Point, PointStore, SERIES } from './pointStore.ts';
import { type Stretch, type SummarizedMetric, SummaryStore } from './summaryStore.ts';

/** What charts of a run are drawn from. Nothing here takes longer for a longer run. */
export class ChartStore {
  readonly #database: SqliteDatabase;
  readonly #summaries: SummaryStore;
  readonly #points: PointStore;
  readonly #elapsedAt: Statement<[string, string, number], number>;
  readonly #elapsedOf: Statement<[string, string, string], [step: number, elapsedMs: number]>;

  constructor(database: SqliteDatabase) {
    this.#database = database;
    this.#summaries = new SummaryStore(database);
    this.#points = new PointStore(database);
    this.#elapsedAt = database
      .prepare<[string, string, number], number>(
        `SELECT elapsed_ms FROM points WHERE series = ${SERIES} AND step <= ? ORDER BY step DESC LIMIT 1`,
      )
      .pluck();
    this.#elapsedOf = database
      .prepare<[string, string, string], [number, number]>(
        `SELECT step, elapsed_ms FROM json_each(?) AS asked CROSS JOIN points ON step = asked.value WHERE series = ${SERIES}`,
      )
      .raw();
  }

  /** Mean loss of the last `count` steps. */
  recentLoss(runId: string, count: number): number | null {
    return (
      this.#database
        .prepare<[string, string, number], number | null>(
          `SELECT avg(value) FROM (SELECT value FROM points WHERE series = ${SERIES} ORDER BY step DESC LIMIT ?)`,
        )
        .pluck()
        .get(runId, 'loss', count) ?? null
    );
  }

  /** Milliseconds of training at a step: those of the last step up to it, 0 before the first. */
  elapsedAt(runId: string, step: number): number {
    return this.#elapsedAt.get(runId, CLOCK, step) ?? 0;
  }

  /** The same for many steps in one query; a step that none was reported of has that of the last one before it. */
  elapsedOf(runId: string, steps: readonly number[]): Map<number, number> {
    const found = new Map(this.#elapsedOf.all(JSON.stringify(steps), runId, CLOCK));
    for (const step of steps) if (!found.has(step)) found.set(step, this.elapsedAt(runId, step));
    return found;
  }

  stretches(runId: string, metric: SummarizedMetric, from: number, to: number): Stretch[] {
    return this.#summaries.read(runId, metric, from, to);
  }

  /** Values of a metric of evaluations, or of what training takes of the machine. */
  points(runId: string, metric: MetricName, from: number, to: number): Point[] {
    return this.#points.of(runId, metric, from, to);
  }

  resources(runId: string, from: number, to: number): ResourceUsage[] {
    return this.#points.usages(runId, from, to);
  }

  /** Steps at which texts were written, ascending. */
  sampleSteps(runId: string, from: number, to: number): number[] {
    return this.#database
      .prepare<[string, number, number], number>(
        'SELECT DISTINCT step FROM samples WHERE run_id = ? AND step BETWEEN ? AND ? ORDER BY step',
      )
      .pluck()
      .all(runId, from, to);
  }

  samplesAt(runId: string, step: number): Sample[] {
    return this.#database
      .prepare<[string, number], Sample>(
        'SELECT step, prompt, text FROM samples WHERE run_id = ? AND step = ? ORDER BY id',
      )
      .all(runId, step);
  }

  newestSamples(runId: string): Sample[] {
    const step = this.#database
      .prepare<[string], number | null>('SELECT max(step) FROM samples WHERE run_id = ?')
      .pluck()
      .get(runId);
    return step == null ? [] : this.samplesAt(runId, step);
  }

  /** All figures of up to `limit` steps after `after`, and what was reported between them. */
  metrics(runId: string, after: number, limit: number): Omit<MetricsPage, 'tokensPerStep'> {
    const steps = this.#points.steps(runId, after + 1, LAST_STEP, limit);
    const next = steps.length < limit ? null : (steps.at(-1)?.step ?? null);
    return {
      steps,
      evaluations: this.#points.evaluations(runId, after + 1, next ?? LAST_STEP),
      resources: this.resources(runId, after + 1, next ?? LAST_STEP),
      next,
    };
  }
}
