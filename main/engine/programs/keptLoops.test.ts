import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { takesLong } from '../../setup/leftOut.ts';
import { enginesFolder } from '../installed/folders.ts';
import { useEngine } from '../testing.ts';

const { engine, describe } = await useEngine('tensorflow');

const url = (path: string) => JSON.stringify(pathToFileURL(join(import.meta.dirname, path)).href);
/** A process that computes with small operations, which XLA makes one loop of, and prints how and what. */
const SCRIPT = `
import * as tf from '@tensorflow/tfjs-core';
const { loadEngine } = await import(${url('../backends/load.ts')});
const { selectEngine } = await import(${url('../choose/select.ts')});
const { programMaker } = await import(${url('programs.ts')});
await loadEngine(await selectEngine());
const call = (inputs) => {
  const x = inputs.get('x');
  return { outputs: new Map([['y', tf.add(tf.mul(tf.exp(tf.neg(tf.square(x))), x), tf.tanh(x))]]) };
};
const method = { inputs: new Map([['x', { dtype: 'float32', shape: [100_000] }]]), call };
const { program, execution } = programMaker('fp32')({ state: new Map(), methods: new Map([['wave', method]]) });
const { y } = await program.run('wave', { x: Float32Array.from({ length: 100_000 }, (_, index) => index / 99_999) });
console.log(JSON.stringify({ execution: execution(), y: [...y].filter((_, index) => index % 999 === 0 || index === 99_999) }));
`;

function compute(engines: string): { execution: object; y: number[] } {
  const output = execFileSync(process.execPath, ['--no-warnings', '--input-type=module', '-e', SCRIPT], {
    cwd: import.meta.dirname,
    encoding: 'utf8',
    env: { ...process.env, KINDLING_ENGINES: engines, KINDLING_ENGINE: 'tensorflow', TF_XLA_FLAGS: '' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return JSON.parse(output.split('\n').findLast((line) => line.startsWith('{')) ?? '{}');
}

describe('what XLA compiles', () => {
  test.skipIf(process.platform !== 'linux' || engine?.version !== '2.21.0' || engine.device !== 'cpu')(
    'is kept, and taken from there by the next process: the same numbers',
    takesLong,
    () => {
      // Beside the engines that are there, but with nothing kept.
      const folder = mkdtempSync(join(tmpdir(), 'kindling-loops-'));
      try {
        const engines = join(folder, 'engines');
        symlinkSync(enginesFolder(), engines);
        const kept = () =>
          readdirSync(join(folder, 'compiled'), { recursive: true, encoding: 'utf8' }).filter((name) =>
            name.endsWith('.pb'),
          );
        const compiled = compute(engines);
        expect(compiled.execution).toMatchObject({ mode: 'compiled', problem: null });
        expect(compiled.y.at(-1)).toBeCloseTo(Math.exp(-1) + Math.tanh(1), 5);
        const files = kept();
        expect(files.length).toBeGreaterThan(0);
        expect(compute(engines)).toEqual(compiled);
        expect(kept()).toEqual(files);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
  );
});
