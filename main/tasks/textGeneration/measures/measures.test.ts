import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { containsSpelled, containsValue, missingFields } from '../../../../shared/domain/tasks/containsValue.ts';
import { bootstrapped, shareOf } from '../../../ml/measures/intervals.ts';
import { Random } from '../../../ml/random.ts';
import { countFaithful, nameLikeInput } from '../fieldFidelity.ts';
import { bitsPerByte } from './bitsPerByte.ts';
import { bleuCounts, bleuScore, bleuTokenizer, lengthRatio } from './bleu.ts';
import { chrfCounts, chrfScore } from './chrf.ts';
import { CHRF_GOLDEN } from './chrfGolden.ts';
import { CopyFinder } from './copiedSpans.ts';
import { commonestShare, isExactMatch } from './exactMatch.ts';
import { measureTexts, writtenTexts } from './measureTexts.ts';
import { NewWords } from './newWords.ts';

describe('chrF', () => {
  it.each(CHRF_GOLDEN)('is what sacrebleu says of $outputs', ({ outputs, references, score }) => {
    const parts = outputs.map((output, index) => chrfCounts(output, references[index] as string));
    const sums = (parts[0] as number[]).map((_, place) =>
      parts.reduce((sum, part) => sum + (part[place] as number), 0),
    );
    expect(chrfScore(sums)).toBeCloseTo(score, 9);
  });

  it('is said of each text that something was given to write from, so that the worst can be looked at', () => {
    const row = (inputs: { column: string; value: string }[]) => ({
      row: 0,
      prompt: '',
      inputs,
      reference: 'a red lamp',
    });
    const rows = [row([{ column: 'en', value: 'x' }]), row([{ column: 'en', value: 'y' }]), row([])];
    const [right, wrong, free] = writtenTexts(rows, ['a red lamp', 'zzz', 'a red lamp']);
    expect([right?.chrf, wrong?.chrf, free?.chrf]).toEqual([100, 0, undefined]);
  });
});

describe('BLEU', () => {
  interface Golden {
    tokenizer: '13a' | 'zh';
    outputs: string[];
    references: string[];
    score: number;
    ratio: number;
  }
  /** What `bleu_reference.py` wrote. */
  const golden: Golden[] = JSON.parse(readFileSync(join(import.meta.dirname, 'testing/bleu.json'), 'utf8'));

  it.each(golden)(
    'with $tokenizer is what sacrebleu says of $outputs',
    ({ tokenizer, outputs, references, ...own }) => {
      const parts = outputs.map((output, index) => bleuCounts(output, references[index] as string, tokenizer));
      const sums = (parts[0] as number[]).map((_, place) =>
        parts.reduce((sum, part) => sum + (part[place] as number), 0),
      );
      expect(bleuScore(sums)).toBeCloseTo(own.score, 9);
      expect(lengthRatio(sums)).toBeCloseTo(own.ratio, 12);
    },
  );

  it('cuts Chinese texts into characters', () => {
    expect(bleuTokenizer(['古代战争实时策略游戏（数据文件）', 'GTK+ 的绑定'])).toBe('zh');
    expect(bleuTokenizer(['the word 水 is Chinese', ''])).toBe('13a');
    expect(bleuTokenizer([])).toBe('13a');
  });

  it('is of translations, and of no labels', () => {
    const measured = (references: string[]) =>
      measureTexts({
        rows: references.map((reference, row) => ({
          row,
          inputs: [{ column: 'a', value: 'b' }],
          prompt: '',
          reference,
        })),
        ...{ outputs: references, fields: [], trainingTexts: 'no_training_rows', seed: 1 },
      });
    const texts = measured(['The cat sat on the mat.', 'yes']);
    expect(texts.metrics.bleu?.value).toBeCloseTo(100, 9);
    expect(texts.metrics.length_ratio?.value).toBe(1);
    const labels = measured(['very good', 'bad']);
    expect(labels.metrics.bleu).toBeUndefined();
    expect(labels.notMeasured.bleu).toBe('too_short');
    expect(labels.metrics.length_ratio?.value).toBe(1);
  });
});

