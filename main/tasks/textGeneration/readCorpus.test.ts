import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readCorpus } from './readCorpus.ts';

let run: string;
beforeEach(() => {
  run = mkdtempSync(join(tmpdir(), 'kindling-corpus-'));
  mkdirSync(join(run, 'data'));
  write('ids', Uint16Array.of(0, 5, 6, 0, 7, 8, 0));
  write('docs', Uint32Array.of(0, 2, 3, 1));
});
afterEach(() => rmSync(run, { recursive: true, force: true }));

const file = (kind: 'ids' | 'docs') => join(run, 'data', `train.${kind}.bin`);
const write = (kind: 'ids' | 'docs', content: Uint8Array | Uint16Array | Uint32Array) =>
  writeFileSync(file(kind), content);

test('reads what was written', async () => {
  const corpus = await readCorpus(run, 'train', 9);
  expect([...corpus.ids]).toEqual([0, 5, 6, 0, 7, 8, 0]);
  expect([...corpus.counts]).toEqual([1, 0, 1, 1, 1, 1, 1]);
});

test.each([
  ['ids', 'a file that is gone', () => rmSync(file('ids')), 'ENOENT'],
  ['docs', 'half of a number', () => write('docs', Uint8Array.of(0, 0, 0)), 'no whole number'],
  ['ids', 'an id that is no token', () => write('ids', Uint16Array.of(0, 5, 60_000, 0, 7, 8, 0)), 'token 2 is 60000'],
  ['docs', 'no document', () => write('docs', Uint32Array.of()), 'no document'],
  ['docs', 'a document behind the end', () => write('docs', Uint32Array.of(0, 2, 300, 1)), 'document 1'],
  ['docs', 'documents in another order', () => write('docs', Uint32Array.of(0, 2, 0, 1)), 'document 0'],
  ['docs', 'a cut end of the ids', () => write('ids', Uint16Array.of(0, 5, 6)), 'document 1'],
] as const)('names damage in %s: %s', async (kind, _, damage, problem) => {
  damage();
  await expect(readCorpus(run, 'train', 9)).rejects.toMatchObject({
    code: 'run_data_damaged',
    details: { file: file(kind), problem: expect.stringContaining(problem) },
  });
});
