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
  /** The model that it was trained on top of is not there any more, or is another one. */
  baseGone: 'base-gone',
  baseChanged: 'base-changed',
} as const;

/** Models of others in it, each with a template of messages. */
export const BASES = {
  chat: 'chatty',
  /** Its files have gone since it was added. */
  gone: 'gone',
  /** Its files are others than they were. */
  changed: 'changed',
} as const;

/** The question whose answer has no end. */
export const GO_ON = 'Go on';
