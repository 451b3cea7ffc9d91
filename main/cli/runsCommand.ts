import { mainMeasure } from '../../shared/domain/models/measures.ts';
import { measureText } from '../../shared/domain/runs/metrics.ts';
import { isResumable, type Run } from '../../shared/domain/runs/run.ts';
import { taskMetric } from '../../shared/domain/tasks/index.ts';
import { factsLine } from './factsLine.ts';
import type { Output } from './output.ts';
import type { Session } from './session.ts';

/** Lists the runs, the newest first. */
export async function runsCommand({ client }: Session, output: Output): Promise<void> {
  const runs = await client.runs.list({});
  const listed = runs.map((run) => ({ ...run, valLoss: run.validationLoss, resumable: isResumable(run) }));
  output.result({ runs: listed }, runs.length === 0 ? 'There are no runs yet.' : runs.map(runLine).join('\n'));
}

/** A run in two lines: how far it is with its losses and the figure of its task, and what it learns. */
export function runLine(run: Run): string {
  const main = run.measures && mainMeasure(run.measures);
  const measure = main && run.measures?.metrics[main];
  const figure = measure ? `, ${taskMetric(main).label} ${measureText(main, measure.value)}` : '';
  const loss = (value: number | null) => value?.toFixed(3) ?? '-';
  const checkpoints = run.checkpoints.map(({ step, best }) => `${step}${best ? ' (best)' : ''}`).join(', ') || 'none';
  return [
    `${run.id}  ${run.state.padEnd(11)}  step ${run.step}  loss ${loss(run.lastLoss)}, validation ${loss(run.validationLoss)}${figure}`,
    `              ${run.name}; ${factsLine(run.recipe)}; checkpoints: ${checkpoints}`,
  ].join('\n');
}
