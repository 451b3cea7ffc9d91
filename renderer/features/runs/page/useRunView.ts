import { useEffect, useRef, useState } from 'react';
import { isGoing, type RunEvent } from '../../../../shared/domain/runs/run.ts';
import { type Followed, useFollow, useRun } from '../../../api/index.ts';
import { applyEvents, EMPTY_VIEW, type RunView } from './runReducer.ts';

/** A drawing at most so often: steps come far faster than they can be read. */
const REDRAW_MS = 250;

interface WatchedRun {
  view: RunView;
  followed: Followed;
  /** Grows when a run that had ended goes on: what follows it begins anew. */
  episode: number;
}

/**
 * Watches where a run is, across lost connections and pauses. Leaving the page ends the watch, never the run. Give the component a `key`
 * of the id: a view belongs to one run.
 */
export function useRunView(id: string): WatchedRun {
  const [view, setView] = useState(EMPTY_VIEW);
  const [episode, setEpisode] = useState(0);
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

  const followed = useFollow(
    `${id} ${episode}`,
    (studio, signal) => studio.runs.watch({ id, fromStep: null }, { signal }),
    (event) => {
      pending.current.push(event);
      timer.current ??= setTimeout(takeOver, latest.current.run === null ? 0 : REDRAW_MS);
    },
  );

  const { data: run, dataUpdatedAt } = useRun(id);
  const endedAt = useRef(0);
  useEffect(() => {
    if (followed.ended) endedAt.current = Date.now();
  }, [followed.ended]);
  useEffect(() => {
    // What was read before the watch ended says nothing of afterwards.
    if (followed.ended && run && isGoing(run.state) && dataUpdatedAt > endedAt.current) setEpisode((past) => past + 1);
  }, [followed.ended, run, dataUpdatedAt]);

  useEffect(
    () => () => {
      clearTimeout(timer.current);
      timer.current = undefined;
    },
    [],
  );

  return { view, followed, episode };
}
