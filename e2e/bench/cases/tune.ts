import type { CaseInput, CaseOutput } from '../contract.ts';
import { median, round } from '../statistics.ts';
import { startTuning } from '../tuneCase.ts';
import { WARM_UP_STEPS } from '../workload.ts';
import { peakRssMb, serveCase } from './serveCase.ts';

serveCase('tune', measureTuning);

/** The same run as `tune_reference.py`: one batch of random tokens, again and again. */
async function measureTuning({ steps, ...input }: CaseInput<'tune'>): Promise<CaseOutput<'tune'>> {
  const start = performance.now();
  const training = await startTuning(input);
  await training.step();
  const readyMs = performance.now() - start;
  for (let step = 1; step < WARM_UP_STEPS; step++) await training.step();
  const times: number[] = [];
  for (let step = 0; step < steps; step++) {
    const stepStart = performance.now();
    const loss = await training.step();
    times.push(performance.now() - stepStart);
    if (!Number.isFinite(loss)) throw new Error(`the loss became ${loss}`);
  }
  const stepMs = median(times);
  return {
    engine: training.engine,
    mode: `${input.tuning} ${input.precision === 'fp32' ? 'compile' : 'bf16-compile'}${input.gradientCheckpointing ? ' checkpointing' : ''}`,
    size: input.size,
    params: training.parameters,
    step_ms: round(stepMs, 1),
    tokens_per_s: round((1000 * training.tokens) / stepMs),
    peak_rss_mb: peakRssMb(),
    ready_s: round(readyMs / 1000, 2),
  };
}
