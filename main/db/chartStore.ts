import type { MeasureName } from '../../shared/domain/models/measures.ts';
import type { MetricsPage } from '../../shared/domain/runs/chart.ts';
import type { ResourceUsage, Sample } from '../../shared/domain/runs/run.ts';
import type { SqliteDatabase, Statement } from './open.ts';
import { type Point, PointStore } from './pointStore.ts';
import { RESOURCE_COLUMNS, STEP_COLUMNS, type StepRow, toMetric } from './runStore.ts';
import { type Stretch, type SummarizedMetric, SummaryStore } from './summaryStore.ts';

/** No run has a later step. */
const LAST = Number.MAX_SAFE_INTEGER;

/** What charts of a run are drawn from. Nothing here takes longer for a longer run. */
export class ChartStore {
  readonly #database: SqliteDatabase;
  readonly #summaries: SummaryStore;
  readonly #points: PointStore;
  readonly #elapsedAt: Statement<[string, number], number>;
  readonly #elapsedOf: Statement<[string, string], [step: number, elapsedMs: number]>;

  constructor(database: SqliteDatabase) {
    this.#database = database;
    this.#summaries = new SummaryStore(database);
    this.#points = new PointStore(database);
    this.#elapsedAt = database
      .prepare<[string, number], number>(
        'SELECT elapsed_ms FROM steps WHERE run_id = ? AND step <= ? ORDER BY step DESC LIMIT 1',
      )
      .pluck();
    this.#elapsedOf = database
      .prepare<[string, string], [number, number]>(
        'SELECT step, elapsed_ms FROM json_each(?) CROSS JOIN steps ON step = value WHERE run_id = ?',
      )
      .raw();
  }

  /** Mean loss of the last `count` steps. */
  recentLoss(runId: string, count: number): number | null {
    return (
      this.#database
        .prepare<[string, number], number | null>(
          'SELECT avg(loss) FROM (SELECT loss FROM steps WHERE run_id = ? ORDER BY step DESC LIMIT ?)',
        )
        .pluck()
        .get(runId, count) ?? null
    );
  }

  /** Milliseconds of training at a step: those of the last step up to it, 0 before the first. */
  elapsedAt(runId: string, step: number): number {
    return this.#elapsedAt.get(runId, step) ?? 0;
  }

  /** The same for many steps in one query; a step that none was reported of has that of the last one before it. */
  elapsedOf(runId: string, steps: readonly number[]): Map<number, number> {
    const found = new Map(this.#elapsedOf.all(JSON.stringify(steps), runId));
    for (const step of steps) if (!found.has(step)) found.set(step, this.elapsedAt(runId, step));
    return found;
  }

  stretches(runId: string, metric: SummarizedMetric, from: number, to: number): Stretch[] {
    return this.#summaries.read(runId, metric, from, to);
  }

  /** What evaluations have measured of one figure. */
  points(runId: string, metric: MeasureName, from: number, to: number): Point[] {
    return this.#points.of(runId, metric, from, to);
  }

  resources(runId: string, from: number, to: number): ResourceUsage[] {
    return this.#database
      .prepare<[string, number, number], ResourceUsage>(
        `SELECT ${RESOURCE_COLUMNS} FROM resources WHERE run_id = ? AND step BETWEEN ? AND ? ORDER BY step, id`,
      )
      .all(runId, from, to);
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
    const steps = this.#database
      .prepare<[string, number, number], StepRow>(
        `SELECT ${STEP_COLUMNS} FROM steps WHERE run_id = ? AND step > ? ORDER BY step LIMIT ?`,
      )
      .all(runId, after, limit)
      .map(toMetric);
    const next = steps.length < limit ? null : (steps.at(-1)?.step ?? null);
    return {
      steps,
      evaluations: this.#points.attach(
        runId,
        this.#database
          .prepare<[string, number, number], MetricsPage['evaluations'][number]>(
            `SELECT step, validation_loss AS validationLoss FROM evaluations
              WHERE run_id = ? AND step BETWEEN ? AND ? ORDER BY step`,
          )
          .all(runId, after + 1, next ?? LAST),
      ),
      resources: this.resources(runId, after + 1, next ?? LAST),
      next,
    };
  }
}
