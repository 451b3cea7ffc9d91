import { STEP_METRICS } from '../../shared/domain/runs/metrics.ts';
import type { StepMetric } from '../../shared/domain/runs/run.ts';
import type { SqliteDatabase, Statement } from './open.ts';
import { SERIES } from './pointStore.ts';

/** Widths of the stretches, in steps. Each is a multiple of the one before. */
export const WIDTHS = [32, 256, 2048] as const;
/** Rows read at most for a figure, where a stretch of the greatest width is not too short for that. */
const MAX_ROWS = 2048;
/** What is greater counts as infinite, so that the sums of the widest stretches stay finite. Also in the migration. */
const GREATEST = 1e300;

/** The metrics that are summarized: those of every step, and the validation loss. */
export const SUMMARIZED = [...STEP_METRICS, 'validationLoss'] as const;
export type SummarizedMetric = (typeof SUMMARIZED)[number];

/** What neighbouring steps come to. Values that are not finite are left out: they have no place in a chart. */
export interface Stretch {
  lowest: number;
  lowestStep: number;
  highest: number;
  highestStep: number;
  total: number;
  count: number;
}

const isDrawable = (value: number): boolean => Math.abs(value) < GREATEST;

export const stretchOf = (step: number, value: number): Stretch => ({
  lowest: value,
  lowestStep: step,
  highest: value,
  highestStep: step,
  total: value,
  count: 1,
});

/** Adds a later stretch to `into`. */
export function merge(into: Stretch, later: Stretch): void {
  if (later.lowest < into.lowest) {
    into.lowest = later.lowest;
    into.lowestStep = later.lowestStep;
  }
  if (later.highest > into.highest) {
    into.highest = later.highest;
    into.highestStep = later.highestStep;
  }
  into.total += later.total;
  into.count += later.count;
}

type ExactStatement = Statement<[string, string, number, number], [step: number, value: number]>;
/** Rows as they were reported. */
interface Exact {
  /** From a step up to, but not including, another one. */
  all: ExactStatement;
  /** From a step to another one, included. */
  first: ExactStatement;
  last: ExactStatement;
}

type SummaryRow = [
  lowest: number,
  lowestStep: number,
  highest: number,
  highestStep: number,
  total: number,
  count: number,
];

/**
 * Lowest and highest values and sums of stretches of steps: with them any part of a run of millions of steps is read from a
 * few thousand rows. Whoever writes steps calls this in the same transaction.
 */
export class SummaryStore {
  readonly #add: Statement<[string, string, number, number, ...SummaryRow]>;
  readonly #read: Statement<[string, string, number, number, number], SummaryRow>;
  readonly #remove: Statement<[string, string, number, number, number]>;
  readonly #exact: Exact;

