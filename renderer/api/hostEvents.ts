import type { QueryClient } from '@tanstack/react-query';
import type { HostEvent } from '../../shared/ipc/contract.ts';

/** First part of every query's key; equals what the host announces, so that an announcement needs no mapping. */
export type QueryTopic = Extract<HostEvent, { event: 'changed' }>['what'] | 'engine' | 'host';

/** Brings the cache up to date with something the host has announced. */
export function applyHostEvent(queryClient: QueryClient, event: HostEvent): void {
  switch (event.event) {
    case 'changed':
      void queryClient.invalidateQueries({ queryKey: [event.what satisfies QueryTopic] });
      return;
    case 'engine':
      queryClient.setQueryData(['engine' satisfies QueryTopic], event.status);
      return;
    case 'run_ended':
    case 'progress':
      return;
    default:
      event satisfies never;
  }
}
