import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createConfig } from '../../../shared/domain/architectures/index.ts';
import { programMaker } from '../../engine/programs/programs.ts';
import { useCompilingEngine } from '../../engine/testing.ts';
import { randomWeights } from '../../ml/architectures/testing/randomWeights.ts';
import { shallow } from '../../ml/architectures/testing/shallow.ts';
import { againBut } from '../../setup/leftOut.ts';
import { writeModelFolder } from '../testing/tinyModel.ts';
import { Embedder } from './embedder.ts';

const { describe } = await useCompilingEngine();

const maker = programMaker('fp32', (problem) => {
  throw new Error(`not compiled: ${problem}`);
});

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kindling-embedder-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function vectorsOf(embedder: Embedder, texts: readonly string[]): Promise<Float32Array[]> {
  const found: Float32Array[] = [];
  for await (const batch of embedder.embed(texts, new AbortController().signal))
    for (const { index, vector } of batch) found[index] = vector;
  return found;
}

const largestDifference = (one: readonly number[] | Float32Array, other: Float32Array) =>
  Math.max(...Array.from(one, (value, index) => Math.abs(value - (other[index] as number))));

for (const architecture of ['bert', 'xlm-roberta', 'llama'] as const) {
  describe(`${architecture}`, againBut('bert')(architecture), () => {
    // One test: compiling takes longer than both.
    test('gives a text the same vector in any company, compiled, and tells how many of its tokens count', async () => {
      const config = { ...shallow(createConfig(architecture, 'nano', 48)), vocab_size: 300 };
      writeModelFolder(folder, config, randomWeights(config, 5, 0.05));
      const embedder = await Embedder.open(folder, maker);
      const texts = [
        'a',
        'a much longer text than the first',
        'x'.repeat(400),
        '',
        ...Array.from({ length: 40 }, (_, n) => `${n}`),
      ];
      const together = await vectorsOf(embedder, texts);
      expect(together).toHaveLength(texts.length);
      for (const index of [0, 1, 2, 3, 43]) {
        const [alone] = await vectorsOf(embedder, [texts[index] as string]);
        expect(largestDifference(alone as Float32Array, together[index] as Float32Array)).toBeLessThan(1e-5);
      }
      expect(largestDifference(together[0] as Float32Array, together[1] as Float32Array)).toBeGreaterThan(1e-3);

      const counts: number[] = [];
      for await (const batch of embedder.embed(['abc', '', 'x'.repeat(400), 'a'], new AbortController().signal))
        for (const { index, tokens } of batch) counts[index] = tokens;
      const [three, none, most, one] = counts as [number, number, number, number];
      expect([three - none, most, one - none]).toEqual([3, embedder.mostTokens, 1]);
      embedder.dispose();
    });
  });
}

/** What sentence-transformers 5 makes of all-MiniLM-L6-v2: the first numbers of each vector. */
const MINILM: readonly (readonly [text: string, numbers: readonly number[]])[] = [
  ['The soup was cold and the waiter rude.', [-0.099626, 0.039057, 0.024691, 0.048694, -0.035369, -0.011647]],
  ['A lamp that glows in the dark', [-0.02524, -0.007709, -0.056048, 0.038694, -0.025415, -0.018516]],
  ['我喜欢吃苹果', [-0.026042, 0.101407, 0.02174, 0.045428, 0.029434, 0.001245]],
  ['Größe, Café – naïve!', [0.041279, 0.056097, -0.026349, 0.014612, -0.031633, 0.05346]],
  // Longer than what counts, 256 tokens.
  ['word '.repeat(600), [-0.008124, -0.095586, -0.038673, 0.049662, -0.043794, 0.02372]],
  ['x', [-0.09791, -0.064001, -0.023181, -0.046197, 0.0217, -0.028492]],
];
const miniLm = process.env.KINDLING_MINILM;
if (!miniLm) console.warn('Skipped: KINDLING_MINILM names no folder of all-MiniLM-L6-v2');

describe('all-MiniLM-L6-v2', () => {
  test.skipIf(!miniLm)(
    'has the vectors of sentence-transformers',
    async () => {
      const embedder = await Embedder.open(miniLm as string, maker);
      expect(embedder).toMatchObject({
        dimensions: 384,
        mostTokens: 256,
        facts: { pooling: { from: 'mean', normalize: true }, said: true },
      });
      const found = await vectorsOf(
        embedder,
        MINILM.map(([text]) => text),
      );
      for (const [index, [, numbers]] of MINILM.entries())
        expect(largestDifference(numbers, found[index] as Float32Array)).toBeLessThan(1e-4);
      embedder.dispose();
    },
    120_000,
  );
});
