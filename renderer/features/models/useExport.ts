import { useCallback, useEffect, useRef, useState } from 'react';
import type { GivenOptions } from '../../../shared/domain/formats/format.ts';
import type { FormatKind } from '../../../shared/domain/formats/index.ts';
import type { ExportEvent } from '../../../shared/domain/models/modelExport.ts';
import { type AppError, toAppError } from '../../../shared/errors/errors.ts';
import { useStudio } from '../../api/index.ts';
import { useMarks } from '../../ui/marks.ts';

type Progress = Extract<ExportEvent, { event: 'progress' }>;
export type ExportResult = Extract<ExportEvent, { event: 'done' }>;

export type ExportState =
  | { state: 'idle' | 'cancelled' }
  | { state: 'working'; progress: Progress | null }
  | { state: 'done'; format: FormatKind; result: ExportResult }
  | { state: 'failed'; format: FormatKind; error: AppError };

/** Exports a model. Leaving the page cancels it, and the host then leaves nothing behind. */
export function useExport(id: string) {
  const studio = useStudio();
  const [state, setState] = useState<ExportState>({ state: 'idle' });
  const current = useRef<AbortController>(undefined);
  const cancel = useCallback(() => current.current?.abort(), []);
  useEffect(() => cancel, [cancel]);

  const start = async (format: FormatKind, options: GivenOptions, targetToken: string | null) => {
    const controller = new AbortController();
    current.current = controller;
    setState({ state: 'working', progress: null });
    const target = targetToken === null ? {} : { target: { kind: 'token' as const, token: targetToken } };
    try {
      const request = { id, format, options, ...target };
      for await (const event of studio.models.export(request, { signal: controller.signal })) {
        if (event.event === 'done') {
          setState({ state: 'done', format, result: event });
          useMarks.getState().set({ exported: true });
        } else setState({ state: 'working', progress: event });
      }
    } catch (thrown) {
      const error = toAppError(thrown);
      setState(error.code === 'cancelled' ? { state: 'cancelled' } : { state: 'failed', format, error });
    }
  };

  return { state, start, cancel };
}

/** Share of the export that is done: writing is the first half, measuring it and loading it again the second. */
export function exportShare(progress: Progress | null): number {
  if (!progress) return 0;
  const share = progress.total > 0 ? progress.done / progress.total : 0;
  if (progress.step === 'write') return share / 2;
  return progress.step === 'measure' ? 0.5 + share * 0.4 : 0.9 + share / 10;
}
