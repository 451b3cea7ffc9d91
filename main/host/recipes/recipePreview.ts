import { beginning } from '../../../shared/domain/datasets/cutCells.ts';
import { ALL_ROWS } from '../../../shared/domain/datasets/datasetView.ts';
import { type Recipe, type RecipeRequest, resolveRecipe } from '../../../shared/domain/tasks/index.ts';
import type { ShownExample } from '../../../shared/domain/tasks/task.ts';
import { queryRows } from '../datasets/queryRows.ts';
import type { HostContext } from '../services/context.ts';
import type { DatasetFiles } from '../services/datasetFiles.ts';
import { exampleOf } from './recipes.ts';

/** UTF-16 units of an example that are shown: more than anybody reads, and no more than can be sent of twenty. */
const MOST_SHOWN = 20_000;

/**
 * Checks a recipe against a data set and shows what a model will see for the first rows.
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
  const page = { id, view: ALL_ROWS, offset: 0, limit, cellLength: most };
  const { rows } = await queryRows(context, openFiles, page, signal);
  const examples = rows.map((row) => {
    const { prompt, completion } = exampleOf(recipe, columns, row, most);
    const cut = prompt.length > MOST_SHOWN || completion.length > MOST_SHOWN;
    return { prompt: beginning(prompt, MOST_SHOWN), completion: beginning(completion, MOST_SHOWN), cut };
  });
  return { recipe, examples };
}
