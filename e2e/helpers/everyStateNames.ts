/** What the home of `everyStateStudio.ts` has: a data set with its model, and a run in each state. */
export const NAMES = {
  dataset: 'lamps',
  done: 'lamps writer',
  queued: 'waits',
  training: 'trains',
  paused: 'paused',
  interrupted: 'interrupted',
  failed: 'failed',
  /** Failed, and none of its checkpoints can be used. */
  lost: 'lost',
  /** Before its first step, so that there is no model. */
  stopped: 'stopped',
  /** Done, with a curve of a thousand steps; the other has six hundred. */
  earlier: 'earlier',
  second: 'second',
} as const;
