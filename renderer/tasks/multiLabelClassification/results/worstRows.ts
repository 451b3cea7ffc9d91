import type { MeasuredText } from '../../../../shared/domain/models/measures.ts';
import { readLabels } from '../../../../shared/domain/tasks/labelList.ts';

/** A held-out row: which of its labels are told, which are not, and which are told besides. */
export interface TaggedRow {
  row: number;
  text: string;
  right: string[];
  missed: string[];
  wrong: string[];
}

/** Rows with wrong labels, the most first. */
export const worstRows = (written: readonly MeasuredText[], count: number): TaggedRow[] =>
  written
    .map(({ row, prompt, reference, output }): TaggedRow => {
      const [own, told] = [readLabels(reference), readLabels(output)];
      return {
        ...{ row, text: prompt },
        right: told.filter((label) => own.includes(label)),
        missed: own.filter((label) => !told.includes(label)),
        wrong: told.filter((label) => !own.includes(label)),
      };
    })
    .filter(({ missed, wrong }) => missed.length + wrong.length > 0)
    .sort((one, other) => other.missed.length + other.wrong.length - one.missed.length - one.wrong.length)
    .slice(0, count);
