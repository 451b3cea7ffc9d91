import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readModelPooling } from './modelPooling.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kindling-pooling-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const read = (config: object) => {
  writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
  return readModelPooling(folder);
};
const pooling = { from: 'mean', normalize: true };
const bert = { model_type: 'bert', num_hidden_layers: 6 };

test('a model may say nothing, or pool its last layer or several', async () => {
  expect(await read(bert)).toBeNull();
  expect(await read({ model_type: 'llama', num_hidden_layers: 6, pooled_classifier: pooling })).toEqual(pooling);
  const several = { ...pooling, layers: [0, 3, 6] };
  expect(await read({ ...bert, pooled_classifier: several })).toEqual(several);
});

test.each([
  [bert, [0, 7], '7 is not among the 7 that can be pooled'],
  [{ model_type: 'llama', num_hidden_layers: 6 }, [0, 6], '0 is not among the 0 that can be pooled'],
  [bert, [], 'layers'],
  [bert, [-1], 'layers'],
])('of %j the layers %j are refused', async (config, layers, why) => {
  const refused = read({ ...config, pooled_classifier: { ...pooling, layers } });
  await expect(refused).rejects.toMatchObject({ code: 'model_invalid' });
  await expect(refused).rejects.toThrow(why);
});
