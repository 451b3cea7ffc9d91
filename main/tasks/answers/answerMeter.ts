import type {
  HeldOutRow,
  MeasuredText,
  MeasureRecord,
  MeasureReport,
  Measures,
} from '../../../shared/domain/models/measures.ts';
import type { Sample } from '../../../shared/domain/runs/run.ts';
import type { Batch, Gathering, TaskMeter } from '../../ml/train/task.ts';

/** Rows of an evaluation that are shown. */
const SHOWN = 3;

/** What a model says of each example of the validation split that an evaluation came to, by the example's place in the split. */
export interface Answers<A> extends Gathering {
  readonly answers: ReadonlyMap<number, A>;
}

/** What a task makes of answers. */
export interface AnswerTask<A> {
  /** Places in the data of the validation split's rows, in the order of the split. */
  split: Iterable<number>;
  /** Rows kept for validation, with their texts. */
  rows: readonly HeldOutRow[];
  /** What the head's outputs say of a batch, each with its place in the split. */
  read(batch: Batch, outputs: ReadonlyMap<string, Float32Array | Int32Array>): Iterable<readonly [number, A]>;
  /** @param withRivals whether cheap models are measured beside it: their intervals take a while */
  measure(answers: ReadonlyMap<number, A>, withRivals: boolean): Omit<MeasureReport, 'createdAt'> | null;
  /** A row that was kept with its text, and what is said of it. */
  written(row: HeldOutRow, answer: A): MeasuredText;
  /** What else is told of the model that is kept. */
  more?(answers: ReadonlyMap<number, A>): Partial<MeasureRecord>;
}

/** Measures what an evaluation computes anyway. */
export class AnswerMeter<A> implements TaskMeter<Answers<A>> {
  readonly #task: AnswerTask<A>;
  /** Place in the validation split by the row's place in the data. */
  readonly #places: ReadonlyMap<number, number>;

  constructor(task: AnswerTask<A>) {
    this.#task = task;
    this.#places = new Map(Array.from(task.split, (row, place) => [row, place]));
  }

  gather(): Answers<A> {
    const answers = new Map<number, A>();
    return {
      answers,
      onLosses: (batch, _, outputs) => {
        for (const [place, answer] of this.#task.read(batch, outputs)) answers.set(place, answer);
      },
    };
  }

  async alongTheWay(
    gathered: Answers<A> | undefined,
    withSamples: boolean,
  ): Promise<{ metrics: Measures; samples: Omit<Sample, 'step'>[] }> {
    const answers = answersOf(gathered);
    const samples = withSamples ? this.#written(answers).slice(0, SHOWN) : [];
    return {
      metrics: this.#task.measure(answers, false)?.metrics ?? {},
      samples: samples.map(({ prompt, output }) => ({ prompt, text: output })),
    };
  }

  async atTheEnd(gathered: Answers<A> | undefined): Promise<MeasureRecord | null> {
    const answers = answersOf(gathered);
    const measured = this.#task.measure(answers, true);
    if (!measured) return null;
    const record = { ...measured, createdAt: new Date().toISOString(), written: this.#written(answers) };
    return { ...record, ...this.#task.more?.(answers) };
  }

  /** Rows that were kept with their texts, as far as the evaluation came to them. */
  #written(answers: Answers<A>['answers']): MeasuredText[] {
    return this.#task.rows.flatMap((row) => {
      const answer = answers.get(this.#places.get(row.row) ?? -1);
      return answer === undefined ? [] : [this.#task.written(row, answer)];
    });
  }
}

const answersOf = <A>(gathered: Answers<A> | undefined): Answers<A>['answers'] => gathered?.answers ?? new Map();

/** Examples of a batch that count: the row of each in the batch, and its place in the split. */
export function* counted({ start = 0, places, weights }: Batch): Generator<readonly [row: number, place: number]> {
  for (const [row, weight] of weights.entries()) if (weight > 0) yield [row, places?.[row] ?? start + row];
}
