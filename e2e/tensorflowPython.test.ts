import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { useEngine } from '../main/engine/testing.ts';
import { type Exported, exportedModel, smallModel } from '../main/formats/savedModel/testing/exported.ts';
import { languageModelHead } from '../main/ml/heads/languageModel.ts';
import { sentencePairsHead } from '../main/ml/heads/sentencePairs.ts';
import { sequenceClassificationHead } from '../main/ml/heads/sequenceClassification.ts';
import { Random } from '../main/ml/random.ts';
import type { Head } from '../main/ml/train/task.ts';
import { ARCHITECTURES, architecturesWith, type ModelType } from '../shared/domain/architectures/index.ts';
import { lastLine, runCommand } from './bench/processes.ts';
import { noPython } from './helpers/python.ts';

/** Exported SavedModels in Python's TensorFlow, where `KINDLING_PYTHON` names a Python that has it. */

const python = process.env.KINDLING_PYTHON ?? '';
const missing = noPython('tensorflow');
if (missing) console.warn(`Skipped: ${missing}`);
const { describe } = await useEngine('wasm');
const LIMIT_MS = 600_000;

const Answer = z.array(
  z.object({
    version: z.string(),
    signatures: z.array(z.string()),
    variables: z.array(z.string()),
    single: z.array(z.array(z.number())),
    batch: z.array(z.array(z.number())),
    stepwise: z.array(z.array(z.number())),
  }),
);

const inTensorflow = architecturesWith('decoder').filter((type) => !('python' in ARCHITECTURES[type]));
const CASES: [name: string, architecture: ModelType, head: Head, rows: number][] = [
  ...inTensorflow.map((type): (typeof CASES)[number] => [`${type} that writes`, type, languageModelHead, 4]),
  ...(['bert', 'llama'] as const).map((type): (typeof CASES)[number] => [
    `${type} that tells one of 5 labels`,
    type,
    sequenceClassificationHead(5),
    60,
  ]),
  ['bert that gives vectors', 'bert', sentencePairsHead({ from: 'mean' }), 8],
];

/** Token ids of texts of any length. */
function textRows(count: number): number[][] {
  const random = new Random(7);
  const below = (most: number) => Math.floor(random.next() * most);
  return Array.from({ length: count }, () => Array.from({ length: 1 + below(30) }, () => 2 + below(256)));
}

let folder: string;
const made: Exported[] = [];
let answers: z.output<typeof Answer> = [];
beforeAll(async () => {
  if (missing) return;
  folder = mkdtempSync(join(tmpdir(), 'kindling-tensorflow-'));
  const asked = [];
  for (const [index, [, architecture, head, rows]] of CASES.entries()) {
    const own = join(folder, String(index));
    mkdirSync(own);
    made.push(await exportedModel(smallModel(architecture), head, own));
    asked.push({ folder: join(own, 'out'), rows: textRows(rows) });
  }
  const file = join(folder, 'asked.json');
  writeFileSync(file, JSON.stringify(asked));
  const script = join(import.meta.dirname, 'helpers', 'saved_model.py');
  const { stdout, failure } = await runCommand(python, ['-B', script, file], LIMIT_MS);
  expect(failure).toBe('');
  answers = Answer.parse(JSON.parse(lastLine(stdout)));
}, LIMIT_MS);
afterAll(() => {
  if (folder) rmSync(folder, { recursive: true, force: true });
});

describe('loaded by tf.saved_model.load', () => {
  test.skipIf(missing).each(CASES.map(([name], index) => [name, index] as const))(
    '%s gives the scores that it gives here, alone, in a batch and with its memory',
    async (_, index) => {
      const [, , head, count] = CASES[index] as (typeof CASES)[number];
      const { scores } = made[index] as Exported;
      const { single, batch, stepwise, signatures, variables } = answers[index] as (typeof answers)[number];
      expect(signatures).toEqual(head.whole ? ['serving_default'] : ['serving_default', 'with_past']);
      expect(variables.length).toBeGreaterThan(5);
      for (const [place, row] of textRows(count).entries()) {
        const expected = Array.from(await scores(row));
        for (const found of [single, batch, ...(head.whole ? [] : [stepwise])]) {
          expect(found[place]).toHaveLength(expected.length);
          expect(furthest(found[place] ?? [], expected)).toBeLessThan(1e-4);
        }
      }
    },
  );
});

const furthest = (found: readonly number[], expected: readonly number[]): number =>
  Math.max(...expected.map((score, place) => Math.abs(score - (found[place] ?? Number.NaN))));
