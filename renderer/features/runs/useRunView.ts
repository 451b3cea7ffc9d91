import { useEffect, useRef, useState } from 'react';
import { isGoing, type RunEvent } from '../../../shared/domain/run.ts';
import { type Followed, useFollow, useRun } from '../../api/index.ts';
import { applyEvents, EMPTY_VIEW, type RunView, resumeStep } from './runReducer.ts';

/** A drawing at most so often: steps come far faster than a curve can be drawn or read. */
const REDRAW_MS = 250;

/**
 * Watches a run from its beginning to its end, across lost connections. Leaving the page ends the watch, never the
 * run. Give the component a `key` of the id: a view belongs to one run.
 */
export function useRunView(id: string): { view: RunView; followed: Followed } {
  const [view, setView] = useState(EMPTY_VIEW);
  const latest = useRef(EMPTY_VIEW);
  const pending = useRef<RunEvent[]>([]);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  const takeOver = () => {
    clearTimeout(timer.current);
    timer.current = undefined;
    latest.current = applyEvents(latest.current, pending.current);
    pending.current = [];
    setView(latest.current);
  };

  const [round, setRound] = useState(0);
  const followed = useFollow(
    `${id}/${round}`,
    (studio, signal) => {
      takeOver();
      return studio.runs.watch({ id, fromStep: resumeStep(latest.current) }, { signal });
    },
    (event) => {
      pending.current.push(event);
      timer.current ??= setTimeout(takeOver, latest.current.run === null ? 0 : REDRAW_MS);
    },
  );

  // A watch ends when nothing goes on with the run any more; it may be gone on with, from here or from elsewhere.
  const current = useRun(id).data;
  const goesOn = current !== undefined && isGoing(current.state) && followed.ended;
  useEffect(() => {
    if (goesOn) setRound((before) => before + 1);
  }, [goesOn]);

  useEffect(
    () => () => {
      clearTimeout(timer.current);
      timer.current = undefined;
    },
    [],
  );

  return { view, followed };
}
