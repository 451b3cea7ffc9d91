import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { llamaConfig, llamaPreset } from '../../../shared/domain/architectures/llama.ts';
import { useEngine } from '../../engine/testing.ts';
import { toParameters } from '../../ml/architectures/parameters.ts';
import { sequenceRegressionHead } from '../../ml/heads/sequenceRegression.ts';
import { SCORE } from '../../ml/heads/textScores.ts';
import { Random } from '../../ml/random.ts';
import { slopes } from '../../ml/train/testing/slopes.ts';
import { lossAndGradients } from '../../ml/train/trainingProgram.ts';
import { evaluationBatches, scoredBatches } from './batches.ts';
import type { ScoredCorpus } from './corpus.ts';

beforeAll(() => useEngine('wasm'));

const preset = { ...llamaPreset('nano'), vocab_size: 32, hidden_size: 16, intermediate_size: 32, num_hidden_layers: 1 };
const T = 8;
const config = { ...llamaConfig({ ...preset, num_attention_heads: 2 }, T), initializer_range: 0.1 };
const SCALE = { mean: 100, std: 20 };

function corpusOf(texts: number): ScoredCorpus {
  const random = new Random(1);
  const [ids, starts]: [number[], number[]] = [[], []];
  for (let text = 0; text < texts; text++) {
    starts.push(ids.length);
    for (let at = 0; at < 3 + (text % 9); at++) ids.push(5 + random.integer(20));
  }
  return {
    ids: Uint16Array.from(ids),
    starts: Uint32Array.from(starts),
    numbers: Float64Array.from({ length: texts }, (_, text) => 80 + 20 * (text % 3)),
    rows: Uint32Array.from({ length: texts }, (_, text) => text),
  };
}

test('batches hold standardised numbers, and go on from any position', () => {
  const stream = scoredBatches(corpusOf(10), { scale: SCALE, B: 4, rows: [T] }, 3);
  stream.next();
  const again = scoredBatches(corpusOf(10), { scale: SCALE, B: 4, rows: [T] }, stream.position);
  expect(again.next()).toEqual(stream.next());
  const [first, , last] = [...evaluationBatches(corpusOf(10), { scale: SCALE, B: 4, rows: [T] })];
  expect([...(first?.values.targets ?? [])]).toEqual([-1, 0, 1, -1]);
  expect([...(last?.weights ?? [])]).toEqual([1, 1, 0, 0]);
});

test('the loss is the mean square of differences, with gradients that equal numeric ones', () => {
  const head = sequenceRegressionHead(T);
  const parameters = toParameters(head.initial(config, 3));
  const [batch] = evaluationBatches(corpusOf(4), { scale: SCALE, B: 4, rows: [T] });
  const { ids, last, targets } = (batch as NonNullable<typeof batch>).values;
  const inputs = new Map<string, tf.Tensor>([
    ['ids', tf.tensor2d(ids, [4, T], 'int32')],
    ['last', tf.tensor1d(last, 'int32')],
    ['targets', tf.tensor1d(targets)],
    ['weights', tf.fill([4], 0.25)],
  ]);
  const { outputs = new Map() } = head.on(config).evaluate(parameters, inputs);
  const scores = (outputs.get('scores') as tf.Tensor).dataSync();
  const expectedLoss = targets.reduce((sum, target, row) => sum + ((scores[row] as number) - target) ** 2 / 4, 0);
  const { loss, gradients } = lossAndGradients(head, config, parameters, inputs);
  expect(loss.dataSync()[0]).toBeCloseTo(expectedLoss, 5);
  for (const name of [SCORE, 'model.embed_tokens.weight', 'model.layers.0.self_attn.v_proj.weight']) {
    const random = tf.randomNormal((parameters.get(name) as tf.Tensor).shape, 0, 1, 'float32', 9);
    const { found, numeric } = slopes(
      name,
      { parameters, gradients, loss: (moved) => head.on(config).loss(moved, inputs) },
      random,
    );
    expect(Math.abs(found - numeric), name).toBeLessThan(2e-3 + 0.02 * Math.abs(numeric));
  }
});
