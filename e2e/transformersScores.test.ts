import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { useEngine } from '../main/engine/testing.ts';
import { randomWeights } from '../main/ml/architectures/testing/randomWeights.ts';
import { SCORE } from '../main/ml/heads/textScores.ts';
import { Random } from '../main/ml/random.ts';
import { regression } from '../main/tasks/regression/index.ts';
import { inUnit, scaleFields } from '../main/tasks/regression/scale.ts';
import { writeModelFolder } from '../main/workers/testing/tinyModel.ts';
import { createConfig, dimensions, ModelType } from '../shared/domain/architectures/index.ts';
import { definitionOfTask } from '../shared/domain/tasks/index.ts';
import { lastLine, runCommand } from './bench/processes.ts';

/** The folder of a model of numbers against transformers itself, where `KINDLING_PYTHON` names a Python that has it. */

const python = process.env.KINDLING_PYTHON;
if (!python) console.warn('Skipped: KINDLING_PYTHON names no Python with transformers');
const { describe } = await useEngine('wasm');

const SCALE = { mean: 1250.5, std: 37.25 };
/** Of several lengths, so that a batch is padded; the last one is longer than the context. */
const TEXTS = ['lamp', 'a much longer text than the first one', 'x', 'Größe 茶', 'all of it '.repeat(20)];
const CONTEXT = 64;
const LIMIT_MS = 300_000;

const Answer = z.object({
  class: z.string(),
  labels: z.array(z.string()),
  single: z.array(z.array(z.number())),
  batch: z.array(z.array(z.number())),
});

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kindling-labels-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The number of each text. */
async function ours(model: string): Promise<number[]> {
  const opened = await regression.open(model, () => {
    throw new Error('texts are computed one by one');
  });
  const texts = TEXTS.map((text) => ({ kind: 'text' as const, text }));
  const events = opened.predict({ task: 'regression', texts }, new AbortController().signal);
  const found = await Array.fromAsync(events, ({ value }) => value);
  opened.dispose();
  return found;
}

describe.each(ModelType.options)('a model of numbers on %s, exported, in transformers', (architecture) => {
  test.skipIf(!python)(
    'says what it says here, singly and padded in a batch, and so has the folder that it saves',
    async () => {
      const [model, saved] = [join(folder, 'model'), join(folder, 'saved')];
      const config = { ...createConfig(architecture, 'nano', CONTEXT), vocab_size: 300 };
      const random = new Random(3);
      const D = dimensions(config).hidden_size;
      const score = Float32Array.from({ length: D }, () => random.normal());
      const weights = new Map(randomWeights({ ...config, tie_word_embeddings: true } as typeof config, 5, 0.1)).set(
        SCORE,
        {
          shape: [1, D],
          data: score,
        },
      );
      const className = definitionOfTask('regression').model.className(config);
      writeModelFolder(model, config, weights, {
        ...config,
        architectures: [className],
        ...scaleFields(SCALE, 'price'),
      });
      const tokenizer = join(model, 'tokenizer_config.json');
      const sides = { padding_side: 'right', truncation_side: 'right' };
      writeFileSync(tokenizer, JSON.stringify({ ...JSON.parse(readFileSync(tokenizer, 'utf8')), ...sides }));
      const script = join(import.meta.dirname, 'helpers', 'transformers_labels.py');
      const options = ['--model', model, '--save', saved, '--texts', JSON.stringify(TEXTS)];
      const { stdout, failure } = await runCommand(python as string, ['-B', script, ...options], LIMIT_MS);
      expect(failure).toBe('');
      const { class: loaded, labels, single, batch } = Answer.parse(JSON.parse(lastLine(stdout)));
      expect(loaded).toBe(className);
      expect(labels).toEqual(['price']);
      const here = await ours(model);
      for (const [text, value] of here.entries()) {
        for (const theirs of [single, batch]) {
          expect(theirs[text]).toHaveLength(1);
          expect(value, TEXTS[text]).toBeCloseTo(inUnit(SCALE, theirs[text]?.[0] as number), 1);
        }
      }
      // The folder that transformers writes keeps how numbers are put back into their unit.
      expect(await ours(saved)).toEqual(here);
    },
    LIMIT_MS,
  );
});
