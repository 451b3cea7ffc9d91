import type { StepProgress } from '../../../shared/domain/datasets/dataset.ts';
import type { Measures } from '../../../shared/domain/models/measures.ts';
import { taskOf } from '../../../shared/domain/tasks/index.ts';
import type { Answer } from '../../../shared/domain/tasks/task.ts';
import { AppError } from '../../../shared/errors/errors.ts';
import { createDatasetFile, openDatasetFile } from '../../db/datasetFile.ts';
import { readRecipe } from '../../formats/huggingface/recipeFile.ts';
import type { ModelCache } from './modelCache.ts';

/** Rows in one go, and the characters of them: rows with long texts are not piled up. */
const ROWS_AT_ONCE = 64;
const MOST_CHARACTERS = 1 << 20;

export interface TableJob {
  /** The model's folder. */
  model: string;
  /** A data set version's file. */
  dataset: string;
  /** Becomes such a file, with the same rows in the same order and further columns. */
  output: string;
}

export type TableResult =
  | StepProgress
  | { event: 'done'; rows: number; columns: string[]; metrics: Measures; measured: number };

/**
 * Uses a model for each row of a table. Memory is bounded; what was written is whole or absent.
 *
 * @throws AppError `model_has_no_inputs` of a model that was not made here, `model_writes_texts` of one whose task answers one row at a time,
 *   `column_unknown` for a column that the model reads and the table has not; those of opening the model
 */
export async function* predictTable(
  models: ModelCache,
  { model: folder, dataset, output }: TableJob,
  signal: AbortSignal,
): AsyncGenerator<TableResult> {
  const file = await readRecipe(folder);
  if (!file) throw new AppError('model_has_no_inputs');
  const task = taskOf(file.recipe);
  const { many } = task;
  if (!many) throw new AppError('model_writes_texts', { task: task.kind });
  const inputs = task.inputs(file.recipe);
  const source = openDatasetFile(dataset);
  try {
    const places = inputs.map((column) => placeOf(column, source.columns));
    const added = freeNames(many.columns, source.columns);
    const writer = createDatasetFile(output, [...source.columns, ...added]);
    try {
      yield* models.stream(folder, null, async function* (model): AsyncGenerator<TableResult> {
        const meter = await model.rowMeter?.(source.columns);
        let done = 0;
        for (const rows of inBatches(source.rows())) {
          const texts = rows.map((cells) => ({
            kind: 'inputs' as const,
            inputs: inputs.map((column, index) => ({ column, value: cells[places[index] as number] ?? '' })),
          }));
          const answers: Answer[] = [];
          for await (const event of model.predict(many.input(texts), signal)) {
            const answer = many.answer(event);
            if (!answer) continue;
            answers[answer.index] = answer;
            meter?.take(rows[answer.index] as string[], event);
          }
          for (const [index, cells] of rows.entries()) {
            writer.append([...cells, ...many.columns.map((column) => answers[index]?.cells[column] ?? '')]);
          }
          done += rows.length;
          yield { event: 'progress', done, total: source.rowCount };
          await new Promise((resolve) => setImmediate(resolve));
          signal.throwIfAborted();
        }
        writer.finish();
        const { metrics, measured } = meter?.measure() ?? { metrics: {}, measured: 0 };
        yield { event: 'done', rows: done, columns: added, metrics, measured };
      });
    } finally {
      writer.discard();
    }
  } finally {
    source.close();
  }
}

function placeOf(column: string, columns: readonly string[]): number {
  const place = columns.indexOf(column);
  if (place < 0) throw new AppError('column_unknown', { column, columns: columns.join(', ') });
  return place;
}

/** Names that no column has: `prediction`, else `prediction 2`. */
export function freeNames(wanted: readonly string[], taken: readonly string[]): string[] {
  const all = new Set(taken);
  return wanted.map((name) => {
    let free = name;
    for (let number = 2; all.has(free); number++) free = `${name} ${number}`;
    all.add(free);
    return free;
  });
}

export function* inBatches(rows: Iterable<string[]>): Generator<string[][]> {
  let batch: string[][] = [];
  let characters = 0;
  for (const cells of rows) {
    batch.push(cells);
    for (const cell of cells) characters += cell.length;
    if (batch.length < ROWS_AT_ONCE && characters < MOST_CHARACTERS) continue;
    yield batch;
    [batch, characters] = [[], 0];
  }
  if (batch.length > 0) yield batch;
}
