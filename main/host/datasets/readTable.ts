import { join } from 'node:path';
import type { ImportOptions } from '../../../shared/domain/datasets/importOptions.ts';
import type { HostContext } from '../services/context.ts';
import { dataJob } from '../services/dataJob.ts';

/** Reads files as an import does, into a table in a folder that goes with the work. @throws AppError what an import throws */
export async function readTable(
  { spawn }: Pick<HostContext, 'spawn'>,
  scratch: string,
  files: string[],
  options: ImportOptions,
  signal: AbortSignal,
): Promise<string> {
  const output = join(scratch, 'table.sqlite');
  const request = { files, output, options, scratch: join(scratch, 'import') };
  for await (const _ of dataJob(spawn, signal, (data) => data.import(request, { signal })));
  return output;
}
