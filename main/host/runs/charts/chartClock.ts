import type { ChartStore } from '../../../db/chartStore.ts';

/**
 * When steps of a run were. What was asked for once is remembered: the points of a growing chart stay where they are, so that each new
 * picture asks for a few. Whoever keeps one forgets it when the run goes on from an earlier step.
 */
export class ChartClock {
  readonly #charts: Pick<ChartStore, 'elapsedOf'>;
  readonly #runId: string;
  readonly #known = new Map<number, number>();

  constructor(charts: Pick<ChartStore, 'elapsedOf'>, runId: string) {
    this.#charts = charts;
    this.#runId = runId;
  }

  /** Looks some steps up, all that are not known in one query. */
  prepare(steps: Iterable<number>): void {
    const missing = [...new Set(steps)].filter((step) => !this.#known.has(step));
    if (missing.length === 0) return;
    for (const [step, elapsedMs] of this.#charts.elapsedOf(this.#runId, missing)) this.#known.set(step, elapsedMs);
  }

  /** Milliseconds of training at a step that was looked up. */
  at(step: number): number {
    return this.#known.get(step) ?? 0;
  }

  forget(): void {
    this.#known.clear();
  }
}
