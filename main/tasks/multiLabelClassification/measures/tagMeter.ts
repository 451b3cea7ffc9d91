import type { HeldOutRow } from '../../../../shared/domain/models/measures.ts';
import { USUAL_THRESHOLD, written } from '../../../../shared/domain/tasks/labelList.ts';
import { AnswerMeter, type Answers, counted } from '../../answers/answerMeter.ts';
import { ofAllRows, type RivalAnswers } from '../../answers/answerReport.ts';
import type { TaggedTexts } from '../corpus.ts';
import type { ToldLabels } from './figures.ts';
import { measureTags, type RivalTags, type Trained } from './measureTags.ts';
import { tagReport } from './tagReport.ts';

export interface TagMeterRequest {
  labels: readonly { label: string; trained: number }[];
  /** Of training. */
  trainedRows: number;
  validation: TaggedTexts;
  /** Rows kept for validation, with their texts. */
  rows: readonly HeldOutRow[];
  /** What cheap models say of the validation split's rows. */
  rivals: RivalAnswers<number[]>;
  /** Of the intervals. */
  seed: number;
}

/** Counts right and wrong labels in what an evaluation computes anyway. */
export function tagMeter({
  labels,
  trainedRows,
  validation,
  rows,
  rivals,
  seed,
}: TagMeterRequest): AnswerMeter<Float32Array> {
  const count = labels.length;
  const { corpus, sets } = validation;
  const trained: Trained = { labels, rows: trainedRows };
  const scored = (answers: Answers<Float32Array>['answers']) =>
    Array.from(answers, ([place, probabilities]) => ({
      probabilities,
      own: sets.of(corpus.entries[place] as number),
      row: corpus.rows[place] as number,
    }));
  return new AnswerMeter<Float32Array>({
    split: corpus.rows,
    rows,
    *read(batch, outputs) {
      const scores = outputs.get('scores') as Float32Array;
      for (const [row, place] of counted(batch)) yield [place, sigmoid(scores.slice(row * count, (row + 1) * count))];
    },
    measure(answers, withRivals) {
      const all = scored(answers);
      const texts = all.map(({ own, probabilities }): ToldLabels => ({ own, told: toldOf(probabilities) }));
      const own = all.map(({ row }) => row);
      return measureTags(texts, trained, seed, withRivals ? rivalTags(rivals, own) : null);
    },
    written: (row, probabilities) => ({
      ...row,
      output: written(toldOf(probabilities).map((label) => labels[label]?.label ?? '')),
    }),
    more: (answers) => ({
      tags: tagReport(
        scored(answers),
        labels.map(({ label }) => label),
      ),
    }),
  });
}

/** Of the rivals that say something of each of the rows. */
export const rivalTags = (rivals: RivalAnswers<number[]>, rows: readonly number[]): RivalTags[] =>
  ofAllRows(rivals, rows).map(({ name, answers }) => ({ name: name as RivalTags['name'], told: answers }));

export const sigmoid = (scores: Float32Array): Float32Array => scores.map((score) => 1 / (1 + Math.exp(-score)));

/** The numbers of the labels that are told, all from the usual threshold on. */
export const toldOf = (probabilities: ArrayLike<number>): number[] =>
  Array.from({ length: probabilities.length }, (_, label) => label).filter(
    (label) => (probabilities[label] as number) >= USUAL_THRESHOLD,
  );
