import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { keepThresholds, readThresholds, writeThresholds } from './thresholds.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kindling-thresholds-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('what was chosen stays with a model that is written anew, even where it cannot be read', async () => {
  const [before, now] = [join(folder, 'before'), join(folder, 'now')];
  await mkdir(now);
  // The first time there is no folder yet.
  await keepThresholds(before, now);
  expect(await readdir(now)).toEqual([]);
  await mkdir(before);
  await keepThresholds(before, now);
  expect(await readdir(now)).toEqual([]);
  await writeThresholds(before, { coffee: 0.35 });
  await keepThresholds(before, now);
  expect(await readThresholds(now)).toEqual({ coffee: 0.35 });
  await writeFile(join(before, 'thresholds.json'), '{"coffee":');
  await keepThresholds(before, now);
  await expect(readThresholds(now)).rejects.toMatchObject({ code: 'model_invalid' });
});
