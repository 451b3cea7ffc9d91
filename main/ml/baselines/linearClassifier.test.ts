import { describe, expect, test } from 'vitest';
import { Random } from '../random.ts';
import { LinearClassifier } from './linearClassifier.ts';
import { TextFeatures } from './textFeatures.ts';

const WORDS = ['lamp', 'chair', 'table', 'cheap', 'fine', 'oak', 'steel', 'night', 'garden', 'blue'];
const NAMES = ['good', 'bad', 'plain'];

/** Texts of ten common words and one that tells the label, in a place of its own. */
function made(count: number, seed: number) {
  const random = new Random(seed);
  const labels = Array.from({ length: count }, () => random.integer(NAMES.length));
  const texts = labels.map((label) => {
    const words = Array.from({ length: 10 }, () => WORDS[random.integer(WORDS.length)] as string);
    words.splice(random.integer(10), 0, NAMES[label] as string);
    return words.join(' ');
  });
  return { texts, labels };
}

const likeliest = (scores: Float32Array) => scores.indexOf(Math.max(...scores));

describe('TF-IDF', () => {
  test('is what scikit-learn computes with sublinear_tf, and of length 1 for words and for pieces', () => {
    // TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True) of these gives 0.8246, 0.4870 and 0.2877 for the words and the pair of "a b b",
    // where `token_pattern` takes words of one letter.
    const features = TextFeatures.learn(['x y y', 'x z'], 1_000_000);
    const { values } = features.of('x y y');
    expect(values.reduce((sum, value) => sum + value * value, 0)).toBeCloseTo(2, 5);
    const idf = (seen: number) => Math.log(3 / (1 + seen)) + 1;
    const [x, y, xy, yy] = [idf(2), (1 + Math.log(2)) * idf(1), idf(1), idf(1)];
    const length = Math.hypot(x, y, xy, yy);
    const words = [x, y, xy, yy].map((value) => value / length);
    for (const word of words) expect(Array.from(values).some((value) => Math.abs(value - word) < 1e-6)).toBe(true);
  });

  test('says nothing of a text that has nothing in common, and of an empty one', () => {
    const features = TextFeatures.learn(['lamp chair'], 1000);
    expect(features.of('').features).toHaveLength(0);
    expect(features.of('ZQ').features).toHaveLength(0);
  });

  test('keeps the commonest features where there are too many', () => {
    const texts = ['common one', 'common two', 'common three'];
    const all = TextFeatures.learn(texts, 1000);
    const few = TextFeatures.learn(texts, 20);
    expect(few.count).toBeLessThanOrEqual(20);
    expect(few.count).toBeGreaterThan(0);
    expect(all.count).toBeGreaterThan(20);
    expect(few.of('common').features.length).toBeGreaterThan(0);
  });

  test('takes each character of Chinese for a word', () => {
    const features = TextFeatures.learn(['我喜欢吃苹果', '我不喜欢'], 1000);
    expect(features.of('喜').features.length).toBeGreaterThan(0);
  });
});

describe('the linear classifier', () => {
  test('finds the word that tells the label', async () => {
    const [learned, held] = [made(400, 1), made(100, 2)];
    const model = await LinearClassifier.train(learned, NAMES.length, 7);
    const right = held.texts.filter((text, place) => likeliest(model.predict(text)) === held.labels[place]).length;
    expect(right).toBe(100);
    const sum = model.predict('good').reduce((total, one) => total + one, 0);
    expect(sum).toBeCloseTo(1, 5);
  });

  test('is the same for the same seed, and can be ended', async () => {
    const rows = made(150, 3);
    const [one, other] = [await LinearClassifier.train(rows, 3, 5), await LinearClassifier.train(rows, 3, 5)];
    expect(one.predict('bad lamp').slice()).toEqual(other.predict('bad lamp').slice());
    const stop = LinearClassifier.train(rows, 3, 5, () => Promise.reject(new Error('enough')));
    await expect(stop).rejects.toThrow('enough');
  });

  test('learns from few rows, a label of which may have none', async () => {
    const model = await LinearClassifier.train({ texts: ['warm light', 'cold steel'], labels: [0, 2] }, 3, 1);
    expect(likeliest(model.predict('warm'))).toBe(0);
    expect(likeliest(model.predict('steel'))).toBe(2);
  });
});