describe('field fidelity', () => {
  it.each([
    ['A box with an Ox.', 'Ox', true],
    ['A box with two oxen.', 'Ox', false],
    ['The SAGE  brook\nPendant glows.', 'Sage Brook Pendant', true],
    ['The Sage Brook Pendants glow.', 'Sage Brook Pendant', false],
    ["The Ox's cart", 'Ox', true],
    ['Ｓａｇｅ１２ lamp', 'sage12', true],
    ['version 12.5 is here', '12', true],
    ['version 125 is here', '12', false],
    ['这款轻便水壶很好', '轻便水壶', true],
    ['新しい東京タワーへ', '東京タワー', true],
    ['Café', 'Cafe', false],
    ['Cafe\u0301 noir', 'café', true],
    ['C++ and C# here', 'C++', true],
    ['naïve', 'na', false],
    ['İstanbul lamp', 'istanbul', false],
    ['anything', '', false],
    ['anything', '  ', false],
    ['😀😀 lamp', '😀 lamp', true],
    ['a.b', 'a.b', true],
  ])('of “%s”, “%s”: %s', (text, value, expected) => {
    expect(containsValue(text, value)).toBe(expected);
  });

  it.each([
    ['uucp is a program.', 'uucp', true],
    ['Uucp is a program.', 'uucp', false],
    ['The Sage  Brook.', 'Sage Brook', false],
    ['The Sage Brook.', ' Sage Brook ', true],
    ['The Sage Brook.', 'Sage  Brook', false],
    ['Ｓａｇｅ lamp', 'Sage', false],
    ['Cafe\u0301 noir', 'Café', true],
    ['A box with oxen.', 'ox', false],
    ['这款轻便水壶很好', '轻便水壶', true],
    ['anything', '  ', false],
  ])('letter by letter, of “%s”, “%s”: %s', (text, value, expected) => {
    expect(containsSpelled(text, value)).toBe(expected);
    const inputs = [{ column: 'name', value }];
    expect(missingFields(text, inputs, ['name'], containsSpelled)).toEqual(
      expected || value.trim() === '' ? [] : ['name'],
    );
  });

  it('finds a value again after a place where it is a part of a word', () => {
    expect(containsValue('boxox ox', 'ox')).toBe(true);
  });

  const rows = Array.from({ length: 20 }, (_, index) => ({
    inputs: [
      { column: 'category', value: ['lighting', 'pets'][index % 2] as string },
      { column: 'sku', value: `K-${index}` },
      { column: 'name', value: `Sage Lamp ${index}` },
      { column: 'tagline', value: `A very long line of text ${index} `.repeat(9) },
    ],
    reference: `Meet the Sage Lamp ${index}: lighting for pets.`,
  }));

  it('takes the input that is like a name', () => {
    expect(nameLikeInput(rows)).toBe('name');
    const without = rows.map(({ inputs, reference }) => ({
      inputs: inputs.filter((one) => one.column !== 'name'),
      reference,
    }));
    expect(nameLikeInput(without)).toBe(null);
    expect(nameLikeInput([])).toBe(null);
  });

  it('counts the rows that have the values, and all values of each', () => {
    const outputs = rows.map(({ reference }, index) => (index < 15 ? reference : 'Meet another lamp.'));
    expect(countFaithful(rows, outputs, ['name'])).toEqual({ faithful: 15, of: 20 });
    expect(countFaithful(rows, outputs, ['name', 'sku'])).toEqual({ faithful: 0, of: 20 });
    const blank = [{ inputs: [{ column: 'name', value: ' ' }], reference: '' }, ...rows];
    expect(countFaithful(blank, ['x', ...outputs], ['name'])).toEqual({ faithful: 15, of: 20 });
  });
});

it('exact matches do not hang on white space or on how characters are composed', () => {
  expect(isExactMatch(' caf\u0065\u0301\n noir', 'café noir ')).toBe(true);
  expect(isExactMatch('Lighting', 'lighting')).toBe(false);
});

describe('copied spans', () => {
  /** Every place of every text against every place of every source. */
  function slowly(texts: readonly string[], sources: readonly string[], span: number): [number, number][] {
    return texts.map((text) => {
      const marks = new Array<boolean>(text.length).fill(false);
      for (let place = 0; place + span <= text.length; place++) {
        if (sources.some((source) => source.includes(text.slice(place, place + span))))
          marks.fill(true, place, place + span);
      }
      return [marks.filter(Boolean).length, text.length];
    });
  }

  it('are those that a slow search finds', () => {
    const random = new Random(5);
    const text = (length: number) => Array.from({ length }, () => 'ab水'[random.integer(3)]).join('');
    for (let round = 0; round < 40; round++) {
      const span = 2 + random.integer(6);
      const texts = Array.from({ length: 4 }, () => text(random.integer(40)));
      const sources = Array.from({ length: 4 }, () => text(random.integer(60)));
      const finder = new CopyFinder(texts, span);
      for (const source of sources) finder.look(source);
      expect(finder.counts()).toEqual(slowly(texts, sources, span));
    }
  });

  it('takes time in proportion to the sources, also where everything is copied', () => {
    const source = 'the same words again and again, and then the same words once more. '.repeat(40);
    const finder = new CopyFinder(
      Array.from({ length: 50 }, () => source),
      40,
    );
    for (let times = 0; times < 300; times++) finder.look(source);
    expect(finder.counts().every(([copied, length]) => copied === length)).toBe(true);
  });
});

