import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { architecturesWith, createConfig, type ModelConfig } from '../../../../shared/domain/architectures/index.ts';
import { tablesOf } from '../../../ml/architectures/model.ts';
import { packedValues } from '../../../ml/architectures/packing.ts';
import { toParameters, valuesOf } from '../../../ml/architectures/parameters.ts';
import { randomWeights } from '../../../ml/architectures/testing/randomWeights.ts';
import { languageModelHead } from '../../../ml/heads/languageModel.ts';
import { dropout } from '../../../ml/layers/dropout.ts';
import { eagerProgram } from '../../../ml/program/eagerProgram.ts';
import type { Method, Program, ProgramDefinition } from '../../../ml/program/program.ts';
import { Random } from '../../../ml/random.ts';
import { uncachedDecoder } from '../../../ml/sample/decoder.ts';
import { decoderProgram, programDecoder } from '../../../ml/sample/decoderProgram.ts';
import { takeStep } from '../../../ml/train/takeStep.ts';
import { trainingProgram } from '../../../ml/train/trainingProgram.ts';
import { programMaker } from '../../programs/programs.ts';
import { useEngine } from '../../testing.ts';

const { describe } = await useEngine('onnxruntime');

const [B, T, V] = [2, 16, 64];

function compiled(definition: ProgramDefinition): Program {
  const { program, execution } = programMaker('auto', (problem) => {
    throw new Error(`not compiled: ${problem}`);
  })(definition);
  expect(execution()).toEqual({ mode: 'compiled', precision: 'fp32', problem: null });
  return program;
}

async function losses(program: Program, config: ModelConfig, steps: number): Promise<number[]> {
  program.write(valuesOf(randomWeights(config, 1, 0.05)));
  const random = new Random(2);
  const found: number[] = [];
  for (let step = 1; step <= steps; step++) {
    const batch = languageModelHead.randomBatch(config, { batchSize: B, contextLength: T }, random);
    const { loss } = await takeStep(program, [batch].values(), { step, learningRate: 3e-3, microBatches: 1 });
    found.push(loss);
  }
  program.dispose();
  return found;
}

describe.each(architecturesWith('decoder'))('%s in ONNX Runtime', (architecture) => {
  const config: ModelConfig = { ...createConfig(architecture, 'nano', T), vocab_size: V };
  const shape = { config, batchSize: B, contextLength: T, gradientAccumulationSteps: 1 };
  const definition = trainingProgram({ ...shape, weightDecay: 0.1, maxGradNorm: 1 }, languageModelHead);

  test('has the losses of the eager program, and the same ones again', async () => {
    const found = await losses(compiled(definition), config, 12);
    const expected = await losses(eagerProgram(definition), config, 12);
    for (const [index, loss] of expected.entries())
      expect(Math.abs((found[index] as number) - loss) / loss, `step ${index + 1}`).toBeLessThan(1e-4);
    expect(new Set(found).size).toBe(found.length);
    expect(await losses(compiled(definition), config, 12)).toEqual(found);
  });

  test('decodes as the whole text computed anew', async () => {
    const weights = randomWeights(config, 3, 0.05);
    const program = compiled(decoderProgram(config, 1));
    program.write(packedValues(config, weights));
    const [fast, slow] = [
      programDecoder(program, config),
      uncachedDecoder(config, toParameters(weights), tablesOf(config)),
    ];
    for (const ids of [[3, 1, 4, 1, 5], [9], [2], [6]]) {
      const [found, expected] = [await fast.next(ids), await slow.next(ids)];
      const largest = Math.max(...found.map((value, index) => Math.abs(value - (expected[index] as number))));
      expect(largest).toBeLessThan(1e-4);
    }
    program.dispose();
  });
});

/** A program of one method over a state of four numbers. */
const small = (call: Method['call'], inputs: Method['inputs'] = new Map()): ProgramDefinition => ({
  state: new Map([
    ['a', [4]],
    ['b', [4]],
  ]),
  methods: new Map([['go', { inputs, call }]]),
});

async function stateAfter(program: Program, times: number, inputs = {}): Promise<number[][]> {
  program.write(
    new Map([
      ['a', Float32Array.of(1, 2, 3, 4)],
      ['b', Float32Array.of(10, 20, 30, 40)],
    ]),
  );
  for (let time = 0; time < times; time++) await program.run('go', inputs);
  const state = await program.read(['a', 'b']);
  program.dispose();
  return [...state.values()].map((values) => [...values]);
}

describe('state', () => {
  type State = ReadonlyMap<string, tf.Tensor>;
  const at = (state: State, name: string) => state.get(name) as tf.Tensor;
  const outputs = new Map<string, tf.Tensor>();

  test.each<[string, (state: State) => State]>([
    ['grows by itself', (state) => new Map([['a', tf.add(at(state, 'a'), at(state, 'b'))]])],
    [
      'is read after its new value is there',
      (state) => {
        const a = tf.add(at(state, 'a'), 1);
        return new Map([
          ['a', a],
          ['b', tf.mul(tf.reshape(at(state, 'a'), [4]), a)],
        ]);
      },
    ],
    [
      'changes places',
      (state) =>
        new Map([
          ['a', at(state, 'b')],
          ['b', at(state, 'a')],
        ]),
    ],
    [
      'is one value twice',
      (state) => {
        const sum = tf.add(at(state, 'a'), at(state, 'b'));
        return new Map([
          ['a', sum],
          ['b', sum],
        ]);
      },
    ],
    [
      'is turned around in itself',
      (state) => new Map([['a', tf.gather(at(state, 'a'), tf.tensor1d([3, 2, 1, 0], 'int32'))]]),
    ],
    ['is filled', () => new Map([['a', tf.zeros([4])]])],
  ])('%s: as in the eager program', async (_, change) => {
    const definition = small((_inputs, state) => ({ outputs, state: change(state) }));
    expect(await stateAfter(compiled(definition), 3)).toEqual(await stateAfter(eagerProgram(definition), 3));
  });

  test('what is read stays as it was read', async () => {
    const program = compiled(
      small((_inputs, state) => ({ outputs, state: new Map([['a', tf.add(at(state, 'a'), 1)]]) })),
    );
    program.write(new Map([['a', Float32Array.of(1, 2, 3, 4)]]));
    const before = (await program.read(['a'])).get('a');
    await program.run('go', {});
    expect([...(before ?? [])]).toEqual([1, 2, 3, 4]);
    program.dispose();
  });
});

test('drops the numbers that the eager program drops', async () => {
  const call: Method['call'] = (inputs, state) => ({
    outputs: new Map(),
    state: new Map([['a', dropout(state.get('a') as tf.Tensor, 0.5, inputs.get('seed') as tf.Tensor, 3)]]),
  });
  const definition = small(call, new Map([['seed', { dtype: 'int32', shape: [2] }]]));
  const inputs = { seed: Int32Array.of(7, 11) };
  expect(await stateAfter(compiled(definition), 1, inputs)).toEqual(
    await stateAfter(eagerProgram(definition), 1, inputs),
  );
});
