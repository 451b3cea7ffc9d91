import type { HeldOutRow, MeasuredText, MeasureRecord, Measures } from '../../../../shared/domain/models/measures.ts';
import type { Sample } from '../../../../shared/domain/runs/run.ts';
import type { Batch, Gathering, TaskMeter } from '../../../ml/train/task.ts';
import type { LabelledCorpus } from '../corpus.ts';
import type { RivalPredictions } from '../rivalsFile.ts';
import { likeliest } from './figures.ts';
import { measureLabels, rivalLabels } from './measureLabels.ts';

/** Texts of an evaluation that are shown. */
const SHOWN = 3;

/** The predicted label of each text of the validation split that an evaluation came to, by its place in the split. */
interface Predictions extends Gathering {
  readonly predicted: Map<number, number>;
}

export interface LabelMeterRequest {
  labels: readonly { label: string; trained: number }[];
  validation: LabelledCorpus;
  /** Rows kept for validation, with their texts. */
  rows: readonly HeldOutRow[];
  /** What cheap models say of the validation split's rows. */
  rivals: RivalPredictions;
  /** Of the intervals. */
  seed: number;
}

/** Counts right and wrong labels in what an evaluation computes anyway. */
export class LabelMeter implements TaskMeter<Predictions> {
  readonly #request: LabelMeterRequest;
  /** Place in the validation split by the row's place in the data. */
  readonly #places: ReadonlyMap<number, number>;

  constructor(request: LabelMeterRequest) {
    this.#request = request;
    this.#places = new Map(Array.from(request.validation.rows, (row, place) => [row, place]));
  }

  gather(): Predictions {
    const predicted = new Map<number, number>();
    const count = this.#request.labels.length;
    return {
      predicted,
      onLosses({ start = 0, weights }: Batch, _, outputs) {
        const scores = outputs.get('scores') as Float32Array;
        for (const [row, weight] of weights.entries()) {
          if (weight > 0) predicted.set(start + row, likeliest(scores.subarray(row * count, (row + 1) * count)));
        }
      },
    };
  }

  async alongTheWay(
    gathered: Predictions | undefined,
    withSamples: boolean,
  ): Promise<{ metrics: Measures; samples: Omit<Sample, 'step'>[] }> {
    const samples = withSamples ? this.#written(gathered).slice(0, SHOWN) : [];
    return {
      metrics: this.#measure(gathered, null)?.metrics ?? {},
      samples: samples.map(({ prompt, output }) => ({ prompt, text: output })),
    };
  }

  async atTheEnd(gathered: Predictions | undefined): Promise<MeasureRecord | null> {
    const measured = this.#measure(gathered, this.#request.rivals);
    return measured && { ...measured, createdAt: new Date().toISOString(), written: this.#written(gathered) };
  }

  /** @param rivals that are measured beside it; `null` for none, as their intervals take a while */
  #measure(gathered: Predictions | undefined, rivals: RivalPredictions | null) {
    const { labels, validation, seed } = this.#request;
    const places = [...(gathered?.predicted ?? [])];
    const predictions = places.map(([place, predicted]) => ({ label: validation.labels[place] as number, predicted }));
    const rows = places.map(([place]) => validation.rows[place] as number);
    return measureLabels(predictions, labels, seed, rivals && rivalLabels(rivals, rows));
  }

  /** Rows that were kept with their texts, as far as the evaluation came to them. */
  #written(gathered: Predictions | undefined): MeasuredText[] {
    return this.#request.rows.flatMap((row) => {
      const predicted = gathered?.predicted.get(this.#places.get(row.row) ?? -1);
      return predicted === undefined ? [] : [{ ...row, output: this.#request.labels[predicted]?.label ?? '' }];
    });
  }
}
