import type { HeldOutRow } from '../../../../shared/domain/models/measures.ts';
import { AnswerMeter, type Answers, counted } from '../../answers/answerMeter.ts';
import type { RivalAnswers } from '../../answers/answerReport.ts';
import type { LabelledCorpus } from '../corpus.ts';
import { tell } from './figures.ts';
import { labelReport } from './labelReport.ts';
import { measureLabels, rivalLabels } from './measureLabels.ts';

/** The predicted label with its probability. */
type Answer = ReturnType<typeof tell>;

export interface LabelMeterRequest {
  labels: readonly { label: string; trained: number }[];
  validation: LabelledCorpus;
  /** Rows kept for validation, with their texts. */
  rows: readonly HeldOutRow[];
  /** What cheap models say of the validation split's rows. */
  rivals: RivalAnswers<number>;
  /** Of the intervals. */
  seed: number;
}

/** Counts right and wrong labels in what an evaluation computes anyway. */
export function labelMeter({ labels, validation, rows, rivals, seed }: LabelMeterRequest): AnswerMeter<Answer> {
  const count = labels.length;
  const told = (answers: Answers<Answer>['answers']) =>
    Array.from(answers, ([place, answer]) => ({
      ...answer,
      label: validation.labels[place] as number,
      row: validation.rows[place] as number,
    }));
  return new AnswerMeter<Answer>({
    split: validation.rows,
    rows,
    *read(batch, outputs) {
      const scores = outputs.get('scores') as Float32Array;
      for (const [row, place] of counted(batch)) yield [place, tell(scores.subarray(row * count, (row + 1) * count))];
    },
    measure(answers, withRivals) {
      const all = told(answers);
      const own = all.map(({ row }) => row);
      return measureLabels(all, labels, seed, withRivals ? rivalLabels(rivals, own) : null);
    },
    written: (row, { predicted, confidence }) => ({ ...row, output: labels[predicted]?.label ?? '', confidence }),
    more: (answers) => ({
      labels: labelReport(
        told(answers),
        labels.map(({ label }) => label),
      ),
    }),
  });
}
