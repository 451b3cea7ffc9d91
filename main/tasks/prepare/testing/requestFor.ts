import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Recipe } from '../../../../shared/domain/tasks/index.ts';
import { createDatasetFile } from '../../../db/datasetFile.ts';
import type { PrepareRequest } from '../prepareRequest.ts';

/** A request to prepare these rows in a folder: a fifth of them to measure on, a small vocabulary and context, no base. */
export async function requestFor(
  folder: string,
  recipe: Recipe,
  columns: readonly string[],
  rows: readonly (readonly string[])[],
  change: Partial<PrepareRequest> = {},
): Promise<PrepareRequest> {
  const dataset = join(folder, 'rows.db');
  const writer = createDatasetFile(dataset, [...columns]);
  for (const row of rows) writer.append([...row]);
  writer.finish();
  const output = join(folder, 'run');
  await mkdir(output, { recursive: true });
  const split = { kind: 'ratio', validation: 0.2, test: 0 } as const;
  const sizes = { vocabSize: 300, contextLength: 16 };
  return { dataset, recipe, base: null, ...sizes, seed: 5, split, truncationSide: 'none', output, ...change };
}
