import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { useEngine } from '../main/engine/testing.ts';
import { randomWeights } from '../main/ml/architectures/testing/randomWeights.ts';
import { scoreShapes } from '../main/ml/heads/textScores.ts';
import { Random } from '../main/ml/random.ts';
import { regression } from '../main/tasks/regression/index.ts';
import { inUnit, scaleFields } from '../main/tasks/regression/scale.ts';
import { ARCHITECTURES, architecturesWith, createConfig, isFor } from '../shared/domain/architectures/index.ts';
import { definitionOfTask } from '../shared/domain/tasks/index.ts';
import { CONTEXT, LIMIT_MS, predictedHere, scoresInTransformers, TEXTS } from './helpers/testInTransformers.ts';

/** The folder of a model of numbers against transformers itself, where `KINDLING_PYTHON` names a Python that has it. */

const python = process.env.KINDLING_PYTHON;
if (!python) console.warn('Skipped: KINDLING_PYTHON names no Python with transformers');
const { describe } = await useEngine('wasm');

const SCALE = { mean: 1250.5, std: 37.25 };
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kindling-labels-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The number of each text. */
const ours = async (model: string): Promise<number[]> =>
  (await predictedHere(regression, 'regression', model)).map(({ value }) => value);

describe.each(
  definitionOfTask('regression')
    .bodies.flatMap(architecturesWith)
    .filter((type) => isFor(ARCHITECTURES[type], 'regression')),
)('a model of numbers on %s, exported, in transformers', (architecture) => {
  test.skipIf(!python)(
    'says what it says here, singly and padded in a batch, and so has the folder that it saves',
    async () => {
      const [model, saved] = [join(folder, 'model'), join(folder, 'saved')];
      const config = { ...createConfig(architecture, 'nano', CONTEXT), vocab_size: 300 };
      const random = new Random(3);
      const weights = new Map(randomWeights({ ...config, tie_word_embeddings: true } as typeof config, 5, 0.1));
      for (const [name, shape] of scoreShapes(config, 1)) {
        const size = shape.reduce((product, side) => product * side, 1);
        // What lies before the number would be wild else.
        const scale = shape[0] === 1 ? 1 : 0.1;
        weights.set(name, { shape, data: Float32Array.from({ length: size }, () => scale * random.normal()) });
      }
      const className = definitionOfTask('regression').model.className(config);
      const fields = {
        ...config,
        architectures: [className],
        ...scaleFields(SCALE, 'price'),
      };
      const asked = scoresInTransformers(python as string, { model, saved }, { config, weights, fields });
      const { class: loaded, labels, single, batch } = await asked;
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
