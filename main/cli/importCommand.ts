import { resolve } from 'node:path';
import type { Dataset } from '../../shared/domain/dataset.ts';
import type { ImportEvent } from '../../shared/ipc/contract.ts';
import { AppError } from '../../shared/ipc/errors.ts';
import type { Output } from './output.ts';
import type { Session } from './session.ts';

export async function importCommand(
  { client, signal }: Session,
  output: Output,
  { file, name }: { file: string; name?: string },
): Promise<void> {
  const request = { file: { kind: 'path' as const, path: resolve(file) }, name };
  const dataset = await followImport(client.datasets.import(request, { signal }), output);
  const { id, name: datasetName, rows, rejected } = dataset;
  const columns = dataset.columns.map((column) => ({ name: column.name, type: column.type }));
  output.result(
    { dataset: { id, name: datasetName, rows, rejected, columns } },
    [
      `Imported ${datasetName}: ${rows} rows, ${rejected} rejected. Its id is ${id}.`,
      ...columns.map((column) => `  ${column.name} (${column.type})`),
    ].join('\n'),
  );
}

/** Shows an import's progress and gives the data set it makes. */
export async function followImport(events: AsyncIterable<ImportEvent>, output: Output): Promise<Dataset> {
  for await (const event of events) {
    if (event.event === 'done') return event.dataset;
    const percent = event.totalBytes > 0 ? Math.floor((100 * event.bytes) / event.totalBytes) : 0;
    output.progress(`importing: ${event.rows} rows, ${percent} %`);
  }
  throw new AppError('internal', { message: 'the import ended without a data set' });
}
