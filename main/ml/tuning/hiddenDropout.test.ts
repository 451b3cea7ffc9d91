import { expect, test } from 'vitest';
import { createConfig, type ModelConfig } from '../../../shared/domain/architectures/index.ts';
import { defaultSettings } from '../../../shared/domain/runs/training.ts';
import { useEngine } from '../../engine/testing.ts';
import { architectureOf } from '../architectures/index.ts';
import { valuesOf } from '../architectures/parameters.ts';
import { sequenceClassificationHead } from '../heads/sequenceClassification.ts';
import { eagerProgram } from '../program/eagerProgram.ts';
import { Random } from '../random.ts';
import { takeStep } from '../train/takeStep.ts';
import { trainingProgram } from '../train/trainingProgram.ts';
import { wholeTuning } from './index.ts';
import { fullTuning } from './tuning.ts';

const small = { hidden_size: 12, intermediate_size: 16, num_attention_heads: 2, num_hidden_layers: 2, vocab_size: 50 };
const encoder = (type: 'bert' | 'xlm-roberta'): ModelConfig =>
  ({ ...createConfig(type, 'nano', 64), ...small, max_position_embeddings: 20 }) as ModelConfig;
const settings = (hidden_dropout_prob: number) => ({ ...defaultSettings('nano'), hidden_dropout_prob });
const head = sequenceClassificationHead(3);

interface Asked {
  probability: number;
  seed: number;
  gradientCheckpointing?: true;
}

/** The loss of a step and the norm of its gradients, and the loss of an evaluation before it. */
async function stepWith(config: ModelConfig, { probability, seed, ...further }: Asked) {
  const tuning = wholeTuning(config, settings(probability));
  const shape = { config, batchSize: 4, contextLength: 12, gradientAccumulationSteps: 1, ...further };
  const program = eagerProgram(trainingProgram({ ...shape, weightDecay: 0, maxGradNorm: 1 }, head, tuning));
  program.write(valuesOf(head.initial(config, 1)));
  const batch = head.randomBatch(config, shape, new Random(2));
  const weights = batch.weights.map((weight) => weight / batch.weights.length);
  const { loss: evaluated } = await program.run('evaluate', { ...batch.values, weights });
  const draws = (microBatch: number) => tuning.drawsOf(seed, microBatch);
  const taken = await takeStep(program, [batch].values(), { step: 1, learningRate: 0, microBatches: 1, draws });
  program.dispose();
  return { loss: taken.loss, norm: taken.gradNorm, evaluated: (evaluated as Float32Array)[0] as number };
}

test.each(['bert', 'xlm-roberta'] as const)(
  'a share of what %s computes is dropped while a step is taken, the same for a seed, and nothing else',
  async (type) => {
    await useEngine('wasm');
    const config = encoder(type);
    const plain = await stepWith(config, { probability: 0, seed: 1 });
    const dropped = await stepWith(config, { probability: 0.5, seed: 1 });
    expect(plain.loss).toBeCloseTo(plain.evaluated, 4);
    expect(dropped.evaluated).toBe(plain.evaluated);
    expect(dropped.loss).not.toBeCloseTo(plain.loss, 4);
    expect(await stepWith(config, { probability: 0.5, seed: 1 })).toEqual(dropped);
    expect((await stepWith(config, { probability: 0.5, seed: 2 })).loss).not.toBe(dropped.loss);
    // A layer that is computed twice drops the same numbers both times.
    const twice = await stepWith(config, { probability: 0.5, seed: 1, gradientCheckpointing: true });
    expect(twice.loss).toBeCloseTo(dropped.loss, 5);
    expect(twice.norm).toBeCloseTo(dropped.norm, 4);
  },
);

test('where transformers has it: the embeddings and both blocks of each layer', () => {
  const config = encoder('bert');
  expect(architectureOf(config).blockOutputs?.(config)).toEqual([
    'bert.embeddings.LayerNorm.weight',
    'bert.encoder.layer.0.attention.output.dense.weight',
    'bert.encoder.layer.0.output.dense.weight',
    'bert.encoder.layer.1.attention.output.dense.weight',
    'bert.encoder.layer.1.output.dense.weight',
  ]);
});

test('it is of an encoder alone', () => {
  expect(wholeTuning(createConfig('llama', 'nano', 16), settings(0.5))).toBe(fullTuning);
  expect(wholeTuning(encoder('bert'), settings(0))).toBe(fullTuning);
});
