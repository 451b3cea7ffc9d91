import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fewOr } from '../../main/setup/leftOut.ts';
import { checkImport } from './checkImport.ts';
import { FUZZED_FORMATS, mutant } from './mutants.ts';

/** `npm run fuzz:import` is the longest form. */
const FILES = fewOr(25, 200);
const FIXTURES = join(import.meta.dirname, 'fixtures');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kindling-fuzz-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each(FUZZED_FORMATS)(
  '%s: malformed files are imported or refused, and every row is accounted for',
  async (format) => {
    const codes = new Set<string>();
    let stored = 0;
    for (let seed = 0; seed < FILES; seed++) {
      const { refused } = await checkImport(folder, `in.${format}`, mutant(format, seed));
      if (refused === null) stored++;
      else codes.add(refused);
    }
    expect(stored).toBeGreaterThan(FILES / 3);
    expect(codes.size).toBeGreaterThan(0);
  },
);

test('the same number gives the same file', () => {
  for (const format of FUZZED_FORMATS) expect(mutant(format, 7)).toEqual(mutant(format, 7));
});

/** What fuzzing has found, one file each. */
test.each(readdirSync(FIXTURES))('once failed: %s', async (name) => {
  await checkImport(folder, `in${extname(name)}`, readFileSync(join(FIXTURES, name)));
});
