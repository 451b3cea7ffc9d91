import type { Measures } from '../../../../shared/domain/models/measures.ts';
import type { EventOf } from '../../../../shared/domain/tasks/index.ts';
import { type Estimate, measureScores } from './measureScores.ts';

/** Holds numbers against those that rows have themselves. */
export class ScoreRowMeter {
  readonly #numberIn: (cells: readonly string[]) => string;
  readonly #estimates: Estimate[] = [];

  /** @param numberIn tells a row's number by its cells; empty where it has none */
  constructor(numberIn: (cells: readonly string[]) => string) {
    this.#numberIn = numberIn;
  }

  take(cells: readonly string[], { value }: EventOf<'regression'>): void {
    const number = this.#numberIn(cells);
    if (number !== '') this.#estimates.push({ number: Number(number), predicted: value });
  }

  measure(): { metrics: Measures; measured: number } {
    return { metrics: measureScores(this.#estimates, 0, null)?.metrics ?? {}, measured: this.#estimates.length };
  }
}
