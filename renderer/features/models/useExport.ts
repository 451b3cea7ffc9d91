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
  /** `hasMeasured`: what fewer bits cost was measured; of most formats nothing is. */
  | { state: 'working'; progress: Progress | null; hasMeasured: boolean }
  | { state: 'done'; format: FormatKind; options: GivenOptions; result: ExportResult }
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
    let hasMeasured = false;
    setState({ state: 'working', progress: null, hasMeasured });
    const target = targetToken === null ? {} : { target: { kind: 'token' as const, token: targetToken } };
    try {
      const request = { id, format, options, ...target };
      for await (const event of studio.models.export(request, { signal: controller.signal })) {
        if (event.event === 'done') {
          setState({ state: 'done', format, options, result: event });
          useMarks.getState().set({ exported: true });
        } else {
          hasMeasured ||= event.step === 'measure';
          setState({ state: 'working', progress: event, hasMeasured });
        }
      }
    } catch (thrown) {
      const error = toAppError(thrown);
      setState(error.code === 'cancelled' ? { state: 'cancelled' } : { state: 'failed', format, error });
    }
  };

  return { state, start, cancel };
}

/** Share of the export that is done: writing is the first half, measuring it, where that is done, and loading it again the second. */
export function exportShare(progress: Progress | null, hasMeasured: boolean): number {
  if (!progress) return 0;
  const share = progress.total > 0 ? progress.done / progress.total : 0;
  if (progress.step === 'write') return share / 2;
  if (progress.step === 'measure') return 0.5 + share * 0.4;
  return hasMeasured ? 0.9 + share / 10 : 0.5 + share / 2;
}
