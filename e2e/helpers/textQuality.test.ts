import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CopyDetector, countCopies, distinct3, hasBrokenCharacter, meanDistinct3 } from './textQuality.ts';

test('distinct-3 is the share of distinct 3-grams', () => {
  expect(distinct3('one two three four')).toBe(1);
  // a b a, b a b, a b a, b a b
  expect(distinct3('a b a b a b')).toBe(2 / 4);
  expect(distinct3('go, go, GO! go go')).toBe(1 / 3);
  expect(distinct3('too short')).toBeNull();
});

test('the mean leaves out samples that are too short', () => {
  expect(meanDistinct3(['a b a b a b', 'one two three', 'x'])).toBe(0.75);
  expect(() => meanDistinct3(['x'])).toThrow('three words');
});

test('a broken character is found', () => {
  expect(hasBrokenCharacter('caf\uFFFD')).toBe(true);
  expect(hasBrokenCharacter('café 茶')).toBe(false);
});

const words = fc.array(fc.constantFrom('tea', 'pot', 'blue', 'warm', 'light', 'quiet'), {
  minLength: 20,
  maxLength: 120,
});
const sentences = words.map((list) => list.join(' '));

/** Longest common substring by dynamic programming: slow and plain. */
function longestCommon(a: string, b: string): number {
  let [best, previous] = [0, new Uint32Array(b.length + 1)];
  for (let i = 1; i <= a.length; i++) {
    const row = new Uint32Array(b.length + 1);
    for (let j = 1; j <= b.length; j++) {
      if (a[i - 1] === b[j - 1]) row[j] = (previous[j - 1] as number) + 1;
      best = Math.max(best, row[j] as number);
    }
    previous = row;
  }
  return best;
}

test('the longest copy equals that of the slow way wherever it counts', () => {
  fc.assert(
    fc.property(sentences, sentences, fc.nat(200), fc.nat(300), (data, own, from, length) => {
      const sample = `${own.slice(0, 80)}${data.slice(from, from + length)}${own.slice(80)}`;
      const expected = longestCommon(sample, data);
      const found = new CopyDetector([data]).longestCopy(sample);
      expect(data).toContain(found);
      expect(sample).toContain(found);
      if (expected >= 63) expect(found).toHaveLength(expected);
    }),
    { numRuns: 100, seed: 1 },
  );
});

test('copies above the limit are counted', () => {
  const text = Array.from({ length: 60 }, (_, index) => `word${index}`).join(' ');
  const detector = new CopyDetector([text]);
  const samples = [`x ${text.slice(7, 107)}#`, `x ${text.slice(7, 108)}#`, text, ''];
  expect(countCopies(samples, detector)).toBe(2);
});
