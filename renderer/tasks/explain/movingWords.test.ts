import { expect, test } from 'vitest';
import type { Explanation } from '../../../shared/domain/models/explanation.ts';
import { isKnown, partsOf, strongest } from './movingWords.ts';

const word = (start: number, end: number, occlusion: number, gradient: number | null = null) => ({
  ...{ start, end, occlusion, without: 0.5, gradient },
});
const explanation: Explanation = {
  text: 'A great, but awful lamp.',
  ...{ label: 'good', value: 0.7, grouped: false },
  words: [word(0, 1, 0), word(2, 7, 2), word(9, 12, 0.05), word(13, 18, -1), word(19, 23, 0.5)],
};

test('a text is cut into words and what stands between, and nothing of it is lost', () => {
  const parts = partsOf(explanation, 'occlusion');
  expect(parts.map(({ text }) => text).join('')).toBe(explanation.text);
  expect(parts.filter(({ share }) => share !== 0).map(({ text, share }) => [text, share])).toEqual([
    ['great', 1],
    ['awful', -0.5],
    ['lamp', 0.25],
  ]);
});

test('the strongest words of each side come first; what says nothing is left out', () => {
  expect(strongest(explanation, 'occlusion', 'for', 5).map(({ text }) => text)).toEqual(['great', 'lamp']);
  expect(strongest(explanation, 'occlusion', 'against', 5).map(({ text }) => text)).toEqual(['awful']);
  expect(strongest(explanation, 'occlusion', 'for', 1)).toHaveLength(1);
});

test('gradients count only where each word has one', () => {
  expect(isKnown(explanation, 'gradient')).toBe(false);
  const words = explanation.words.map((one) => ({ ...one, gradient: 1 }));
  expect(isKnown({ ...explanation, words }, 'gradient')).toBe(true);
  expect(isKnown({ ...explanation, words: [] }, 'occlusion')).toBe(false);
});
