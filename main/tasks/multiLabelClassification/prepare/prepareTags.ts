import type { Preparation, PreparedData } from '../../../../shared/domain/runs/run.ts';
import { openDatasetFile } from '../../../db/datasetFile.ts';
import { Documents } from '../../prepare/documents.ts';
import type { PrepareRequest } from '../../prepare/prepareRequest.ts';
import type { Examined, ExamineRequest } from '../../task.ts';
import { textsFile } from '../../texts/corpus.ts';
import { prepareTexts } from '../../texts/prepareTexts.ts';
import { packed } from '../labelSets.ts';
import { LABELS_FILE, type Labels } from '../labelsFile.ts';
import { TagSurvey } from './surveyTags.ts';
import { type TaggedRow, taggedRows } from './taggedRows.ts';
import { trainRivals } from './trainRivals.ts';

/** Says of columns of labels what stands in the way of a training, and what may be meant otherwise. @throws AppError `column_unknown` */
export async function examineTags({ dataset, recipe }: ExamineRequest, signal: AbortSignal): Promise<Examined> {
  if (recipe.kind !== 'tag') throw new Error(`${recipe.kind} has no labels`);
  const file = openDatasetFile(dataset);
  try {
    const { refusal, warnings } = new TagSurvey(recipe, new Documents(file, recipe));
    signal.throwIfAborted();
    return { refusal, warnings };
  } finally {
    file.close();
  }
}

/**
 * Makes of a data set what training reads, by `prepareTexts`: texts with the numbers of their labels.
 *
 * @throws AppError `labels_…`, and what `prepareTexts` throws; the signal's reason once it has fired
 */
export async function prepareTags(
  request: PrepareRequest,
  signal: AbortSignal,
  send: (preparation: Preparation) => void,
): Promise<PreparedData> {
  const { recipe, seed } = request;
  if (recipe.kind !== 'tag') throw new Error(`${recipe.kind} has no labels`);
  return await prepareTexts(request, signal, send, (documents) => {
    const { labels, refusal } = new TagSurvey(recipe, documents);
    const numbers = new Map(labels.map((label, number) => [label, number]));
    const numbersOf = (own: readonly string[]) => own.flatMap((label) => numbers.get(label) ?? []);
    const rows = () => taggedRows(documents);
    const trained = new Uint32Array(labels.length);
    let trainedRows = 0;
    return {
      refusal,
      rows,
      files: (split) => ({ texts: [textsFile(split), Uint32Array] }),
      entry({ row, labels: names }: TaggedRow, start, split) {
        const own = numbersOf(names);
        if (split === 'train') {
          trainedRows++;
          for (const label of own) trained[label] = (trained[label] as number) + 1;
        }
        return { texts: [start, row, ...packed(own, labels.length)] };
      },
      content(): Record<typeof LABELS_FILE, Labels> {
        const counted = labels.map((label, number) => ({ label, trained: trained[number] as number }));
        return { [LABELS_FILE]: { version: 1, labels: counted, rows: trainedRows } };
      },
      rivals: (assignment, report) => trainRivals({ read: rows, assignment, labels, seed }, report),
    };
  });
}
