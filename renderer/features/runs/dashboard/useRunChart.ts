import { useState } from 'react';
import type { Chart } from '../../../../shared/domain/runs/chart.ts';
import { type Followed, useFollow } from '../../../api/index.ts';
import type { StepRange } from './zoom.ts';

interface FollowedChart {
  chart: Chart | null;
  /** Grows with every chart that comes: small charts take turns in drawing them. */
  turn: number;
  followed: Followed;
}

/**
 * The chart of a run, or of a part of it, kept up to date by the host. While another part is on its way, the last one stays.
 *
 * @param episode grows when the run goes on again
 */
export function useRunChart(id: string, range: StepRange | null, episode: number): FollowedChart {
  const [{ chart, turn }, setState] = useState<{ chart: Chart | null; turn: number }>({ chart: null, turn: 0 });
  const followed = useFollow(
    `${id} ${episode} ${range?.from} ${range?.to}`,
    (studio, signal) => studio.runs.chart({ id, ...range }, { signal }),
    (next) => setState((past) => ({ chart: next, turn: past.turn + 1 })),
  );
  return { chart, turn, followed };
}
