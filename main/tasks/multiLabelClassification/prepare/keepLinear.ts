import type { Preparation } from '../../../../shared/domain/runs/run.ts';
import type { KeepRequest, KeptRival } from '../../task.ts';
import { keepRival } from '../../texts/keepRival.ts';
import { TagSurvey } from './surveyTags.ts';
import { type TaggedRow, taggedRows } from './taggedRows.ts';
import { MOST_UNITS, trainLinear } from './trainRivals.ts';

/** Keeps a logistic regression on words for each label as one model. @throws AppError `labels_…`, and what `keepRival` throws */
export async function keepLinear(
  request: KeepRequest,
  signal: AbortSignal,
  send: (preparation: Preparation) => void,
): Promise<KeptRival> {
  const { recipe, seed } = request;
  if (recipe.kind !== 'tag') throw new Error(`${recipe.kind} has no labels`);
  return await keepRival<TaggedRow>(request, signal, send, (documents) => {
    const { refusal, labels } = new TagSurvey(recipe, documents);
    if (refusal) throw refusal;
    return {
      read: () => taggedRows(documents),
      mostUnits: MOST_UNITS,
      several: true,
      train: async (learned, report) => ({ labels, parts: (await trainLinear(learned, labels, seed, report)).parts }),
    };
  });
}
