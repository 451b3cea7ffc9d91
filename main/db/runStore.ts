import { closeSync, existsSync, fsyncSync, openSync } from 'node:fs';
import type { MetricName } from '../../shared/domain/runs/metrics.ts';
import {
  type Evaluation,
  type ResourceUsage,
  Run,
  type RunState,
  type Sample,
  type StepMetric,
} from '../../shared/domain/runs/run.ts';
import type { RunCurve } from '../../shared/domain/runs/runCurve.ts';
import { AppError, type ErrorCode } from '../../shared/errors/errors.ts';
import { readCurve } from './curveReader.ts';
import { type SqliteDatabase, withSqliteErrors } from './open.ts';
import { LAST_STEP, PointStore } from './pointStore.ts';
import { nameIn, readRows, reasonOf, type UnreadableRow } from './readRows.ts';
import { SUMMARIZED, SummaryStore } from './summaryStore.ts';
import { notInTrash } from './trashStore.ts';

interface RunRow {
  id: string;
  run: string;
}

/** Everything a run has reported after a step. */
export interface RunHistory {
  steps: StepMetric[];
  evaluations: Evaluation[];
  samples: Sample[];
  resources: ResourceUsage[];
}

/** What may be put right while the studio runs. */
const UNWRITABLE: readonly ErrorCode[] = ['disk_full', 'write_failed'];

export class RunStore {
  readonly #database: SqliteDatabase;
  readonly #summaries: SummaryStore;
  readonly #points: PointStore;
  /** Runs as they are, where the disk did not take it. */
  readonly #unwritten = new Map<string, Run>();
  /** What rows said when they were read last. */
  readonly #parsed = new Map<string, { text: string; run: Run }>();

  constructor(database: SqliteDatabase) {
    this.#database = database;
    this.#summaries = new SummaryStore(database);
    this.#points = new PointStore(database);
  }

  insert(run: Run): void {
    this.#database
      .prepare('INSERT INTO runs (id, state, run, created_at) VALUES (?, ?, ?, ?)')
      .run(run.id, run.state, JSON.stringify(run), run.createdAt);
  }

  /** Newest first; those in the trash too, where they are asked for. What cannot be read is left out. */
  list({ trashed = false } = {}): Run[] {
    return this.#read(trashed ? '1' : notInTrash('run'));
  }

  /** Runs that this version does not understand; they stay as they are. */
  unreadable(): UnreadableRow[] {
    const found: UnreadableRow[] = [];
    this.#read(notInTrash('run'), ({ id, run }, reason) => found.push({ id, name: nameIn(run), reason, raw: run }));
    return found;
  }

  /** Those in some states, newest first. */
  inStates(...states: RunState[]): Run[] {
    const isIn = (run: Run) => states.includes(run.state);
    const ids = [...this.#unwritten.values()].filter(isIn).map(({ id }) => id);
    const places = (values: readonly string[]) => values.map(() => '?').join();
    const condition = `(state IN (${places(states)}) OR id IN (${places(ids)})) AND ${notInTrash('run')}`;
    return this.#read(condition, undefined, [...states, ...ids]).filter(isIn);
  }

  /** Those that were started on a data set, newest first. */
  ofDataset(datasetId: string): Run[] {
    const condition = `CASE WHEN json_valid(run) THEN run ->> '$.datasetId' END = ? AND ${notInTrash('run')}`;
    return this.#read(condition, undefined, [datasetId]);
  }

  /** `null` where there is none, or none that can be read. */
  find(id: string): Run | null {
    return this.#read(`id = ? AND ${notInTrash('run')}`, undefined, [id])[0] ?? null;
  }

  #read(condition: string, unreadable?: (row: RunRow, reason: string) => void, values: readonly string[] = []): Run[] {
    const rows = this.#database
      .prepare<string[], RunRow>(`SELECT id, run FROM runs WHERE ${condition} ORDER BY created_at DESC, id`)
      .all(...values);
    return readRows(rows, ({ id, run }) => this.#unwritten.get(id) ?? this.#parse(id, run), unreadable);
  }

  /** Most rows are as they were when they were read last. Nobody changes what is given out. */
  #parse(id: string, text: string): Run {
    const known = this.#parsed.get(id);
    if (known?.text === text) return known.run;
    const run = Run.parse(JSON.parse(text));
    this.#parsed.set(id, { text, run });
    return run;
  }

  get(id: string): Run {
    const unwritten = this.#unwritten.get(id);
    if (unwritten) return unwritten;
    const row = this.#database
      .prepare<[string], { run: string; present: number }>(
        `SELECT run, ${notInTrash('run')} AS present FROM runs WHERE id = ?`,
      )
      .get(id);
    if (row === undefined) throw new AppError('not_found', { kind: 'run', id });
    if (row.present === 0) throw new AppError('in_trash', { kind: 'run', name: nameIn(row.run) ?? id });
    try {
      return this.#parse(id, row.run);
    } catch (error) {
      throw new AppError('row_unreadable', { kind: 'run', id, problem: reasonOf(error) }, { cause: error });
    }
  }

  /** Where the disk does not take it the change holds for as long as the studio runs, and is written with the next one that it takes. */
  update(id: string, patch: Partial<Run>): void {
    this.#unwritten.set(id, { ...this.get(id), ...patch });
    this.settle();
  }

  /** The same for how far a run is: as durable as what it reports. */
  updateProgress(id: string, patch: Partial<Run>): void {
    this.#soon(() => this.update(id, patch));
  }

