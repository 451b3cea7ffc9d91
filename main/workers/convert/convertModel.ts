import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import {
  type FormatKind,
  type FormatOptions,
  formatTexts,
  parseOptions,
} from '../../../shared/domain/formats/index.ts';
import { AppError } from '../../../shared/errors/errors.ts';
import { NotRecordable } from '../../engine/compiler/operations.ts';
import { asWriteError } from '../../files/fileSink.ts';
import type { Comparison, Format, ModelSource, Outcome, Written } from '../../formats/format.ts';
import { FORMATS } from '../../formats/index.ts';
import type { Head } from '../../ml/train/task.ts';
import type { convertContract } from '../convertContract.ts';

type ConvertJob = z.output<typeof convertContract.convert.run.input>;
type ConvertEvent = z.input<typeof convertContract.convert.run.output>;

/** Compares what a format has written with the trained model; a test that has no engine brings its own. */
export type Compare = (
  format: Pick<Format<FormatKind>, 'compare' | 'compareFiles'>,
  written: Written<FormatKind>,
  job: ConvertJob,
) => Promise<Comparison>;

/**
 * Writes a model in a format into the folder `output`, which is there and empty, and compares what lies there then.
 *
 * @param head gives what stands on the body of a network
 * @param measure where what weights of fewer bits cost is to be measured
 * @throws AppError `bad_input`, `graph_not_possible` for an operation that a format has not, `export_not_verified`; `disk_full`, `write_failed` with the path `output`; what loading it throws
 */
export async function* convertModel(
  job: ConvertJob,
  head: () => Promise<Head>,
  compare: Compare,
  measure?: ModelSource['measure'],
): AsyncGenerator<ConvertEvent> {
  const { format: kind, output } = job;
  const { data: options, error } = parseOptions(kind, job.options);
  if (error) {
    const [issue] = error.issues;
    const path = `${formatTexts(kind, 'en').name}: ${issue?.path.join('.')}`;
    throw new AppError('bad_input', { path, problem: issue?.message ?? '' });
  }
  const format: Format<FormatKind> = FORMATS[kind];
  const chosen = options as FormatOptions<FormatKind>;
  const { files, receipt = null } = yield* written(format, job, { head, ...(measure && { measure }) }, chosen);
  yield { event: 'progress', step: 'verify', done: 0, total: 1 };
  const { maxDifference, tolerance } = await compare(
    format,
    { folder: output, source: job.source, options: chosen },
    job,
  );
  // Not a number is no agreement either.
  if (!(maxDifference <= tolerance)) throw new AppError('export_not_verified', { difference: maxDifference });
  const sizes = await Promise.all(files.map(async (file) => (await stat(join(output, file))).size));
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  yield { event: 'done', files: [...files].sort(), bytes, maxDifference, receipt };
}

async function* written(
  format: Format<FormatKind>,
  { model, run, source, output, format: kind }: ConvertJob,
  means: Pick<ModelSource, 'head' | 'measure'>,
  options: FormatOptions<FormatKind>,
): AsyncGenerator<ConvertEvent, Outcome> {
  try {
    const steps = format.write({ model, run, folder: source, ...means }, options, output);
    for (;;) {
      const { done, value } = await steps.next();
      if (done) return value;
      yield { event: 'progress', step: 'write', ...value };
    }
  } catch (error) {
    if (error instanceof NotRecordable)
      throw new AppError('graph_not_possible', { format: formatTexts(kind, 'en').name, problem: error.message });
    throw asWriteError(error, output);
  }
}
