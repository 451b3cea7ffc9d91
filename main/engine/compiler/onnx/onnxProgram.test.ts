import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { architecturesWith, createConfig } from '../../../../shared/domain/architectures/index.ts';
import { tablesOf } from '../../../ml/architectures/model.ts';
import { packedValues } from '../../../ml/architectures/packing.ts';
import { toParameters } from '../../../ml/architectures/parameters.ts';
import { randomWeights } from '../../../ml/architectures/testing/randomWeights.ts';
import { shallow } from '../../../ml/architectures/testing/shallow.ts';
import { dropout } from '../../../ml/layers/dropout.ts';
import { eagerProgram } from '../../../ml/program/eagerProgram.ts';
import type { Method, Program, ProgramDefinition } from '../../../ml/program/program.ts';
import { uncachedDecoder } from '../../../ml/sample/decoder.ts';
import { decoderProgram, programDecoder } from '../../../ml/sample/decoderProgram.ts';
import { againBut } from '../../../setup/leftOut.ts';
import { programMaker } from '../../programs/programs.ts';
import { useEngine } from '../../testing.ts';
import { decodingError, firstLosses, smallDecoder, trainingOf } from '../testing/compiledDecoder.ts';

const { describe } = await useEngine('onnxruntime');

/** A program compiled once more has the same losses: of every architecture in the long form, else of one by attention and one by recurrence. */
const AGAIN = process.env.KINDLING_LONG_TESTS === undefined ? ['llama', 'lstm'] : architecturesWith('decoder');
const OPTIMIZERS = ['adamw', 'adafactor'] as const;

function compiled(definition: ProgramDefinition): Program {
  const { program, execution } = programMaker('auto', (problem) => {
    throw new Error(`not compiled: ${problem}`);
  })(definition);
  expect(execution()).toEqual({ mode: 'compiled', precision: 'fp32', problem: null });
  return program;
}

for (const architecture of architecturesWith('decoder')) {
  describe(`${architecture} in ONNX Runtime`, againBut('llama')(architecture), () => {
    const config = smallDecoder((context) => shallow(createConfig(architecture, 'nano', context)));

    test.each(OPTIMIZERS)('has the losses of the eager program, and the same ones again: %s', async (optim) => {
      const losses = (make: typeof eagerProgram) => firstLosses(make(trainingOf(config, { optim })), config, 6, optim);
      const found = await losses(compiled);
      const expected = await losses(eagerProgram);
      for (const [index, loss] of expected.entries())
        expect(Math.abs((found[index] as number) - loss) / loss, `step ${index + 1}`).toBeLessThan(1e-4);
      expect(new Set(found).size).toBe(found.length);
      if (AGAIN.includes(architecture)) expect(await losses(compiled)).toEqual(found);
    });

    test('decodes as the whole text computed anew', async () => {
      expect(await decodingError(compiled, config)).toBeLessThan(1e-4);
    });
  });
}

