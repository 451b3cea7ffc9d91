import { type Split, type SplitPreview, splitColumn } from '../../../shared/domain/datasets/split.ts';
import type { Recipe } from '../../../shared/domain/tasks/index.ts';
import { openDatasetFile } from '../../db/datasetFile.ts';
import { proposeSplits, splitProblem } from '../../tasks/prepare/assignSplits.ts';
import { Documents } from '../../tasks/prepare/documents.ts';
import { reporter } from '../../tasks/prepare/progress.ts';
import { type Groups, LONGEST_VALUE, type Survey, surveyDocuments } from '../../tasks/prepare/survey.ts';

/** Values to choose from: more than these nobody would pick by hand. */
const MOST_VALUES = 200;

export interface SplitRequest {
  dataset: string;
  recipe: Recipe;
  split: Split;
  seed: number;
}

/** Says what a split would make of a data set. The survey of the rows is kept: shares and values change more often than columns. */
export class SplitPreviewer {
  #last: { key: string; survey: Survey } | null = null;

  /** @throws AppError `column_unknown`; the signal's reason once it has fired */
  async preview({ dataset, recipe, split, seed }: SplitRequest, signal: AbortSignal): Promise<SplitPreview> {
    const survey = await this.#survey(dataset, recipe, splitColumn(split), signal);
    const { counts } = proposeSplits(split, survey, seed);
    return {
      counts,
      problem: splitProblem(split, counts),
      values: survey.groups ? frequentValues(survey.groups) : [],
      groups: survey.groups?.keys.length ?? null,
    };
  }

  async #survey(dataset: string, recipe: Recipe, column: string | null, signal: AbortSignal): Promise<Survey> {
    const key = JSON.stringify([dataset, recipe, column]);
    if (this.#last?.key === key) return this.#last.survey;
    const file = openDatasetFile(dataset);
    try {
      const documents = new Documents(file, recipe);
      const survey = await surveyDocuments(
        documents,
        column,
        reporter('reading', null, signal, () => {}),
      );
      this.#last = { key, survey };
      return survey;
    } finally {
      file.close();
    }
  }
}

function frequentValues({ of, keys }: Groups): SplitPreview['values'] {
  const counts = new Uint32Array(keys.length);
  for (const group of of) counts[group] = (counts[group] as number) + 1;
  return keys
    .map((value, group) => ({ value, documents: counts[group] as number }))
    .filter(({ value }) => value.length <= LONGEST_VALUE)
    .sort((one, other) => other.documents - one.documents)
    .slice(0, MOST_VALUES);
}
