import { MOST_COMPARED } from '../../../../shared/domain/runs/runCurve.ts';

const DASHES = ['0', '7 4', '2 3', '12 3 2 3', '15 6', '5 3 2 3 2 3'];

/** How the curve of the run at a place is drawn. Its colour is one of compare.module.css. */
export function runStyle(place: number): { stroke: string; strokeDasharray: string } {
  const index = place % MOST_COMPARED;
  return { stroke: `var(--run-${index})`, strokeDasharray: DASHES[index] as string };
}
