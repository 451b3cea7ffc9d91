import type { Measures } from '../../../../shared/domain/models/measures.ts';
import type { EventOf } from '../../../../shared/domain/tasks/index.ts';
import { classificationFigures, type Prediction } from './figures.ts';

/** Of the intervals: the same rows have the same ones. */
const SEED = 1;

/** Counts right and wrong labels of the rows that have one. A label that the model never saw cannot be told, and counts as not told. */
export class LabelRowMeter {
  readonly #place: number;
  readonly #numbers: ReadonlyMap<string, number>;
  readonly #predictions: Prediction[] = [];

  /** @param place of the column with the labels */
  constructor(place: number, labels: readonly string[]) {
    this.#place = place;
    this.#numbers = new Map(labels.map((label, number) => [label, number]));
  }

  take(cells: readonly string[], { labels }: EventOf<'text-classification'>): void {
    const own = (cells[this.#place] ?? '').trim();
    if (own === '') return;
    const predicted = this.#numbers.get(labels[0]?.label ?? '') ?? 0;
    this.#predictions.push({ label: this.#numbers.get(own) ?? this.#numbers.size, predicted });
  }

  measure(): { metrics: Measures; measured: number } {
    const measured = this.#predictions.length;
    if (measured === 0) return { metrics: {}, measured };
    const { accuracy, f1 } = classificationFigures(this.#predictions, this.#numbers.size + 1, SEED);
    return { metrics: { accuracy, macro_f1: f1 }, measured };
  }
}
