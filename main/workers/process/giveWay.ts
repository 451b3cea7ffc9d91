import { constants, setPriority } from 'node:os';

/**
 * For long work on data, in a process that does nothing else: a training run beside it is not held up, which itself gives way to what the
 * user does. On a machine that does nothing else it is no slower for it.
 */
export function giveWayToTraining(): void {
  try {
    setPriority(constants.priority.PRIORITY_LOW);
  } catch {
    // Not every system allows it; the result is the same.
  }
}
