import { type Chart, recentSteps } from '../../../../shared/domain/runs/chart.ts';

/**
 * The training loss that a run is said to have, and how many of its last steps it is the mean of. Tile, description of the chart and findings
 * all take it from here; where the smoothed line ends hangs on how much it is smoothed. `null` before the first step.
 */
export function lossNow(chart: Pick<Chart, 'recentLoss' | 'lastStep'> | null): { loss: number; steps: number } | null {
  if (!chart || chart.recentLoss === null) return null;
  return { loss: chart.recentLoss, steps: recentSteps(chart.lastStep) };
}
