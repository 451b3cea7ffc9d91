import { beginning } from '../../../shared/domain/datasets/cutCells.ts';
import { ALL_ROWS } from '../../../shared/domain/datasets/datasetView.ts';
import { type Recipe, type RecipeRequest, resolveRecipe } from '../../../shared/domain/tasks/index.ts';
import type { ShownExample } from '../../../shared/domain/tasks/task.ts';
import { isTrainedOn, keptFields } from '../../../shared/domain/tasks/trainedOn.ts';
import { queryRows } from '../datasets/queryRows.ts';
import type { HostContext } from '../services/context.ts';
import type { DatasetFiles } from '../services/datasetFiles.ts';
import { cellsOf, exampleOf } from './recipes.ts';

/** UTF-16 units of an example that are shown: more than anybody reads, and no more than can be sent of twenty. */
const MOST_SHOWN = 20_000;
/** Rows that are looked through, where some are left out of training. */
const MOST_READ = 300;
const MOST_AT_A_TIME = 20;

/**
 * Checks a recipe against a data set and shows what a model will see for the first rows that it is trained on.
 *
 * @throws AppError `column_unknown`, `recipe_…`, `template_…`
 */
export async function previewRecipe(
  context: HostContext,
  openFiles: DatasetFiles,
  { datasetId: id, recipe: request, rows: limit }: { datasetId: string; recipe: RecipeRequest; rows: number },
  signal: AbortSignal,
): Promise<{ recipe: Recipe; examples: ShownExample[] }> {
  const dataset = context.stores.datasets.get(id);
  const recipe = resolveRecipe(request, dataset.columns);
  const columns = dataset.columns.map(({ name }) => name);
  // A unit more than is shown says that there is more.
  const most = MOST_SHOWN + 1;
  const page = { id, view: ALL_ROWS, cellLength: most };
  const examples: ShownExample[] = [];
  // Where every row is trained on, the first page has them all.
  const [end, step] = keptFields(recipe) ? [MOST_READ, MOST_AT_A_TIME] : [limit, limit];
  for (let offset = 0; offset < Math.min(end, dataset.rows) && examples.length < limit; offset += step) {
    const { rows } = await queryRows(context, openFiles, { ...page, offset, limit: step }, signal);
    for (const [index, row] of rows.entries()) {
      const { prompt, completion } = exampleOf(recipe, columns, row, most);
      if (examples.length === limit || !isTrainedOn(recipe, completion, cellsOf(columns, row))) continue;
      const cut = prompt.length > MOST_SHOWN || completion.length > MOST_SHOWN;
      const texts = { prompt: beginning(prompt, MOST_SHOWN), completion: beginning(completion, MOST_SHOWN) };
      examples.push({ ...texts, row: offset + index, cut });
    }
  }
  return { recipe, examples };
}
