import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { useEngine } from '../main/engine/testing.ts';
import { randomWeights } from '../main/ml/architectures/testing/randomWeights.ts';
import { scoreShapes } from '../main/ml/heads/textScores.ts';
import { Random } from '../main/ml/random.ts';
import { multiLabelClassification } from '../main/tasks/multiLabelClassification/index.ts';
import { textClassification } from '../main/tasks/textClassification/index.ts';
import { labelFields } from '../main/tasks/texts/labelNames.ts';
import { ARCHITECTURES, createConfig, isFor, ModelType } from '../shared/domain/architectures/index.ts';
import { definitionOfTask } from '../shared/domain/tasks/index.ts';
import { CONTEXT, LIMIT_MS, predictedHere, scoresInTransformers, TEXTS } from './helpers/testInTransformers.ts';

/** A classifier's folder against transformers itself, where `KINDLING_PYTHON` names a Python that has it. */

const python = process.env.KINDLING_PYTHON;
if (!python) console.warn('Skipped: KINDLING_PYTHON names no Python with transformers');
const { describe } = await useEngine('wasm');

const LABELS = ['colour', '大小', 'price: low'];
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kindling-labels-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function softmax(scores: readonly number[]): number[] {
  const powers = scores.map((score) => Math.exp(score - Math.max(...scores)));
  return powers.map((power) => power / powers.reduce((sum, one) => sum + one, 0));
}

/** One label a text, or any number of them. */
const KINDS = {
  'text-classification': {
    fields: labelFields(LABELS, 'single_label_classification'),
    predicted: (model: string) => predictedHere(textClassification, 'text-classification', model),
    probabilities: softmax,
  },
  'multi-label-classification': {
    fields: labelFields(LABELS, 'multi_label_classification'),
    predicted: (model: string) => predictedHere(multiLabelClassification, 'multi-label-classification', model),
    probabilities: (scores: readonly number[]) => scores.map((score) => 1 / (1 + Math.exp(-score))),
  },
};
type Kind = keyof typeof KINDS;

/** Probabilities of each text's labels, in the order of their numbers. */
async function ours(kind: Kind, model: string): Promise<number[][]> {
  const found = await KINDS[kind].predicted(model);
  return found.map(({ labels }) =>
    LABELS.map((label) => labels.find((one) => one.label === label)?.probability ?? Number.NaN),
  );
}

const classifying = ModelType.options.filter((type) => isFor(ARCHITECTURES[type], 'text-classification'));

describe.each(classifying)('a classifier on %s, exported, in transformers', (architecture) => {
  test.skipIf(!python).each(Object.keys(KINDS) as Kind[])(
    '%s: has the labels and probabilities that it has here, singly and padded in a batch, and so has the folder that it saves',
    async (kind) => {
      const [model, saved] = [join(folder, 'model'), join(folder, 'saved')];
      const config = { ...createConfig(architecture, 'nano', CONTEXT), vocab_size: 300 };
      const random = new Random(3);
      const weights = new Map(randomWeights({ ...config, tie_word_embeddings: true } as typeof config, 5, 0.1));
      for (const [name, shape] of scoreShapes(config, LABELS.length)) {
        const size = shape.reduce((product, side) => product * side, 1);
        // What lies before the scores would be wild else.
        const scale = shape[0] === LABELS.length ? 1 : 0.1;
        weights.set(name, { shape, data: Float32Array.from({ length: size }, () => scale * random.normal()) });
      }
      const className = definitionOfTask(kind).model.className(config);
      const fields = { ...config, architectures: [className], ...KINDS[kind].fields };
      const asked = scoresInTransformers(python as string, { model, saved }, { config, weights, fields });
      const { class: loaded, labels, single, batch } = await asked;
      expect(loaded).toBe(className);
      expect(labels).toEqual(LABELS);
      const here = await ours(kind, model);
      for (const [text, probabilities] of here.entries()) {
        for (const theirs of [single, batch]) {
          for (const [label, expected] of KINDS[kind].probabilities(theirs[text] ?? []).entries())
            expect(probabilities[label], `${TEXTS[text]}: ${LABELS[label]}`).toBeCloseTo(expected, 3);
        }
      }
      expect(await ours(kind, saved)).toEqual(here);
    },
    LIMIT_MS,
  );
});
