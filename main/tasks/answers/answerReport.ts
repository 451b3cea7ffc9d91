import type { MeasureReport, Measures, Rival } from '../../../shared/domain/models/measures.ts';

/** What cheap models say: by name, by the place of a row in the data. */
export type RivalAnswers<A> = ReadonlyMap<string, ReadonlyMap<number, A>>;

/** Those that say something of each of the rows, with what they say, in the order of the rows. */
export const ofAllRows = <A>(rivals: RivalAnswers<A>, rows: readonly number[]): { name: string; answers: A[] }[] =>
  [...rivals].flatMap(([name, known]) => {
    const answers = rows.map((row) => known.get(row));
    return answers.every((answer) => answer !== undefined) ? [{ name, answers }] : [];
  });

/** The figures of answers, one a row; `rivals` and the share that always saying the commonest gets right only where they are measured. */
interface AnswerFigures {
  metrics: Measures;
  rivals: readonly Rival[] | null;
  commonestMatch?: number;
}

/**
 * The report on answers that are computed and not written: nothing is drawn, so that there is one a row, and temperature is 0.
 *
 * @param seed of the intervals
 */
export const answerReport = (
  rows: number,
  seed: number,
  { metrics, rivals, commonestMatch }: AnswerFigures,
): Omit<MeasureReport, 'createdAt'> => ({
  ...{ texts: rows, rows, seed, temperature: 0, fields: [], newWords: null },
  metrics,
  notMeasured: {},
  baselines: { referenceFidelity: null, bigramBitsPerByte: null, commonestMatch: commonestMatch ?? null },
  ...(rivals && { rivals: [...rivals] }),
});
