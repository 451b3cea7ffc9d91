import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fewOr } from '../../main/setup/leftOut.ts';
import { checkModel } from './checkModel.ts';
import { FUZZED_MODELS, writeModelMutant } from './modelMutants.ts';

/** `npm run fuzz:models` is the longest form. */
const MODELS = fewOr(4, 200);

let home: string;
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'kindling-fuzz-'));
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

test.each(FUZZED_MODELS)('%s: malformed models are loaded or refused with a reason', async (kind) => {
  let refused = 0;
  for (let seed = 0; seed < MODELS; seed++) {
    const { refused: code } = await checkModel(writeModelMutant(join(home, 'mutant'), kind, seed));
    if (code !== null) refused++;
  }
  expect(refused).toBeGreaterThan(0);
});

test('the same number gives the same files', () => {
  const written = (seed: number) => {
    const path = writeModelMutant(join(home, 'mutant'), 'config', seed);
    return readdirSync(path).map((name) => readFileSync(join(path, name), 'latin1'));
  };
  expect(written(3)).toEqual(written(3));
  expect(written(3)).not.toEqual(written(4));
});
