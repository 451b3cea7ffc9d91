import type { HeldOutRow } from '../../../../shared/domain/models/measures.ts';
import { AnswerMeter, counted } from '../../answers/answerMeter.ts';
import type { RivalAnswers } from '../../answers/answerReport.ts';
import type { ScoredCorpus } from '../corpus.ts';
import { inUnit, type Scale } from '../scale.ts';
import { measureScores, rivalNumbers } from './measureScores.ts';
import { written } from './written.ts';

export interface ScoreMeterRequest {
  scale: Scale;
  validation: ScoredCorpus;
  /** Rows kept for validation, with their texts. */
  rows: readonly HeldOutRow[];
  /** What cheap models say of the validation split's rows. */
  rivals: RivalAnswers<number>;
  /** Of the intervals. */
  seed: number;
}

/** Measures the numbers that an evaluation computes anyway, each in the unit of the column. */
export const scoreMeter = ({ scale, validation, rows, rivals, seed }: ScoreMeterRequest): AnswerMeter<number> =>
  new AnswerMeter<number>({
    split: validation.rows,
    rows,
    *read(batch, outputs) {
      const scores = outputs.get('scores') as Float32Array;
      for (const [row, place] of counted(batch)) yield [place, inUnit(scale, scores[row] as number)];
    },
    measure(answers, withRivals) {
      const places = [...answers];
      const estimates = places.map(([place, predicted]) => ({
        number: validation.numbers[place] as number,
        predicted,
      }));
      const own = places.map(([place]) => validation.rows[place] as number);
      return measureScores(estimates, seed, withRivals ? rivalNumbers(rivals, own) : null);
    },
    written,
  });
