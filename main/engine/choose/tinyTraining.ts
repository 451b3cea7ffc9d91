import { createConfig, DEFAULT_ARCHITECTURE } from '../../../shared/domain/architectures/index.ts';
import type { OptimizerName } from '../../../shared/domain/runs/settings.ts';
import { initialWeights } from '../../ml/architectures/model.ts';
import { valuesOf } from '../../ml/architectures/parameters.ts';
import { languageModelHead } from '../../ml/heads/languageModel.ts';
import { eagerProgram } from '../../ml/program/eagerProgram.ts';
import type { Program, ProgramDefinition } from '../../ml/program/program.ts';
import { takeStep } from '../../ml/train/takeStep.ts';
import type { Batch } from '../../ml/train/task.ts';
import { trainingProgram } from '../../ml/train/trainingProgram.ts';

const [B, T, V] = [4, 16, 64];

/** Every kind of layer that there is, grouped heads too, and as many parameters as make some backends stumble. */
const TINY = {
  ...createConfig(DEFAULT_ARCHITECTURE, 'nano', T),
  vocab_size: V,
  hidden_size: 32,
  intermediate_size: 48,
  num_hidden_layers: 2,
  num_attention_heads: 2,
  num_key_value_heads: 1,
  head_dim: 16,
} as ReturnType<typeof createConfig>;

/**
 * `[loss, gradient norm]` of the first steps of a tiny model on the current backend; always the same model and the same text.
 *
 * @param make how it runs programs
 */
export async function tinyTraining(
  steps: number,
  make: (definition: ProgramDefinition) => Program = eagerProgram,
  optim: OptimizerName = 'adamw',
): Promise<number[][]> {
  const shape = { config: TINY, batchSize: B, contextLength: T, gradientAccumulationSteps: 1, optim };
  const program = make(trainingProgram({ ...shape, weightDecay: 0.1, maxGradNorm: 1 }, languageModelHead));
  program.write(valuesOf(initialWeights(TINY, 7)));
  const reports: number[][] = [];
  for (let step = 1; step <= steps; step++) {
    const text = Int32Array.from({ length: B * T + 1 }, (_, i) => (7 * i * i + i + 13 * step) % V);
    const batch: Batch = {
      values: { ids: text.slice(0, -1), targets: text.slice(1) },
      weights: new Float32Array(B * T).fill(1),
    };
    const { loss, gradNorm } = await takeStep(program, [batch].values(), {
      ...{ step, learningRate: 3e-3, microBatches: 1, optim },
    });
    reports.push([loss, gradNorm]);
  }
  program.dispose();
  return reports;
}
