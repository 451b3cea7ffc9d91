import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { eagerProgram } from '../ml/eagerProgram.ts';
import type { Program, ProgramDefinition } from '../ml/program.ts';
import { withFallback } from './programs.ts';
import { useEngine } from './testing.ts';

beforeAll(() => useEngine('wasm'));

/** Adds to a sum that it keeps, and gives it. */
const definition: ProgramDefinition = {
  state: new Map([['sum', [1]]]),
  methods: new Map(
    ['add', 'addToo'].map((name) => [
      name,
      {
        inputs: new Map([['x', { dtype: 'float32', shape: [1] }]]),
        call: (inputs, state) => {
          const sum = tf.add(state.get('sum') as tf.Tensor, inputs.get('x') as tf.Tensor);
          return { outputs: new Map([['sum', sum]]), state: new Map([['sum', sum]]) };
        },
      },
    ]),
  ),
};

/** A program that spoils its state and fails in a method, as long as `broken` says so. */
function breakable(method: string, broken: () => boolean): Program {
  const program = eagerProgram(definition);
  return {
    ...program,
    async run(name, inputs) {
      if (name === method && broken()) {
        if (method === 'add') program.write(new Map([['sum', Float32Array.of(-1000)]]));
        throw new Error('refused by TensorFlow');
      }
      return program.run(name, inputs);
    },
  };
}

const sumOf = async (program: Program, method: string) =>
  (await program.run(method, { x: Float32Array.of(2) })).sum?.[0];

describe('a compiled program that fails when it first runs', () => {
  it('goes on eagerly with the state that was written, and says why', async () => {
    const problems: string[] = [];
    const compile = () => breakable('add', () => true);
    const { program, execution } = withFallback(
      compile,
      definition,
      'bf16',
      (one) => problems.push(one),
      () => false,
    );
    program.write(new Map([['sum', Float32Array.of(40)]]));
    expect(await sumOf(program, 'add')).toBe(42);
    expect(execution()).toEqual({ mode: 'eager', precision: 'fp32', problem: 'refused by TensorFlow' });
    expect(problems).toEqual(['refused by TensorFlow']);
    program.dispose();
  });

  it('keeps what other methods have done', async () => {
    const compile = () => breakable('addToo', () => true);
    const { program, execution } = withFallback(
      compile,
      definition,
      'fp32',
      () => {},
      () => false,
    );
    program.write(new Map([['sum', Float32Array.of(40)]]));
    expect(await sumOf(program, 'add')).toBe(42);
    expect(execution().mode).toBe('compiled');
    expect(await sumOf(program, 'addToo')).toBe(44);
    expect(execution().mode).toBe('eager');
    program.dispose();
  });

  it('is compiled once more without what was kept', async () => {
    let kept = true;
    const forget = () => {
      const had = kept;
      kept = false;
      return had;
    };
    const compile = () => breakable('add', () => kept);
    const { program, execution } = withFallback(compile, definition, 'fp32', expect.unreachable, forget);
    program.write(new Map([['sum', Float32Array.of(40)]]));
    expect(await sumOf(program, 'add')).toBe(42);
    expect(execution()).toEqual({ mode: 'compiled', precision: 'fp32', problem: null });
    program.dispose();
  });
});