  /**
   * What runs have reported so far outlasts a power cut once this returns. They may report several times a second, and waiting for the
   * disk each time would hold up the studio; what comes after the last checkpoint is computed again after a power cut anyhow.
   *
   * @throws AppError `write_failed`
   */
  sync(): void {
    const log = `${this.#database.name}-wal`;
    if (!existsSync(log)) return;
    try {
      // Windows flushes only what could be written to. SQLite has no lock on this file that closing it would take away.
      const descriptor = openSync(log, 'r+');
      try {
        fsyncSync(descriptor);
      } finally {
        closeSync(descriptor);
      }
    } catch (error) {
      throw new AppError('write_failed', { path: log, problem: (error as Error).message }, { cause: error });
    }
  }

  /** Tries to write what the disk did not take before. */
  settle(): void {
    try {
      for (const run of this.#unwritten.values()) {
        this.#guard(() =>
          this.#database
            .prepare('UPDATE runs SET state = ?, run = ? WHERE id = ?')
            .run(run.state, JSON.stringify(run), run.id),
        );
        this.#unwritten.delete(run.id);
      }
    } catch (error) {
      if (!(error instanceof AppError && UNWRITABLE.includes(error.code))) throw error;
    }
  }

  /** A run whose folder is there already; one that is known by this id is replaced. */
  takeUp(run: Run): void {
    this.#database
      .prepare(
        `INSERT INTO runs (id, state, run, created_at) VALUES (?, ?, ?, ?)
           ON CONFLICT (id) DO UPDATE SET state = excluded.state, run = excluded.run`,
      )
      .run(run.id, run.state, JSON.stringify(run), run.createdAt);
  }

  /** All there are, in the trash or not, readable or not. */
  ids(): string[] {
    return this.#database.prepare<[], string>('SELECT id FROM runs').pluck().all();
  }

  /** Of a run that was removed nothing is left to write. */
  forget(id: string): void {
    this.#unwritten.delete(id);
    this.#parsed.delete(id);
  }

  /** @throws AppError `disk_full` */
  appendSteps(runId: string, metrics: readonly StepMetric[]): void {
    const append = this.#database.transaction(() => {
      this.#points.addSteps(runId, metrics);
      this.#summaries.addSteps(runId, metrics);
    });
    this.#soon(append);
  }

  /** @throws AppError `disk_full` */
  appendEvaluation(runId: string, evaluation: Evaluation): void {
    const append = this.#database.transaction(() => {
      this.#points.putEvaluation(runId, evaluation);
      this.#summaries.refresh(runId, 'validationLoss', evaluation.step);
    });
    this.#soon(append);
  }

  /** @throws AppError `disk_full` */
  appendSample(runId: string, { step, prompt, text }: Sample): void {
    this.#soon(() =>
      this.#database
        .prepare('INSERT INTO samples (run_id, step, prompt, text) VALUES (?, ?, ?, ?)')
        .run(runId, step, prompt, text),
    );
  }

  /** Takes back what was reported after a step. */
  rewind(runId: string, step: number): void {
    const remove = this.#database.transaction(() => {
      this.#database.prepare('DELETE FROM samples WHERE run_id = ? AND step > ?').run(runId, step);
      this.#points.removeAfter(runId, step);
      for (const metric of SUMMARIZED) this.#summaries.removeAfter(runId, metric, step);
    });
    this.#guard(remove);
  }

  /** Of a step that was reported; `null` of any other. */
  learningRateAt(runId: string, step: number): number | null {
    return this.#points.of(runId, 'learning_rate', step, step)[0]?.value ?? null;
  }

  lastLosses(runId: string): Pick<Run, 'lastLoss' | 'validationLoss'> {
    const last = (metric: MetricName) => {
      const step = this.#points.lastOf(runId, metric);
      return step === null ? null : (this.#points.of(runId, metric, step, step)[0]?.value ?? null);
    };
    return { lastLoss: last('loss'), validationLoss: last('validationLoss') };
  }

  /** The loss of a run in short, whatever its length. */
  curve(runId: string): RunCurve {
    return readCurve(this.#database, this.#points, runId);
  }

  /** @throws AppError `disk_full` */
  appendResources(runId: string, usage: ResourceUsage): void {
    const append = this.#database.transaction(() => this.#points.addUsage(runId, usage));
    this.#soon(append);
  }

  /** The newest step and evaluation of a run. */
  newest(runId: string): RunHistory {
    const step = this.#points.lastOf(runId, 'loss') ?? LAST_STEP;
    const evaluation = this.#points.lastOf(runId, 'validationLoss') ?? LAST_STEP;
    return {
      steps: this.#points.steps(runId, step, step),
      evaluations: this.#points.evaluations(runId, evaluation, evaluation),
      samples: [],
      resources: [],
    };
  }

  /** All evaluations of a run, ascending. */
  evaluations(runId: string): Evaluation[] {
    return this.#points.evaluations(runId, 0, LAST_STEP);
  }

  /** What a run reported after `fromStep`; everything, step 0 included, for `fromStep` 0. */
  history(runId: string, fromStep: number): RunHistory {
    const first = fromStep === 0 ? 0 : fromStep + 1;
    return {
      steps: this.#points.steps(runId, first, LAST_STEP),
      evaluations: this.#points.evaluations(runId, first, LAST_STEP),
      samples: this.#database
        .prepare<[string, number], Sample>(
          'SELECT step, prompt, text FROM samples WHERE run_id = ? AND step >= ? ORDER BY id',
        )
        .all(runId, first),
      resources: this.#points.usages(runId, first, LAST_STEP),
    };
  }

  /** Writes without waiting for the disk. See `sync`. */
  #soon(work: () => void): void {
    this.#guard(() => {
      this.#database.pragma('synchronous = NORMAL');
      try {
        work();
      } finally {
        this.#database.pragma('synchronous = FULL');
      }
    });
  }

  #guard<T>(work: () => T): T {
    return withSqliteErrors(this.#database.name, work);
  }
}
