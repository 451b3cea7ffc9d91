import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeFolder } from '../../files/fileSink.ts';
import { BASELINE_FILE, writeBaseline } from '../../formats/linear/linearFiles.ts';
import {
  joinedWords,
  keepWords,
  setWordsAside,
  takeWordsBack,
  WORDS_FOLDER,
} from '../../formats/linear/wordsFolder.ts';
import { LinearClassifier } from '../../ml/baselines/linearClassifier.ts';
import { LinearModel } from '../../ml/baselines/linearModel.ts';
import { pieceRules } from '../../ml/baselines/textFeatures.ts';
import { together } from '../../ml/together.ts';
import { joinedScorer } from './joinedScorer.ts';
import type { TextScorer } from './textScorer.ts';

const LABELS = ['bad', 'good'];
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kindling-joined-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A model that takes every text for good, by a little. */
const always: TextScorer = {
  score: async (text) => ({ scores: Float32Array.of(0, 0.5), tokens: text.length, cutTokens: 0 }),
  gradients: async () => [],
  dispose() {},
};

/** Trained once: what the two labels are called is said elsewhere. */
const TEXTS = Array.from({ length: 40 }, (_, row) => (row % 2 === 0 ? `cold dark ${row}` : `warm bright ${row}`));
let trained: ReturnType<typeof LinearClassifier.train> | undefined;

async function words(labels = LABELS) {
  trained ??= LinearClassifier.train({ texts: TEXTS, labels: TEXTS.map((_, row) => row % 2) }, 2, 1);
  const { parts } = await trained;
  const about = { version: 1 as const, name: 'linear', labels, rules: pieceRules() };
  await writeFolder(join(folder, WORDS_FOLDER), (into) => writeBaseline(into, { about, parts }));
  return new LinearModel(parts);
}

test('words join in as long as they are in the folder, and where both disagree the surer one wins', async () => {
  const scorer = joinedScorer(always, folder, LABELS);
  expect(await scorer.score('cold dark', null)).not.toHaveProperty('alone');
  expect(await scorer.gradients('cold dark', null, 0)).toEqual([]);
  const model = await words();
  expect(joinedWords(folder)).toBe(true);
  const said = await scorer.score('cold dark', null);
  expect(said.scores).toEqual(together([0, 0.5], model.scores('cold dark').scores));
  expect(said.alone).toEqual(Float32Array.of(0, 0.5));
  expect(said.tokens).toBe(9);
  expect(said.scores[0]).toBeGreaterThan(said.scores[1] as number);
  expect(await scorer.gradients('cold dark', null, 0)).toBeUndefined();
  await setWordsAside(folder);
  expect(joinedWords(folder)).toBe(false);
  expect((await scorer.score('cold dark', null)).scores).toEqual(Float32Array.of(0, 0.5));
  await takeWordsBack(folder);
  expect((await scorer.score('cold dark', null)).scores).toEqual(said.scores);
  const longer = await mkdtemp(join(tmpdir(), 'kindling-joined-'));
  await keepWords(folder, longer);
  expect(joinedWords(longer)).toBe(true);
  await rm(longer, { recursive: true });
});

test('what was damaged, or tells other labels, is refused with what is wrong', async () => {
  const scorer = joinedScorer(always, folder, LABELS);
  await words(['good', 'bad']);
  await expect(scorer.score('cold', null)).rejects.toMatchObject({ code: 'model_invalid' });
  await words(['bad', 'good', 'fair']);
  await expect(scorer.score('cold', null)).rejects.toMatchObject({ code: 'model_invalid' });
  await words();
  await expect(scorer.score('cold', null)).resolves.toHaveProperty('alone');
  const path = join(folder, WORDS_FOLDER, BASELINE_FILE);
  const whole = await readFile(path, 'utf8');
  await writeFile(path, whole.slice(0, 40));
  await expect(joinedScorer(always, folder, LABELS).score('cold', null)).rejects.toMatchObject({
    code: 'model_invalid',
    details: { path },
  });
});
