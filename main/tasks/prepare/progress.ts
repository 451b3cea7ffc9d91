import { setImmediate } from 'node:timers/promises';
import type { Preparation } from '../../../shared/domain/runs/run.ts';

const PROGRESS_MS = 100;

/** Tells how far a phase is: now and then, at its beginning and at its end. */
export type Report = (done: number) => Promise<void>;

/**
 * Passes reports on, at most one every 100 ms, and lets the messages in that came meanwhile, so that a cancel is seen.
 *
 * @throws the signal's reason once it has fired
 */
export function reporter(
  phase: Preparation['phase'],
  total: number | null,
  signal: AbortSignal,
  send: (preparation: Preparation) => void,
): Report {
  let last = Number.NEGATIVE_INFINITY;
  return async (done) => {
    signal.throwIfAborted();
    const now = performance.now();
    if (now - last < PROGRESS_MS && done !== total) return;
    last = now;
    send({ phase, done, total });
    await setImmediate();
    signal.throwIfAborted();
  };
}
