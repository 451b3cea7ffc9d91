import { useEffect, useRef, useState } from 'react';
import type { DatasetExportEvent, DatasetExportFormat } from '../../../../shared/domain/datasets/datasetExport.ts';
import type { RowView } from '../../../../shared/domain/datasets/datasetView.ts';
import { type AppError, toAppError } from '../../../../shared/errors/errors.ts';
import { useStudio } from '../../../api/index.ts';

export type ExportState =
  | { state: 'idle' }
  | { state: 'working'; share: number }
  | { state: 'done'; result: Extract<DatasetExportEvent, { event: 'done' }> }
  | { state: 'failed'; error: AppError };

/** Writes a view to a file. Closing the dialog cancels it, and the host then leaves nothing behind. */
export function useDatasetExport(id: string) {
  const studio = useStudio();
  const [state, setState] = useState<ExportState>({ state: 'idle' });
  const current = useRef<AbortController>(undefined);
  useEffect(() => () => current.current?.abort(), []);

  const start = async (format: DatasetExportFormat, view: RowView, folder: string | null) => {
    const controller = new AbortController();
    current.current = controller;
    setState({ state: 'working', share: 0 });
    const target = folder === null ? {} : { target: { kind: 'token' as const, token: folder } };
    try {
      const request = { id, format, view, ...target };
      for await (const event of studio.datasets.export(request, { signal: controller.signal })) {
        if (event.event === 'done') setState({ state: 'done', result: event });
        else setState({ state: 'working', share: event.total > 0 ? event.done / event.total : 0 });
      }
    } catch (thrown) {
      const error = toAppError(thrown);
      setState(error.code === 'cancelled' ? { state: 'idle' } : { state: 'failed', error });
    }
  };
  return { state, start, cancel: () => current.current?.abort() };
}