  constructor(database: SqliteDatabase) {
    this.#add = database.prepare(
      `INSERT INTO summaries VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET
         lowest_step = iif(excluded.lowest < lowest, excluded.lowest_step, lowest_step),
         lowest = min(lowest, excluded.lowest),
         highest_step = iif(excluded.highest > highest, excluded.highest_step, highest_step),
         highest = max(highest, excluded.highest),
         total = total + excluded.total,
         count = count + excluded.count`,
    );
    this.#read = database
      .prepare<[string, string, number, number, number], SummaryRow>(
        `SELECT lowest, lowest_step, highest, highest_step, total, count FROM summaries
          WHERE run_id = ? AND metric = ? AND width = ? AND stretch >= ? AND stretch < ? ORDER BY stretch`,
      )
      .raw();
    this.#remove = database.prepare(
      'DELETE FROM summaries WHERE run_id = ? AND metric = ? AND width = ? AND stretch BETWEEN ? AND ?',
    );
    const prepare = (sql: string): ExactStatement =>
      database.prepare<[string, string, number, number], [number, number]>(sql).raw();
    const drawable = `SELECT step, value FROM points WHERE series = ${SERIES} AND abs(value) < ${GREATEST}`;
    this.#exact = {
      all: prepare(`${drawable} AND step >= ? AND step < ? ORDER BY step`),
      first: prepare(`${drawable} AND step BETWEEN ? AND ? ORDER BY step LIMIT 1`),
      last: prepare(`${drawable} AND step BETWEEN ? AND ? ORDER BY step DESC LIMIT 1`),
    };
  }

  /** Takes in steps that were just written and come after all others. */
  addSteps(runId: string, steps: readonly StepMetric[]): void {
    for (const metric of STEP_METRICS) {
      for (const width of WIDTHS) {
        const stretches = new Map<number, Stretch>();
        for (const figures of steps) {
          const value = figures[metric];
          if (value === undefined || !isDrawable(value)) continue;
          const index = Math.floor(figures.step / width);
          const known = stretches.get(index);
          if (known) merge(known, stretchOf(figures.step, value));
          else stretches.set(index, stretchOf(figures.step, value));
        }
        for (const [index, stretch] of stretches) this.#write(runId, metric, width, index, stretch);
      }
    }
  }

  /**
   * What is drawable from step `from` to step `to`, in order: single steps where they are few and at both ends, else the stretches of
   * the finest width that keeps the number of rows small.
   */
  read(runId: string, metric: SummarizedMetric, from: number, to: number): Stretch[] {
    const first = this.#exact.first.get(runId, metric, from, to);
    const last = this.#exact.last.get(runId, metric, from, to);
    if (!first || !last) return [];
    const [begin, end] = [first[0] + 1, last[0]];
    if (begin > end) return [stretchOf(...first)];
    let level = -1;
    while (level < WIDTHS.length - 1 && (end - begin) / (WIDTHS[level] ?? 1) > MAX_ROWS) level++;
    return [stretchOf(...first), ...this.#cover(runId, metric, begin, end, level), stretchOf(...last)];
  }

  /** Follows rows that were removed after `step`. */
  removeAfter(runId: string, metric: SummarizedMetric, step: number): void {
    this.#repair(runId, metric, step, Number.MAX_SAFE_INTEGER);
  }

  /** Follows the one row of `step` that was added or replaced. */
  refresh(runId: string, metric: SummarizedMetric, step: number): void {
    this.#repair(runId, metric, step, step);
  }

  /** Forgets the stretches that hold the steps from `from` to `last`, and makes those of `from` again. */
  #repair(runId: string, metric: SummarizedMetric, from: number, last: number): void {
    for (const [level, width] of WIDTHS.entries()) {
      const index = Math.floor(from / width);
      this.#remove.run(runId, metric, width, index, Math.floor(last / width));
      const [whole, ...others] = this.#cover(runId, metric, index * width, (index + 1) * width, level - 1);
      if (!whole) continue;
      for (const part of others) merge(whole, part);
      this.#write(runId, metric, width, index, whole);
    }
  }

  #cover(runId: string, metric: SummarizedMetric, from: number, to: number, level: number): Stretch[] {
    const width = WIDTHS[level];
    if (width === undefined) {
      return this.#exact.all.all(runId, metric, from, to).map(([step, value]) => stretchOf(step, value));
    }
    const first = Math.ceil(from / width);
    const end = Math.floor(to / width);
    if (first >= end) return this.#cover(runId, metric, from, to, level - 1);
    return [
      ...this.#cover(runId, metric, from, first * width, level - 1),
      ...this.#read.all(runId, metric, width, first, end).map(toStretch),
      ...this.#cover(runId, metric, end * width, to, level - 1),
    ];
  }

  #write(runId: string, metric: SummarizedMetric, width: number, index: number, stretch: Stretch): void {
    const { lowest, lowestStep, highest, highestStep, total, count } = stretch;
    this.#add.run(runId, metric, width, index, lowest, lowestStep, highest, highestStep, total, count);
  }
}

const toStretch = ([lowest, lowestStep, highest, highestStep, total, count]: SummaryRow): Stretch => ({
  lowest,
  lowestStep,
  highest,
  highestStep,
  total,
  count,
});
