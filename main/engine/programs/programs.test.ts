import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { eagerProgram } from '../../ml/program/eagerProgram.ts';
import type { Program, ProgramDefinition } from '../../ml/program/program.ts';
import { useEngine } from '../testing.ts';
import { withFallback } from './programs.ts';

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

/** A program that spoils its state and fails in a method. */
function breakable(method: string): Program {
  const program = eagerProgram(definition);
  return {
    ...program,
    async run(name, inputs) {
      if (name === method) {
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
    const compiled = breakable('add');
    const { program, execution } = withFallback(compiled, definition, 'bf16', (one) => problems.push(one));
    program.write(new Map([['sum', Float32Array.of(40)]]));
    expect(await sumOf(program, 'add')).toBe(42);
    expect(execution()).toEqual({ mode: 'eager', precision: 'fp32', problem: 'refused by TensorFlow' });
    expect(problems).toEqual(['refused by TensorFlow']);
    program.dispose();
  });

  it('goes on with something better than eagerly where there is, which may fail in its turn', async () => {
    const problems: string[] = [];
    const say = (problem: string) => void problems.push(problem);
    const { program, execution } = withFallback(breakable('add'), definition, 'fp32', say, () =>
      withFallback(breakable('addToo'), definition, 'fp32', say),
    );
    program.write(new Map([['sum', Float32Array.of(40)]]));
    expect(await sumOf(program, 'add')).toBe(42);
    expect(execution()).toEqual({ mode: 'compiled', precision: 'fp32', problem: 'refused by TensorFlow' });
    expect(await sumOf(program, 'addToo')).toBe(44);
    expect(execution()).toMatchObject({ mode: 'eager', problem: 'refused by TensorFlow; refused by TensorFlow' });
    expect(problems).toHaveLength(2);
    program.dispose();
  });

  it('keeps what other methods have done', async () => {
    const compiled = breakable('addToo');
    const { program, execution } = withFallback(compiled, definition, 'fp32', () => {});
    program.write(new Map([['sum', Float32Array.of(40)]]));
    expect(await sumOf(program, 'add')).toBe(42);
    expect(execution().mode).toBe('compiled');
    expect(await sumOf(program, 'addToo')).toBe(44);
    expect(execution().mode).toBe('eager');
    program.dispose();
  });
});
