import type { HeldOutRow, MeasuredText, MeasureRecord, Measures } from '../../../../shared/domain/models/measures.ts';
import type { Sample } from '../../../../shared/domain/runs/run.ts';
import type { Batch, Gathering, TaskMeter } from '../../../ml/train/task.ts';
import type { LabelledCorpus } from '../corpus.ts';
import type { RivalPredictions } from '../rivalsFile.ts';
import { tell } from './figures.ts';
import { labelReport } from './labelReport.ts';
import { measureLabels, rivalLabels } from './measureLabels.ts';

/** Texts of an evaluation that are shown. */
const SHOWN = 3;

/** The predicted label, with its probability, of each text of the validation split that an evaluation came to, by its place in the split. */
interface Predictions extends Gathering {
  readonly predicted: Map<number, ReturnType<typeof tell>>;
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
    const predicted: Predictions['predicted'] = new Map();
    const count = this.#request.labels.length;
    return {
      predicted,
      onLosses({ start = 0, weights }: Batch, _, outputs) {
        const scores = outputs.get('scores') as Float32Array;
        for (const [row, weight] of weights.entries()) {
          if (weight > 0) predicted.set(start + row, tell(scores.subarray(row * count, (row + 1) * count)));
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
    if (!measured) return null;
    const names = this.#request.labels.map(({ label }) => label);
    const labels = labelReport(this.#told(gathered), names);
    return { ...measured, createdAt: new Date().toISOString(), written: this.#written(gathered), labels };
  }

  /** @param rivals that are measured beside it; `null` for none, as their intervals take a while */
  #measure(gathered: Predictions | undefined, rivals: RivalPredictions | null) {
    const { labels, seed } = this.#request;
    const told = this.#told(gathered);
    const rows = told.map(({ row }) => row);
    return measureLabels(told, labels, seed, rivals && rivalLabels(rivals, rows));
  }

  #told(gathered: Predictions | undefined) {
    const { validation } = this.#request;
    return [...(gathered?.predicted ?? [])].map(([place, told]) => ({
      ...told,
      label: validation.labels[place] as number,
      row: validation.rows[place] as number,
    }));
  }

  /** Rows that were kept with their texts, as far as the evaluation came to them. */
  #written(gathered: Predictions | undefined): MeasuredText[] {
    return this.#request.rows.flatMap((row) => {
      const told = gathered?.predicted.get(this.#places.get(row.row) ?? -1);
      if (!told) return [];
      return [{ ...row, output: this.#request.labels[told.predicted]?.label ?? '', confidence: told.confidence }];
    });
  }
}
