import type { HeldOutRow } from '../../../../shared/domain/models/measures.ts';
import { together } from '../../../ml/together.ts';
import { AnswerMeter, type Answers, counted } from '../../answers/answerMeter.ts';
import type { RivalAnswers } from '../../answers/answerReport.ts';
import type { LabelledCorpus } from '../corpus.ts';
import type { WordLogs } from '../wordsFile.ts';
import { tell } from './figures.ts';
import { labelReport } from './labelReport.ts';
import { measureLabels, rivalLabels } from './measureLabels.ts';

type Said = ReturnType<typeof tell>;

/** The predicted label with its probability, and what is said otherwise: with words or without them. */
type Answer = Said & { other: Said | null };

export interface LabelMeterRequest {
  labels: readonly { label: string; trained: number }[];
  validation: LabelledCorpus;
  /** Rows kept for validation, with their texts. */
  rows: readonly HeldOutRow[];
  /** What cheap models say of the validation split's rows. */
  rivals: RivalAnswers<number>;
  /** What words say of them, where that is known, and whether they join in. */
  words?: { logs: WordLogs; joinIn: boolean };
  /** Of the intervals. */
  seed: number;
}

/** Counts right and wrong labels in what an evaluation computes anyway. */
export function labelMeter({ labels, validation, rows, rivals, words, seed }: LabelMeterRequest): AnswerMeter<Answer> {
  const count = labels.length;
  const names = labels.map(({ label }) => label);
  const { logs = null, joinIn = false } = words ?? {};
  const answerOf = (scores: Float32Array, place: number): Answer => {
    const alone = tell(scores);
    const said = logs?.get(validation.rows[place] as number);
    if (!said) return { ...alone, other: null };
    const both = tell(together(scores, said));
    return joinIn ? { ...both, other: alone } : { ...alone, other: both };
  };
  const told = (answers: Answers<Answer>['answers']) =>
    Array.from(answers, ([place, { predicted, confidence }]) => ({
      ...{ predicted, confidence },
      label: validation.labels[place] as number,
      row: validation.rows[place] as number,
    }));
  /** What is said otherwise, of all of them or of none. */
  const otherwise = (answers: Answers<Answer>['answers']) => {
    const known = new Map([...answers].flatMap(([place, { other }]) => (other ? [[place, { ...other, other }]] : [])));
    return known.size > 0 && known.size === answers.size ? known : null;
  };
  const written = (row: HeldOutRow, { predicted, confidence }: Said) => ({
    ...row,
    output: names[predicted] ?? '',
    confidence,
  });
  const places = new Map(Array.from(validation.rows, (row, place) => [row, place]));
  return new AnswerMeter<Answer>({
    split: validation.rows,
    rows,
    *read(batch, outputs) {
      const scores = outputs.get('scores') as Float32Array;
      for (const [row, place] of counted(batch))
        yield [place, answerOf(scores.subarray(row * count, (row + 1) * count), place)];
    },
    measure(answers, withRivals) {
      const all = told(answers);
      const own = all.map(({ row }) => row);
      const other = withRivals ? otherwise(answers) : null;
      return measureLabels(
        all,
        labels,
        seed,
        withRivals ? rivalLabels(rivals, own) : null,
        other && { used: joinIn, told: told(other) },
      );
    },
    written,
    more(answers) {
      const other = otherwise(answers);
      return {
        labels: labelReport(told(answers), names),
        ...(other && {
          otherwise: {
            written: rows.flatMap((row) => {
              const answer = other.get(places.get(row.row) ?? -1);
              return answer ? [written(row, answer)] : [];
            }),
            labels: labelReport(told(other), names),
          },
        }),
      };
    },
  });
}
