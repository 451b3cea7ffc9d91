import { countParameters, createConfig, dimensions } from '../architectures/index.ts';
import type { EngineDevice, EngineName } from '../engines/engine.ts';
import { taskOf, writesTexts } from '../tasks/index.ts';
import { type KnownSpeed, type RunShape, tokensPerStep } from './preflight.ts';
import type { Run } from './run.ts';

/** `measured`: a few steps of this very shape. `earlier`: the newest run of this size and architecture. `estimated`: scaled by FLOPs from what is known. */
export interface StepTime {
  stepMs: number;
  source: 'measured' | 'earlier' | 'estimated';
}

/** FLOPs of an optimizer step: six a parameter and token, twelve a layer, width and pair of positions (Kaplan et al. 2020). */
function flopsOf(shape: RunShape): number {
  const config = createConfig(shape.architecture, shape.size, shape.context_length);
  const { num_hidden_layers, hidden_size } = dimensions(config);
  const attention = 12 * num_hidden_layers * hidden_size * shape.context_length;
  return tokensPerStep(shape) * (6 * countParameters(config) + attention);
}

/**
 * Larger matrix products are computed faster per FLOP, so time grows more slowly than FLOPs: 2.6 times for 3.2 times of them (R1 to R2,
 * TensorFlow on two cores), and less where operations are small.
 */
const GROWTH = 0.8;

/** FLOPs a second where nothing was measured yet. Only orders of magnitude: that is why such a time is called estimated. */
const TYPICAL: Record<EngineName, Record<EngineDevice, number>> = {
  tensorflow: { cpu: 1e11, cuda: 5e12, gpu: 1e12 },
  onnxruntime: { cpu: 1e11, cuda: 5e12, gpu: 1e12 },
  webgpu: { cpu: 2e10, cuda: 1e12, gpu: 1e12 },
  wasm: { cpu: 3e9, cuda: 3e9, gpu: 3e9 },
};

/**
 * Milliseconds of a step of `shape`, by the known speed that is nearest to it. All known speeds are of rows that fill the context.
 *
 * @param rowTokens tokens of a row as it is padded, where rows do not fill the context
 */
export function stepTime(
  shape: RunShape,
  known: readonly KnownSpeed[],
  engine: { name: EngineName; device: EngineDevice },
  rowTokens = shape.context_length,
): StepTime {
  const filled = filledStepTime(shape, known, engine);
  if (rowTokens >= shape.context_length) return filled;
  const share = flopsOf({ ...shape, context_length: rowTokens }) / flopsOf(shape);
  return { stepMs: filled.stepMs * share ** GROWTH, source: 'estimated' };
}

function filledStepTime(
  shape: RunShape,
  known: readonly KnownSpeed[],
  engine: { name: EngineName; device: EngineDevice },
): StepTime {
  const flops = flopsOf(shape);
  const distance = (speed: KnownSpeed) => Math.abs(Math.log(flopsOf(speed) / flops));
  const same = known.filter((speed) => speed.size === shape.size && speed.architecture === shape.architecture);
  const exact = same.find((speed) => speed.source === 'measured' && isSameShape(speed, shape));
  if (exact) return { stepMs: exact.stepMs, source: 'measured' };
  const [nearest] = [...(same.length > 0 ? same : known)].sort((a, b) => distance(a) - distance(b));
  if (!nearest) return { stepMs: (1000 * flops) / TYPICAL[engine.name][engine.device], source: 'estimated' };
  const stepMs = nearest.stepMs * (flops / flopsOf(nearest)) ** GROWTH;
  return { stepMs, source: isSameShape(nearest, shape) ? nearest.source : 'estimated' };
}

const isSameShape = (a: RunShape, b: RunShape): boolean =>
  a.size === b.size &&
  a.architecture === b.architecture &&
  a.context_length === b.context_length &&
  a.per_device_train_batch_size === b.per_device_train_batch_size &&
  a.gradient_accumulation_steps === b.gradient_accumulation_steps;

/**
 * Speeds of the newest run from nothing of each size and architecture on an engine. Evaluations and texts are not in them. Only of runs whose rows
 * are packed with texts: a run's tokens per second leave padding out, so that they say nothing of a row that is text all through.
 */
export function earlierSpeeds(runs: readonly Run[], engine: EngineName): KnownSpeed[] {
  const newest = new Map<string, Run>();
  for (const run of runs) {
    if (run.engine?.name !== engine || !run.tokensPerSecond || run.model.base) continue;
    if (!writesTexts(taskOf(run.recipe).kind)) continue;
    const key = `${run.size} ${run.model.architecture}`;
    const before = newest.get(key);
    if (!before || run.createdAt > before.createdAt) newest.set(key, run);
  }
  return [...newest.values()].map(({ size, model, settings, tokensPerSecond }) => {
    const { per_device_train_batch_size, gradient_accumulation_steps, context_length } = settings;
    const { architecture } = model;
    const shape = { size, architecture, per_device_train_batch_size, gradient_accumulation_steps, context_length };
    return { ...shape, stepMs: (1000 * tokensPerStep(shape)) / (tokensPerSecond ?? 1), source: 'earlier' as const };
  });
}
