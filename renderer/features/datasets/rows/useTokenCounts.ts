import { useEffect, useRef, useState } from 'react';
import type { TokenCounts } from '../../../../shared/domain/datasets/datasetCharts.ts';
import type { RowView } from '../../../../shared/domain/datasets/datasetView.ts';
import { type AppError, toAppError } from '../../../../shared/errors/errors.ts';
import { useStudio } from '../../../api/index.ts';

export type CountState =
  | { state: 'idle' }
  | { state: 'working'; share: number }
  | { state: 'done'; counts: TokenCounts }
  | { state: 'failed'; error: AppError };

/** Counts the tokens of a view. Leaving the page cancels it. */
export function useTokenCounts(id: string, view: RowView) {
  const studio = useStudio();
  const [state, setState] = useState<CountState>({ state: 'idle' });
  const current = useRef<AbortController>(undefined);
  useEffect(() => () => current.current?.abort(), []);

  const start = async (modelId: string) => {
    const controller = new AbortController();
    current.current = controller;
    setState({ state: 'working', share: 0 });
    const model = { kind: 'model' as const, id: modelId };
    try {
      for await (const event of studio.datasets.countTokens({ id, view, model }, { signal: controller.signal })) {
        if (event.event === 'done') setState({ state: 'done', counts: event.counts });
        else setState({ state: 'working', share: event.total > 0 ? event.done / event.total : 0 });
      }
    } catch (thrown) {
      const error = toAppError(thrown);
      setState(error.code === 'cancelled' ? { state: 'idle' } : { state: 'failed', error });
    }
  };
  return { state, start, cancel: () => current.current?.abort() };
}
