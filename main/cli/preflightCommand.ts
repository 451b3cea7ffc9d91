import type { PrecisionSetting } from '../../shared/domain/execution.ts';
import { expectedExtent, type Preflight } from '../../shared/domain/preflight.ts';
import type { Budget } from '../../shared/domain/training.ts';
import type { PreflightRequest } from '../../shared/ipc/contract.ts';
import type { Output } from './output.ts';
import type { Session } from './session.ts';

export interface PreflightOptions {
  dataset?: string;
  size: PreflightRequest['size'];
  steps?: number;
  minutes?: number;
  batchSize?: number;
  gradientAccumulationSteps?: number;
  precision?: PrecisionSetting;
  contextLength?: number;
}

const DEFAULT_MINUTES = 5;

/** Tries a few steps of a run and says what it would take. */
export async function preflightCommand(
  { client, signal }: Session,
  output: Output,
  options: PreflightOptions,
): Promise<void> {
  const settings = {
    per_device_train_batch_size: options.batchSize,
    gradient_accumulation_steps: options.gradientAccumulationSteps,
    context_length: options.contextLength,
    precision: options.precision,
  };
  output.progress('trying a few steps');
  const found = await client.runs.preflight({ datasetId: options.dataset, size: options.size, settings }, { signal });
  const budget: Budget =
    options.steps === undefined
      ? { kind: 'minutes', minutes: options.minutes ?? DEFAULT_MINUTES }
      : { kind: 'steps', steps: options.steps };
  const { stepMs, readyMs } = found;
  const extent = stepMs === null ? null : expectedExtent(budget, { stepMs, readyMs });
  output.result(
    { ...found, expectedSteps: extent?.steps ?? null, expectedMs: extent?.milliseconds ?? null },
    [
      stepMs === null || !extent
        ? 'The time of a step is unknown.'
        : `A step takes about ${Math.round(stepMs)} ms: about ${extent.steps} steps in ${Math.round(extent.milliseconds / 1000)} s.`,
      `Memory: ${found.measured ? 'about' : 'at least'} ${megabytes(found.memoryBytes)}, ${megabytes(found.availableMemoryBytes)} are free.`,
      `Disk: about ${megabytes(found.diskBytes)}, ${megabytes(found.freeDiskBytes)} are free.`,
      ...problemLines(found),
    ].join('\n'),
  );
}

function problemLines({ problem, offer }: Preflight): string[] {
  if (!problem) return [];
  const instead = offer
    ? `What fits: --size ${offer.size} --batch-size ${offer.per_device_train_batch_size} --gradient-accumulation-steps ${offer.gradient_accumulation_steps} --context-length ${offer.context_length}`
    : 'No smaller training fits either.';
  return [`There is too little ${problem} for this.`, instead];
}

const megabytes = (bytes: number) => `${Math.round(bytes / 1e6).toLocaleString('en')} MB`;
