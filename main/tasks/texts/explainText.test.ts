import { describe, expect, test } from 'vitest';
import { LinearClassifier } from '../../ml/baselines/linearClassifier.ts';
import { LinearModel } from '../../ml/baselines/linearModel.ts';
import { explainText, stretchesOf } from './explainText.ts';
import { linearScorer, type TextScorer } from './textScorer.ts';

const NEVER = new AbortController().signal;
const SAME = (score: number) => score;

/** A model whose truth is known: each word has a worth for the second label, and the first label has none. */
const WORTHS = new Map([
  ['great', 2],
  ['awful', -3],
  ['好', 1.5],
]);
const known: TextScorer = {
  async score(text) {
    let sum = 0;
    for (const [word, worth] of WORTHS) sum += worth * (text.split(word).length - 1);
    return { scores: Float32Array.of(0, sum), tokens: 1, cutTokens: 0 };
  },
  gradients: async () => undefined,
  dispose() {},
};

describe('a model whose truth is known', () => {
  test('is explained by the words that have a worth, by just that, and by no others', async () => {
    const text = 'A great lamp, awful box. 很好。';
    const asked = { text, limit: null, labels: ['bad', 'good'], label: null, inUnit: SAME };
    const found = await explainText(known, asked, NEVER);
    // 2 − 3 + 1.5: good is likelier.
    expect(found).toMatchObject({ label: 'good', grouped: false });
    expect(found.value).toBeCloseTo(1 / (1 + Math.exp(-0.5)), 6);
    for (const { start, end, occlusion, without, gradient } of found.words) {
      const worth = WORTHS.get(text.slice(start, end)) ?? 0;
      expect(occlusion).toBeCloseTo(worth, 5);
      expect(without).toBeCloseTo(1 / (1 + Math.exp(-(0.5 - worth))), 5);
      expect(gradient).toBeNull();
    }
    expect(found.words.map(({ start, end }) => text.slice(start, end))).toEqual([
      ...['A', 'great', 'lamp', 'awful', 'box', '很', '好'],
    ]);
  });

  test('is explained for a label that is asked about, from its side, and refuses one that it has not', async () => {
    const asked = { text: 'great', limit: null, labels: ['bad', 'good'], label: 'bad', inUnit: SAME };
    const found = await explainText(known, asked, NEVER);
    expect(found.words[0]?.occlusion).toBeCloseTo(-2, 5);
    await expect(explainText(known, { ...asked, label: 'ugly' }, NEVER)).rejects.toMatchObject({
      code: 'label_unknown',
      details: { labels: 'bad, good' },
    });
  });

  test('tells a number in its own unit', async () => {
    const number: TextScorer = {
      ...known,
      score: async (text) => ({
        scores: Float32Array.of((await known.score(text, null)).scores[1] as number),
        tokens: 1,
        cutTokens: 0,
      }),
      gradients: async () => [{ start: 0, end: 5, sum: 2 }],
    };
    const asked = {
      text: 'great lamp',
      limit: null,
      labels: null,
      label: null,
      inUnit: (score: number) => 100 + 10 * score,
    };
    const found = await explainText(number, asked, NEVER);
    expect(found).toMatchObject({ label: null, value: 120 });
    expect(found.words.map(({ occlusion, without, gradient }) => [occlusion, without, gradient])).toEqual([
      [20, 100, 20],
      [0, 120, 0],
    ]);
  });
});

test('what a linear model says is the sum of what its words add, with the bias', async () => {
  const texts = ['warm lamp', 'cold lamp', 'warm warm box', 'cold box İx'];
  const { parts } = await LinearClassifier.train({ texts, labels: [0, 1, 0, 1] }, 2, 1);
  const model = new LinearModel(parts);
  for (const text of ['Warm cold lamp lamp', 'nothing known', 'cold BOX']) {
    const sum = model.byWord(text, 1).reduce((total, { sum }) => total + sum, parts.bias[1] as number);
    expect(sum).toBeCloseTo(model.scores(text).scores[1] as number, 4);
  }
  const asked = { text: 'cold box', limit: null, labels: ['warm', 'cold'], label: 'cold', inUnit: SAME };
  const { words } = await explainText(linearScorer(parts), asked, NEVER);
  expect(words[0]?.occlusion).toBeGreaterThan(words[1]?.occlusion ?? 0);
  expect(words[0]?.gradient).toBeGreaterThan(words[1]?.gradient ?? 0);
});

test('of many words, runs of them are left out together, and nothing is left between', () => {
  const text = Array.from({ length: 205 }, (_, place) => `word${place}`).join(' ');
  const { stretches, grouped } = stretchesOf(text, 80);
  expect(grouped).toBe(true);
  expect(stretches.length).toBeLessThanOrEqual(80);
  expect(stretches[0]).toEqual({ start: 0, end: 'word0 word1 word2'.length });
  expect(stretches.at(-1)?.end).toBe(text.length);
  expect(stretchesOf('', 80)).toEqual({ stretches: [], grouped: false });
});