describe('intervals', () => {
  it.each([
    [0, 10],
    [7, 12],
    [12, 12],
    [50, 100],
    [1, 1],
  ])('of %i in %i: Wilson’s', (count, of) => {
    const { value, low, high } = shareOf(count, of);
    expect(value).toBe(count / of);
    // Its ends are the shares from which the observed one lies 1.96 of their own standard errors away.
    const distance = (p: number) => Math.abs(count / of - p) - 1.959963984540054 * Math.sqrt((p * (1 - p)) / of);
    for (const end of [low, high]) expect(Math.abs(distance(end))).toBeLessThan(1e-12);
    expect(low).toBeLessThanOrEqual(value);
    expect(high).toBeGreaterThanOrEqual(value);
  });

  it('of a mean by the bootstrap is near 1.96 standard errors, and the same every time', () => {
    const random = new Random(3);
    const parts = Array.from({ length: 400 }, () => [random.normal(), 1]);
    const mean = ([sum = 0, count = 1]: readonly number[]) => sum / count;
    const { value, low, high } = bootstrapped(parts, mean, 9);
    const spread = Math.sqrt(parts.reduce((sum, [x = 0]) => sum + (x - value) ** 2, 0) / 400);
    expect((high - low) / ((2 * 1.96 * spread) / 20)).toBeCloseTo(1, 1);
    expect(bootstrapped(parts, mean, 9)).toEqual({ value, low, high });
    expect(bootstrapped(parts, mean, 10)).not.toEqual({ value, low, high });
    expect(bootstrapped([[2, 1]], mean)).toEqual({ value: 2, low: 2, high: 2 });
  });
});

it('bits per byte are nats over bytes', () => {
  expect(bitsPerByte({ nats: 8 * Math.LN2, bytes: 4 })).toBe(2);
  expect(bitsPerByte({ nats: 1, bytes: 0 })).toBe(null);
});

it('labels are told from texts by how often they come again', () => {
  const rows = (texts: string[]) => texts.map((reference, row) => ({ row, reference }));
  expect(commonestShare(rows(['a', 'a ', 'a', 'b', 'b', 'c', 'a', 'b']))).toBe(0.5);
  // Rows that come again to get other texts do not make a label of their text.
  const own = rows(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']);
  expect(commonestShare([...own, ...own, ...own])).toBe(null);
  expect(commonestShare(rows(['a', 'a', 'a']))).toBe(null);
});

describe('words that were never trained on', () => {
  const names = ['Sage Kettle', 'Zyphora Kettle', 'Quvent Lamp'];
  const rows = names.map((value, row) => ({
    ...{ row, prompt: '', reference: `The ${value} is here.` },
    inputs: [{ column: 'name', value }],
  }));
  const outputs = ['The Sage Kettle is here.', 'The Sage Kettle is here.', 'A Quvent Lamp, new.'];
  const measured = (texts: string[]) =>
    measureTexts({ rows, outputs, fields: ['name'], trainingTexts: texts, seed: 1, withNewWords: true }).newWords;

  it('are found by the training texts, whatever their case', () => {
    const words = new NewWords([...names, '轻便水壶']);
    for (const text of ['a SAGE lamp', 'kettle!', '这款水壶很轻']) words.look(text);
    expect(names.map((_, index) => words.of(index))).toEqual([[], ['zyphora'], ['quvent']]);
    expect(words.of(3)).toEqual(['便']);
  });

  it('tell how the texts of their rows fare', () => {
    expect(measured(['the sage kettle', 'a lamp'])).toEqual({ texts: 2, kept: 1, words: ['zyphora', 'quvent'] });
    expect(measured(['the sage kettle', 'a zyphora lamp by quvent'])).toEqual({ texts: 0, kept: 0, words: [] });
  });

  it('are not looked for where nothing is to be kept, or the training texts are not there', () => {
    const request = { rows, outputs, seed: 1, withNewWords: true };
    expect(measureTexts({ ...request, fields: [], trainingTexts: ['a'] }).newWords).toBeNull();
    expect(measureTexts({ ...request, fields: ['name'], trainingTexts: 'no_training_rows' }).newWords).toBeNull();
  });
});
