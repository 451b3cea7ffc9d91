import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createConfig } from '../../../../shared/domain/architectures/index.ts';
import { initialWeights } from '../../../ml/architectures/model.ts';
import { writeModelFolder } from '../../../workers/testing/tinyModel.ts';
import { TextModel } from './textModel.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kindling-text-model-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test.each(['bert', 'xlm-roberta'] as const)('%s is not asked to write', async (architecture) => {
  const config = { ...createConfig(architecture, 'nano', 16), vocab_size: 300 };
  writeModelFolder(folder, config, initialWeights(config, 7));
  const made = () => {
    throw new Error('nothing is to be computed');
  };
  await expect(TextModel.open(folder, made)).rejects.toMatchObject({
    code: 'model_is_encoder',
    details: { architecture },
  });
});