for (const architecture of ['llama', 'qwen3', 'gpt2', 'mistral'] as const) {
  describe(`guesses of ${architecture}`, againBut('llama')(architecture), () => {
    const config = smallDecoder((context) => createConfig(architecture, 'nano', context));

    test('are near, and what is said after them is what is said without', async () => {
      const weights = randomWeights(config, 3, 0.05);
      const program = compiled(decoderProgram(config, 1, true));
      program.write(packedValues(config, weights));
      const parameters = toParameters(weights);
      const decoder = programDecoder(program, config, true);
      /** The whole text computed anew. */
      const after = (ids: readonly number[]) => uncachedDecoder(config, parameters, tablesOf(config)).next(ids);
      const difference = (found: Float32Array, expected: Float32Array) =>
        Math.max(...found.map((value, index) => Math.abs(value - (expected[index] as number))));
      let text = [3, 1, 4];
      await decoder.next(text);
      for (const guesses of [[1, 5, 9, 2], [6], [], [5, 3, 5]]) {
        const [id, asked] = [8, [...guesses]];
        const nearly: Float32Array[] = [];
        const guess = (logits: Float32Array) => {
          nearly.push(logits.slice());
          return asked.shift() ?? null;
        };
        const { guessed, rows } = (await decoder.ahead?.(id, guess, guesses.length + 1)) ?? { guessed: null, rows: [] };
        // The context of 16 has no room for a whole check at the end.
        expect(guessed).toEqual(text.length <= 8 ? guesses : []);
        for (const [index, row] of rows.entries()) {
          const expected = await after([...text, id, ...guesses.slice(0, index)]);
          expect(difference(row, expected)).toBeLessThan(1e-4);
          if (nearly[index]) expect(difference(nearly[index], expected)).toBeLessThan(0.2);
        }
        // All but the first guess is forgotten.
        text = [...text, id, ...guesses.slice(0, 1)].slice(0, text.length + rows.length);
        decoder.back(text.length);
      }
      program.dispose();
    });
  });
}

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
    [
      'moves towards another, which goes on from where it is then',
      (state) => {
        const a = tf.add(tf.mul(at(state, 'a'), 0.5), tf.mul(at(state, 'b'), 0.25));
        return new Map([
          ['a', a],
          ['b', tf.sub(at(state, 'b'), a)],
        ]);
      },
    ],
    [
      'is multiplied with 1, and read when its new value is there',
      (state) => {
        const before = tf.mul(at(state, 'a'), 1);
        const a = tf.add(before, at(state, 'b'));
        return new Map([
          ['a', a],
          ['b', tf.add(before, tf.mul(a, 2))],
        ]);
      },
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

test('a run leaves nothing in memory but its state', async () => {
  const call: Method['call'] = (_inputs, state) => ({
    outputs: new Map(),
    state: new Map([['a', tf.add(tf.mul(state.get('a') as tf.Tensor, 0.5), 1)]]),
  });
  const numbers = 2 ** 20;
  const program = compiled({
    state: new Map([['a', [numbers]]]),
    methods: new Map([['go', { inputs: new Map(), call }]]),
  });
  const before = process.memoryUsage().arrayBuffers;
  for (let run = 0; run < 8; run++) await program.run('go', {});
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(4 * numbers);
  expect((await program.read(['a'])).get('a')?.[numbers - 1]).toBe(2 - 2 ** -7);
  program.dispose();
});

test('rows that go to one place are all summed up, however many threads there are', async () => {
  const [N, C, R] = [8192, 256, 2];
  const call: Method['call'] = (inputs) => {
    const [rows, ids] = ['rows', 'ids'].map((name) => inputs.get(name)) as [tf.Tensor2D, tf.Tensor1D];
    return { outputs: new Map([['sums', tf.unsortedSegmentSum(rows, ids, R)]]), state: new Map() };
  };
  const inputs = {
    rows: { dtype: 'float32', shape: [N, C] },
    ids: { dtype: 'int32', shape: [N] },
  } as const;
  const program = compiled({
    state: new Map(),
    methods: new Map([['sum', { inputs: new Map(Object.entries(inputs)), call }]]),
  });
  const values = { rows: new Float32Array(N * C).fill(1), ids: Int32Array.from({ length: N }, () => 1) };
  for (let run = 0; run < 20; run++) {
    const { sums } = await program.run('sum', values);
    expect(new Set(sums?.subarray(0, C))).toEqual(new Set([0]));
    expect(new Set(sums?.subarray(C))).toEqual(new Set([N]));
  }
  program.dispose();
});

describe('constants that a method has taken in', () => {
  const definition: ProgramDefinition = {
    state: new Map([['a', [1, 2]]]),
    constants: new Map([['matrix', { shape: [2, 2], mayRound: false }]]),
    methods: new Map(
      [true, false].map((runsOften) => [
        runsOften ? 'often' : 'seldom',
        {
          runsOften,
          inputs: new Map(),
          call: (_inputs, state) => {
            const product = tf.matMul(state.get('a') as tf.Tensor, state.get('matrix') as tf.Tensor, false, true);
            return { outputs: new Map([['product', product]]), state: new Map([['a', product]]) };
          },
        },
      ]),
    ),
  };

  test('are the new ones once they are written anew, and the same to every method', async () => {
    for (const program of [compiled(definition), eagerProgram(definition)]) {
      program.write(
        new Map([
          ['a', Float32Array.of(1, 2)],
          ['matrix', Float32Array.of(1, 2, 3, 4)],
        ]),
      );
      const found: number[][] = [];
      const run = async (method: string) => found.push([...((await program.run(method, {})).product ?? [])]);
      await run('often');
      await run('seldom');
      program.write(new Map([['matrix', Float32Array.of(0, 1, 1, 0)]]));
      await run('often');
      await run('seldom');
      expect(found).toEqual([
        [5, 11],
        [27, 59],
        [59, 27],
        [27, 59],
      ]);
      program.dispose();
    }
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
