import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  architecturesWith,
  createConfig,
  definitionOf,
  type ModelConfig,
} from '../../../shared/domain/architectures/index.ts';
import { tensorflowLibrary } from '../../engine/choose/tensorflowLibrary.ts';
import { useEngine } from '../../engine/testing.ts';
import { languageModelHead } from '../../ml/heads/languageModel.ts';
import { sentencePairsHead } from '../../ml/heads/sentencePairs.ts';
import { sequenceClassificationHead } from '../../ml/heads/sequenceClassification.ts';
import type { Head } from '../../ml/train/task.ts';
import { AGAIN, againBut, inTwo } from '../../setup/leftOut.ts';
import { engineDiffer } from '../../workers/convert/engineDiffer.ts';
import { TINY_MODEL } from '../../workers/testing/tinyModel.ts';
import { savedModel } from './index.ts';
import { exportedModel, smallModel } from './testing/exported.ts';

const { describe, engine } = await useEngine('wasm');
void engine;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kindling-saved-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Writes and compares, in TensorFlow where it is installed, and by TensorFlow.js. */
async function compared(config: ModelConfig, head: Head) {
  const made = await exportedModel(config, head, folder);
  const found = [];
  for (const tensorflow of [tensorflowLibrary, async () => null])
    found.push(await savedModel.compare(made.written, made.reference, engineDiffer(head, tensorflow)));
  const maxDifference = Math.max(...found.map((one) => one.maxDifference));
  return { ...made, maxDifference, tolerance: found[0]?.tolerance };
}

/** Those that programs of others have. */
const DECODERS = architecturesWith('decoder').filter(
  (architecture) => definitionOf(createConfig(architecture, 'nano', 64)).python === undefined,
);

for (const architecture of DECODERS) {
  describe(`${architecture} as a SavedModel`, againBut('llama')(architecture), () => {
    test('has the logits that it has here, its memory used', async () => {
      const { maxDifference, tolerance, files, written } = await compared(smallModel(architecture), languageModelHead);
      expect(tolerance).toBe(1e-3);
      expect(maxDifference).toBeLessThan(1e-4);
      expect(files).toContain('saved_model.pb');
      expect(readdirSync(written.folder).sort()).toEqual([
        'config.json',
        'generation_config.json',
        'saved_model.pb',
        'tokenizer.json',
        'tokenizer_config.json',
        'variables',
      ]);
    });
  });
}

test('a wrong number in the checkpoint is found', async () => {
  const { reference, written } = await compared(TINY_MODEL, languageModelHead);
  const path = join(written.folder, 'variables', 'variables.data-00000-of-00001');
  const bytes = readFileSync(path);
  // The last tensor's last numbers.
  bytes.fill(0x41, bytes.length - 16);
  writeFileSync(path, bytes);
  for (const tensorflow of [tensorflowLibrary, async () => null])
    await expect(savedModel.compare(written, reference, engineDiffer(languageModelHead, tensorflow))).rejects.toThrow(
      /checksum|damaged/i,
    );
});

describe('a damaged folder is refused as such', () => {
  const [graph, index, data] = [
    'saved_model.pb',
    'variables/variables.index',
    'variables/variables.data-00000-of-00001',
  ];
  const half = (bytes: Uint8Array) => bytes.subarray(0, bytes.length / 2);

  const damages: [string, string, (bytes: Uint8Array) => Uint8Array | null][] = [
    ['half a graph', graph, half],
    ['an empty graph', graph, () => new Uint8Array()],
    ['a graph that is none', graph, (bytes) => bytes.map((byte, at) => (byte * 31 + at) % 256)],
    ['no graph', graph, () => null],
    ['half an index', index, half],
    ['half of the numbers', data, half],
    ['no numbers', data, () => null],
  ];
  for (const [some, options] of inTwo(damages, 'half a graph', 'half of the numbers', 'no graph'))
    test.each(some)('%s', options, async (_, file, damage) => {
      const { reference, written } = await exportedModel(TINY_MODEL, languageModelHead, folder);
      const path = join(written.folder, file);
      const damaged = damage(readFileSync(path));
      if (damaged) writeFileSync(path, damaged);
      else rmSync(path);
      for (const tensorflow of [tensorflowLibrary, async () => null])
        await expect(
          savedModel.compare(written, reference, engineDiffer(languageModelHead, tensorflow)),
        ).rejects.toMatchObject({ code: 'model_invalid', details: { path: written.folder } });
    });
});

for (const architecture of [...architecturesWith('encoder'), 'llama' as const]) {
  describe(`texts read by ${architecture}`, againBut('bert')(architecture), () => {
    test('have the labels’ scores that they have here', async () => {
      const { maxDifference } = await compared(smallModel(architecture), sequenceClassificationHead(5));
      expect(maxDifference).toBeLessThan(1e-4);
    });

    test('have the vectors that they have here', { tags: [AGAIN] }, async () => {
      const { maxDifference } = await compared(smallModel(architecture), sentencePairsHead({ from: 'mean' }));
      expect(maxDifference).toBeLessThan(1e-4);
    });
  });
}
