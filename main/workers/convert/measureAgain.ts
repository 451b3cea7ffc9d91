import type { MeasureEvent } from '../../../shared/domain/models/measures.ts';
import type { RowsToMeasure } from '../../formats/format.ts';
import type { ProgramMaker } from '../../ml/program/program.ts';
import type { MainTask } from '../../tasks/task.ts';

/**
 * Measures a model that lies anywhere as the one in the library is measured, but for texts that are written again until they have what they must
 * contain: other programs write once.
 *
 * @param source the model's folder in the library, whose prompts it has
 */
export async function* measureAgain(
  task: MainTask,
  { model, source }: { model: string; source: string },
  { rows, ...on }: RowsToMeasure,
  makeProgram: ProgramMaker,
): AsyncGenerator<MeasureEvent> {
  const open = await task.open(model, makeProgram);
  try {
    const job = { ...on, rows, texts: rows.length, mustContain: [], tries: 1, run: null, recipeOf: source };
    yield* open.measure(job, new AbortController().signal);
  } finally {
    open.dispose();
  }
}
