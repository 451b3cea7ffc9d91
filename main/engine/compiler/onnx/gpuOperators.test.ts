import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from 'onnxruntime-node';
import { expect, test } from 'vitest';
import { crossEntropy, tokenLosses } from '../../../ml/layers/operations.ts';
import type { Method } from '../../../ml/program/program.ts';
import { useEngine } from '../../testing.ts';
import { recordAside } from '../recordAside.ts';
import { simplify } from '../simplify.ts';
import { argumentInput, methodModel, resultOutput } from './methodModel.ts';
import { loadedOnnxRuntime, type OnnxRuntime } from './onnxRuntime.ts';

const { describe } = await useEngine('onnxruntime');

type Call = (x: tf.Tensor2D) => tf.Tensor[];

const [N, C] = [5, 24];
const X = Float32Array.from({ length: N * C }, (_, index) => 30 * Math.sin(index * index));
const IDS = [0, 3, 3, 1, 3];

/** Both run on the processor here: what is compared are the operators, not the provider. */
describe('operators for a graphics processor give what those for the processor give', () => {
  test.each<[string, Call, string[]]>([
    [
      'cross entropy and its gradient, of logits that are far apart',
      (x) => {
        const [labels, weights] = [tf.tensor1d(IDS, 'int32'), tf.tensor1d([0.1, 0.2, 0, 0.3, 0.4])];
        return [
          tf.grad((logits: tf.Tensor) => crossEntropy(logits, labels, weights))(x),
          tokenLosses(x, labels, weights),
        ];
      },
      ['LogSoftmax'],
    ],
    ['a sum of several', (x) => [tf.addN([x, tf.square(x), tf.neg(x), x])], ['Sum']],
    [
      'sums of rows, several of which go to one place',
      (x) => [tf.unsortedSegmentSum(x, tf.tensor1d(IDS, 'int32'), 4)],
      [],
    ],
    ['a split into more parts than a shader may have buffers', (x) => tf.split(x, C / 2, 1), ['Split']],
    ['a split from the end into few', (x) => tf.split(x, [4, 12, 8], -1), []],
  ])('%s', async (_, call, without) => {
    const [expected, found] = [await computed(call, false), await computed(call, true)];
    expect(found.values.length).toBe(expected.values.length);
    for (const [index, values] of expected.values.entries())
      for (const [place, value] of values.entries())
        expect(Math.abs((found.values[index]?.[place] as number) - value)).toBeLessThan(
          1e-5 * Math.max(1, Math.abs(value)),
        );
    for (const operator of without) {
      expect(expected.text).toContain(operator);
      expect(found.text).not.toContain(operator);
    }
  });
});

async function computed(call: Call, isForGpu: boolean): Promise<{ values: Float32Array[]; text: string }> {
  const runtime = loadedOnnxRuntime() as OnnxRuntime;
  const method: Method = {
    inputs: new Map([['x', { dtype: 'float32', shape: [N, C] }]]),
    call: (inputs) => ({
      outputs: new Map(call(inputs.get('x') as tf.Tensor2D).map((value, index) => [`${index}`, value])),
    }),
  };
  const recording = simplify(recordAside(new Map(), method));
  const uses = { isFused: false, isForGpu, isPacked: () => false, isRounded: () => false };
  const { model, results } = methodModel(recording, uses);
  const session = await runtime.InferenceSession.create(model);
  const found = await session.run({ [argumentInput('x')]: new runtime.Tensor('float32', X, [N, C]) });
  await session.release();
  const values = results.map((name) => (found[resultOutput(name)] as Tensor).data as Float32Array);
  return { values, text: Buffer.from(model).toString('latin1') };
}
