import { contestOf } from '../../shared/domain/models/rivals.ts';
import type { Run } from '../../shared/domain/runs/run.ts';
import { keptRivals, rivalOf } from '../../shared/domain/tasks/index.ts';
import { AppError } from '../../shared/errors/errors.ts';
import { measureLines } from './measureLines.ts';
import type { Output } from './output.ts';
import type { Session } from './session.ts';

export interface KeepBaselineOptions {
  run: string;
  name?: string;
}

/** Keeps a baseline of a run as a model of its own. */
export async function keepBaselineCommand(
  { client, signal }: Session,
  output: Output,
  { run, name }: KeepBaselineOptions,
): Promise<void> {
  const request = { id: run, ...(name !== undefined && { name }) };
  for await (const event of client.runs.keepBaseline(request, { signal })) {
    if (event.event === 'progress') {
      output.progress(event.preparation.phase === 'reading' ? 'reading the rows' : 'training the baseline');
      continue;
    }
    const { model, kept } = event;
    const { baseline, measures } = model;
    const known = kept ? 'was kept before as' : 'is kept as';
    return output.result(
      { model: model.id, name: model.name, kept, baseline, metrics: measures?.metrics ?? {} },
      [
        `The baseline, ${rivalOf(baseline?.name ?? '').words}, ${known} “${model.name}”.`,
        ...(measures ? measureLines(measures) : []),
        `The model's id is ${model.id}.`,
      ].join('\n'),
    );
  }
  throw new AppError('internal', { message: 'keeping ended without a result' });
}

/** How to keep the baseline that a run's model is no better than; none where there is none. */
export function keepHint({ id, recipe, measures }: Pick<Run, 'id' | 'recipe' | 'measures'>): string[] {
  const contest = measures && contestOf(measures);
  if (!contest || contest.outcome === 'better') return [];
  const isKept = keptRivals(recipe).some(({ name }) => name === contest.rival.name);
  return isKept ? [`Keep that baseline as a model of its own: kindling keep-baseline --run ${id}`] : [];
}
