import type { Preparation, PreparedData } from '../../../../shared/domain/runs/run.ts';
import type { Documents } from '../../prepare/documents.ts';
import type { PrepareRequest } from '../../prepare/prepareRequest.ts';
import { textsFile } from '../../texts/corpus.ts';
import { prepareTexts } from '../../texts/prepareTexts.ts';
import { LABELS_FILE, type Labels } from '../labelsFile.ts';
import { type LabelledRow, labelledRows } from './labelledRows.ts';
import { LabelSurvey } from './surveyLabels.ts';
import { trainRivals } from './trainRivals.ts';

/**
 * Makes of a data set what training reads, by `prepareTexts`: texts with their labels, which are numbered.
 *
 * @throws AppError `labels_…`, and what `prepareTexts` throws; the signal's reason once it has fired
 */
export async function prepareLabelled(
  request: PrepareRequest,
  signal: AbortSignal,
  send: (preparation: Preparation) => void,
): Promise<PreparedData> {
  const { recipe, seed } = request;
  if (recipe.kind !== 'classify') throw new Error(`${recipe.kind} has no labels`);
  return await prepareTexts(request, signal, send, (documents) => {
    const survey = surveyLabels(documents);
    const { labels } = survey;
    const rows = () => labelledRows(documents);
    const numbers = new Map(labels.map((label, number) => [label, number]));
    const trained = new Uint32Array(labels.length);
    return {
      refusal: survey.refusal(recipe.output),
      rows,
      files: (split) => ({ texts: [textsFile(split), Uint32Array] }),
      entry({ row, label }: LabelledRow, start, split) {
        const own = numbers.get(label) as number;
        if (split === 'train') trained[own] = (trained[own] as number) + 1;
        return { texts: [start, own, row] };
      },
      content(): Record<typeof LABELS_FILE, Labels> {
        const counted = labels.map((label, number) => ({ label, trained: trained[number] as number }));
        return { [LABELS_FILE]: { version: 1, labels: counted } };
      },
      rivals: (assignment, report, folder) =>
        trainRivals({ read: rows, assignment, labels, seed, joinIn: recipe.words === 'together' }, report, folder),
    };
  });
}

export function surveyLabels(documents: Documents): LabelSurvey {
  const labels = new LabelSurvey();
  for (const document of documents.read()) labels.add(document?.completion ?? '');
  return labels;
}
