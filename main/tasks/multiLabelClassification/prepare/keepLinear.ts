import { keepRivalOf } from '../../texts/keepRival.ts';
import { MOST_UNITS, trainLabels } from '../../texts/trainLabels.ts';
import { TagSurvey } from './surveyTags.ts';
import { type TaggedRow, taggedRows } from './taggedRows.ts';

/** Keeps a logistic regression on words for each label as one model. @throws AppError `labels_…`, and what `keepRivalOf` throws */
export const keepLinear = keepRivalOf('tag', (recipe, documents, seed) => {
  const { refusal, labels } = new TagSurvey(recipe, documents);
  if (refusal) throw refusal;
  return {
    read: () => taggedRows(documents),
    mostUnits: MOST_UNITS,
    several: true,
    train: async (learned: readonly TaggedRow[], report) => ({
      labels,
      parts: (await trainLabels(learned, labels, seed, report)).parts,
    }),
  };
});
