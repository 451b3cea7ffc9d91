import type { Run } from './run.ts';

/** Ends that the user is to be told about. */
export type EndNotice = 'done' | 'failed' | 'interrupted' | 'paused';

/** What to tell of a run with which nothing goes on any more; `null` where the user has set it aside or stopped it. */
export function endNotice({ state, error }: Pick<Run, 'state' | 'error'>): EndNotice | null {
  switch (state) {
    case 'done':
    case 'failed':
    case 'interrupted':
      return state;
    case 'paused':
      // Without an error it was the user who paused it.
      return error ? 'paused' : null;
    default:
      return null;
  }
}
