import { readdirSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import type { ProgramDefinition } from '../../ml/program/program.ts';
import { useEngine } from '../testing.ts';
import { programMaker } from './programs.ts';

const { engine, describe } = await useEngine('tensorflow');

/** Small operations over vectors of a length, which XLA makes one loop of. */
const waves = (length: number): ProgramDefinition => ({
  state: new Map(),
  methods: new Map([
    [
      'wave',
      {
        inputs: new Map([['x', { dtype: 'float32', shape: [length] }]]),
        call: (inputs) => {
          const x = inputs.get('x') as tf.Tensor;
          return { outputs: new Map([['y', tf.add(tf.mul(tf.exp(tf.neg(tf.square(x))), x), tf.tanh(x))]]) };
        },
      },
    ],
  ]),
});

async function run(length: number): Promise<Float32Array> {
  const { program, execution } = programMaker('fp32')(waves(length));
  const { y } = await program.run('wave', { x: Float32Array.from({ length }, (_, index) => index / length) });
  expect(execution()).toMatchObject({ mode: 'compiled', problem: null });
  program.dispose();
  return y as Float32Array;
}

describe('what XLA compiles', () => {
  test.skipIf(engine?.version !== '2.21.0' || engine.device !== 'cpu')(
    'is kept, and taken from there by the next program: the same numbers',
    async () => {
      const folder = /cache_directory='(.+)'/.exec(process.env.TF_XLA_FLAGS ?? '')?.[1] ?? '';
      const kept = () => readdirSync(folder).filter((name) => name.endsWith('.pb')).length;
      // One that no test before this one has compiled.
      const length = 1000 + (Date.now() % 1_000_000);
      const before = kept();
      const compiled = await run(length);
      expect(kept()).toBe(before + 1);
      expect(await run(length)).toEqual(compiled);
      expect(kept()).toBe(before + 1);
      expect(compiled.at(-1)).toBeCloseTo(Math.exp(-1) + Math.tanh(1), 4);
    },
  );
});
