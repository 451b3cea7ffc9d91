import { join } from 'node:path';
import type { ImportOptions } from '../../../shared/domain/datasets/importOptions.ts';
import type { HostContext } from '../services/context.ts';
import { dataJob } from '../services/dataJob.ts';

/** Reads files as an import does, into a table in a folder that goes with the work, and counts the rows that could not be read. @throws AppError what an import throws */
export async function readTable(
  { spawn }: Pick<HostContext, 'spawn'>,
  scratch: string,
  files: string[],
  options: ImportOptions,
  signal: AbortSignal,
): Promise<{ path: string; rejected: number }> {
  const output = join(scratch, 'table.sqlite');
  const request = { files, output, options, scratch: join(scratch, 'import') };
  for await (const event of dataJob(spawn, signal, (data) => data.import(request, { signal })))
    if (event.event === 'done') return { path: output, rejected: event.summary.rejected };
  throw new Error('reading the table ended without a result');
}
