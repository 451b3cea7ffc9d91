import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeBaseline } from '../main/formats/linear/linearFiles.ts';
import { PROGRAM, PROGRAM_FILE } from '../main/formats/linear/program.ts';
import { writeThresholds } from '../main/formats/thresholds.ts';
import { LinearClassifier } from '../main/ml/baselines/linearClassifier.ts';
import { LinearModel } from '../main/ml/baselines/linearModel.ts';
import { LinearRegression } from '../main/ml/baselines/linearRegression.ts';
import { pieceRules } from '../main/ml/baselines/textFeatures.ts';
import { Random } from '../main/ml/random.ts';
import { multiLabelClassification } from '../main/tasks/multiLabelClassification/index.ts';
import { isTold } from '../shared/domain/tasks/thresholds.ts';

/** The program that goes with an exported baseline, run by NumPy alone, where `KINDLING_PYTHON` names a Python that has it. */

const python = process.env.KINDLING_PYTHON;
if (!python) console.warn('Skipped: KINDLING_PYTHON names no Python with NumPy');

const LABELS = ['good', 'bad', '一般'];
const WORDS =
  'Lamp warm cold 我喜欢吃苹果 ไม่ดี naïve STRASSE İstanbul 𝒜𝓁𝓅𝒽𝒶 👍🏽 don’t x_1 12½ Ὀδυσσεύς ありがとう ﬁne'.split(' ');
const COUNT = 200;
const TAG = { kind: 'tag', inputs: ['text'], output: 'tags', template: '{{text}}', others: [], separator: ';' };
const NEVER = new AbortController().signal;

function made(seed: number) {
  const random = new Random(seed);
  const texts: string[] = [];
  const labels = new Uint32Array(COUNT);
  for (let row = 0; row < COUNT; row++) {
    const length = 1 + random.integer(12);
    const words = Array.from({ length }, () => WORDS[random.integer(WORDS.length)]);
    labels[row] = (length + (words.includes('cold') ? 1 : 0)) % LABELS.length;
    texts.push(words.join(random.integer(3) === 0 ? '' : ' '));
  }
  // Longer than what is looked at, and cut inside of a character of two units.
  texts[0] = `x${'𝒜'.repeat(10_000)} never read`;
  return { texts, labels };
}

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kindling-program-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** What the program says of each text. */
async function said(name: string, texts: readonly string[], by = 'predict'): Promise<unknown[]> {
  await writeFile(join(folder, name, PROGRAM_FILE), PROGRAM);
  await writeFile(join(folder, name, 'texts.json'), JSON.stringify(texts));
  const code = `import json; from predict import ${by} as f; print(json.dumps([f(t) for t in json.load(open("texts.json"))]))`;
  const options = { cwd: join(folder, name), maxBuffer: 1 << 26, env: { ...process.env, PYTHONUTF8: '1' } };
  const { stdout } = await promisify(execFile)(python as string, ['-c', code], options);
  return JSON.parse(stdout);
}

describe.skipIf(!python)('the program of a baseline', () => {
  test(`gives the labels and probabilities of ${COUNT} rows that they have here`, async () => {
    const { texts, labels } = made(3);
    const { parts } = await LinearClassifier.train({ texts, labels }, LABELS.length, 7);
    await mkdir(join(folder, 'labels'));
    const about = { version: 1 as const, name: 'linear', labels: LABELS, rules: pieceRules() };
    await writeBaseline(join(folder, 'labels'), { about, parts });
    const model = new LinearModel(parts);
    const found = (await said('labels', texts)) as [string, number][][];
    for (const [place, text] of texts.entries()) {
      const { scores } = model.scores(text);
      const powers = Array.from(scores, (score) => Math.exp(score - Math.max(...scores)));
      const sum = powers.reduce((total, power) => total + power, 0);
      const shares = new Map(found[place]);
      for (const [number, label] of LABELS.entries())
        expect(shares.get(label)).toBeCloseTo((powers[number] as number) / sum, 5);
      expect(found[place]?.[0]?.[0]).toBe(LABELS[scores.indexOf(Math.max(...scores))]);
    }
  });

  test('gives each of several labels the probability that it has here', async () => {
    const { texts, labels } = made(5);
    const own = Array.from(labels, (label) => [label, 2].slice(0, label + 1));
    const { parts } = await LinearClassifier.train({ texts, labels: own }, LABELS.length, 7);
    await mkdir(join(folder, 'several'));
    const about = { version: 1 as const, name: 'linear_labels', labels: LABELS, several: true as const };
    await writeBaseline(join(folder, 'several'), { about: { ...about, rules: pieceRules() }, parts });
    const model = new LinearModel(parts);
    const found = (await said('several', texts)) as [string, number][][];
    for (const [place, text] of texts.entries()) {
      const { scores } = model.scores(text);
      const shares = new Map(found[place]);
      for (const [number, label] of LABELS.entries())
        expect(shares.get(label)).toBeCloseTo(1 / (1 + Math.exp(-(scores[number] as number))), 5);
    }

    // Labels of the studio's own model, with thresholds other than a half.
    await writeThresholds(join(folder, 'several'), { good: 0.2, 一般: 0.85 });
    await writeFile(join(folder, 'several', 'kindling.json'), JSON.stringify({ recipe: TAG }));
    const told = (await said('several', texts, 'told')) as [string, number][][];
    const studio = await multiLabelClassification.open(join(folder, 'several'), NEVER as never);
    const asked = texts.map((text) => ({ kind: 'text' as const, text }));
    let other = 0;
    for await (const event of studio.predict({ task: 'multi-label-classification', texts: asked }, NEVER)) {
      const here = event.labels.filter(isTold);
      expect(told[event.index]?.map(([label]) => label)).toEqual(here.map(({ label }) => label));
      if (event.labels.some((tag) => isTold(tag) !== tag.probability >= 0.5)) other++;
    }
    expect(other).toBeGreaterThan(COUNT / 10);
  });

  test('gives the numbers that they have here', async () => {
    const { texts, labels } = made(4);
    const { parts } = await LinearRegression.train(
      texts,
      Float64Array.from(labels, (label) => 1000 * label),
      7,
    );
    await mkdir(join(folder, 'numbers'));
    const about = { version: 1 as const, name: 'ridge', labels: null, rules: pieceRules() };
    await writeBaseline(join(folder, 'numbers'), { about, parts });
    const model = new LinearModel(parts);
    const found = (await said('numbers', texts)) as number[];
    for (const [place, text] of texts.entries())
      expect(Math.abs((found[place] as number) - (model.scores(text).scores[0] as number))).toBeLessThan(1e-2);
  });
});
