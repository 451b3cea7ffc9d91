import { join } from 'node:path';
import { splitColumn } from '../../../shared/domain/datasets/split.ts';
import type { Preparation } from '../../../shared/domain/runs/run.ts';
import type { Recipe } from '../../../shared/domain/tasks/index.ts';
import { openDatasetFile } from '../../db/datasetFile.ts';
import { writeFolder, writeWholeFile } from '../../files/fileSink.ts';
import { RECIPE_FILE } from '../../formats/huggingface/recipeFile.ts';
import { writeBaseline } from '../../formats/linear/linearFiles.ts';
import type { LinearParts } from '../../ml/baselines/linearModel.ts';
import { pieceRules } from '../../ml/baselines/textFeatures.ts';
import { assignSplits } from '../prepare/assignSplits.ts';
import { Documents } from '../prepare/documents.ts';
import { type Report, reporter } from '../prepare/progress.ts';
import { surveyDocuments } from '../prepare/survey.ts';
import type { KeepRequest, KeptRival, MainTask } from '../task.ts';
import type { TextRow } from './prepareTexts.ts';
import { sampleRows } from './trainRival.ts';

type RecipeOf<K extends Recipe['kind']> = Extract<Recipe, { kind: K }>;

/** How a task trains its linear baseline. */
export interface RivalTraining<Row extends TextRow> {
  /** In their order, from the beginning. */
  read(): Iterable<Row>;
  /** UTF-16 units of the texts that are learned from together. */
  mostUnits: number;
  /** Whether a row may have any number of labels. */
  several?: true;
  /** `labels` as in `BaselineFile`. */
  train(rows: readonly Row[], report: Report): Promise<{ labels: string[] | null; parts: LinearParts }>;
}

/**
 * A task's `keepRival`, by how its recipe of this kind trains the baseline: trains the linear baseline of a run again, on the same rows, which takes seconds, and writes it as a model of its own. The same data, recipe, split and
 * seed give the same one as was measured beside the run.
 *
 * @throws AppError `column_unknown`, `split_empty`, `disk_full`, `write_failed`; the signal's reason once it has fired
 */
export const keepRivalOf =
  <K extends Recipe['kind'], Row extends TextRow>(
    kind: K,
    trainingOf: (recipe: RecipeOf<K>, documents: Documents, seed: number) => RivalTraining<Row>,
  ): NonNullable<MainTask['keepRival']> =>
  async (request, signal, send) => {
    const { recipe } = request;
    if (recipe.kind !== kind) throw new Error(`${recipe.kind} is not ${kind}`);
    const training = (documents: Documents) => trainingOf(recipe as RecipeOf<K>, documents, request.seed);
    return await keepRival(request, signal, send, training);
  };

async function keepRival<Row extends TextRow>(
  { dataset: path, recipe, seed, split, name, output }: KeepRequest,
  signal: AbortSignal,
  send: (preparation: Preparation) => void,
  trainingOf: (documents: Documents) => RivalTraining<Row>,
): Promise<KeptRival> {
  const dataset = openDatasetFile(path);
  try {
    const documents = new Documents(dataset, recipe);
    const { read, mostUnits, several, train } = trainingOf(documents);
    const reading = reporter('reading', documents.rowCount, signal, send);
    const assignment = assignSplits(split, await surveyDocuments(documents, splitColumn(split), reading), seed);
    const learned = sampleRows({ read, assignment }, mostUnits, seed);
    const { labels, parts } = await train(learned, reporter('baselines', 1, signal, send));
    await writeFolder(output, async (folder) => {
      const about = { version: 1 as const, name, labels, ...(several && { several }), rules: pieceRules() };
      await writeBaseline(folder, { about, parts });
      await writeWholeFile(join(folder, RECIPE_FILE), `${JSON.stringify({ recipe }, null, 2)}\n`);
    });
    const features = parts.idf.length;
    return { features, parameters: parts.weights.length + parts.bias.length };
  } finally {
    dataset.close();
  }
}
