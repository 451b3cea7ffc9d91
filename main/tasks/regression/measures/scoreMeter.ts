import type { HeldOutRow, MeasuredText, MeasureRecord, Measures } from '../../../../shared/domain/models/measures.ts';
import type { Sample } from '../../../../shared/domain/runs/run.ts';
import type { Batch, Gathering, TaskMeter } from '../../../ml/train/task.ts';
import type { ScoredCorpus } from '../corpus.ts';
import type { RivalPredictions } from '../rivalsFile.ts';
import { inUnit, type Scale } from '../scale.ts';
import { measureScores, rivalNumbers } from './measureScores.ts';
import { written } from './written.ts';

/** Texts of an evaluation that are shown. */
const SHOWN = 3;

/** The number of each text of the validation split that an evaluation came to, by its place in the split. */
interface Predictions extends Gathering {
  readonly predicted: Map<number, number>;
}

export interface ScoreMeterRequest {
  scale: Scale;
  validation: ScoredCorpus;
  /** Rows kept for validation, with their texts. */
  rows: readonly HeldOutRow[];
  /** What cheap models say of the validation split's rows. */
  rivals: RivalPredictions;
  /** Of the intervals. */
  seed: number;
}

/** Measures the numbers that an evaluation computes anyway. */
export class ScoreMeter implements TaskMeter<Predictions> {
  readonly #request: ScoreMeterRequest;
  /** Place in the validation split by the row's place in the data. */
  readonly #places: ReadonlyMap<number, number>;

  constructor(request: ScoreMeterRequest) {
    this.#request = request;
    this.#places = new Map(Array.from(request.validation.rows, (row, place) => [row, place]));
  }

  gather(): Predictions {
    const predicted = new Map<number, number>();
    const { scale } = this.#request;
    return {
      predicted,
      onLosses({ start = 0, weights }: Batch, _, outputs) {
        const scores = outputs.get('scores') as Float32Array;
        for (const [row, weight] of weights.entries()) {
          if (weight > 0) predicted.set(start + row, inUnit(scale, scores[row] as number));
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
    const { validation, seed } = this.#request;
    const places = [...(gathered?.predicted ?? [])];
    const estimates = places.map(([place, predicted]) => ({ number: validation.numbers[place] as number, predicted }));
    const rows = places.map(([place]) => validation.rows[place] as number);
    return measureScores(estimates, seed, rivals && rivalNumbers(rivals, rows));
  }

  /** Rows that were kept with their texts, as far as the evaluation came to them. */
  #written(gathered: Predictions | undefined): MeasuredText[] {
    return this.#request.rows.flatMap((row) => {
      const predicted = gathered?.predicted.get(this.#places.get(row.row) ?? -1);
      return predicted === undefined ? [] : [written(row, predicted)];
    });
  }
}
