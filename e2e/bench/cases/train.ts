import { initialWeights } from '../../../main/ml/architectures/model.ts';
import { Random } from '../../../main/ml/random.ts';
import type { Batch } from '../../../main/ml/train/task.ts';
import type { CaseInput, CaseOutput } from '../contract.ts';
import { median, round } from '../statistics.ts';
import { loadTrainEngine } from '../trainCase.ts';
import { modeName, parameterCount, SEED, WARM_UP_STEPS, type Workload, workload } from '../workload.ts';
import { peakRssMb, serveCase } from './serveCase.ts';

serveCase('train', measureTraining);

/** The same run as `torch_reference.py`: one batch of random tokens, again and again. */
async function measureTraining({ size, precision, eager, steps }: CaseInput<'train'>): Promise<CaseOutput<'train'>> {
  const mode = { precision, eager };
  const work = workload(size);
  const engine = await loadTrainEngine(mode);
  const weights = initialWeights(work.config, SEED);
  const batch = randomBatch(work);

  const start = performance.now();
  const training = await engine.start(work, weights);
  await training.step(batch);
  const readyMs = performance.now() - start;
  for (let step = 1; step < WARM_UP_STEPS; step++) await training.step(batch);

  const times: number[] = [];
  for (let step = 0; step < steps; step++) {
    const stepStart = performance.now();
    const loss = await training.step(batch);
    times.push(performance.now() - stepStart);
    // A step that computes nonsense may be fast.
    if (!Number.isFinite(loss)) throw new Error(`the loss became ${loss}`);
  }
  const stepMs = median(times);
  return {
    engine: engine.name,
    mode: modeName(mode),
    size,
    params: parameterCount(work),
    step_ms: round(stepMs, 1),
    tokens_per_s: round((1000 * work.batchSize * work.contextLength) / stepMs),
    peak_rss_mb: peakRssMb(),
    ready_s: round(readyMs / 1000, 2),
  };
}

function randomBatch({ config, batchSize, contextLength }: Workload): Batch {
  const random = new Random(SEED);
  const tokens = () => Int32Array.from({ length: batchSize * contextLength }, () => random.integer(config.vocab_size));
  return {
    values: { ids: tokens(), targets: tokens() },
    weights: new Float32Array(batchSize * contextLength).fill(1),
  };
}
