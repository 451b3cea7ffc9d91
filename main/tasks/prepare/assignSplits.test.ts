import { describe, expect, test } from 'vitest';
import { SPLIT_NAMES, type Split, type SplitName } from '../../../shared/domain/datasets/split.ts';
import { Random } from '../../ml/random.ts';
import { assignSplits } from './assignSplits.ts';
import { validationDocuments } from './split.ts';
import { groupKey, type Survey } from './survey.ts';

/** A survey of documents that have these values in the split's column. */
function surveyOf(values: readonly string[]): Survey {
  const keys = [...new Set(values.map(groupKey))];
  return {
    documents: values.length,
    bytes: values.map(() => 1),
    groups: { keys, of: values.map((value) => keys.indexOf(groupKey(value))) },
  };
}

const splitsOf = (split: Split, survey: Survey, seed = 1): (SplitName | null)[] => {
  const assignment = assignSplits(split, survey, seed);
  return Array.from({ length: survey.documents }, (_, document) => assignment.of(document));
};

/** Tables of all shapes: few and many groups, even and very uneven ones. */
const TABLES = Array.from({ length: 60 }, (_, seed) => {
  const random = new Random(seed);
  const documents = 20 + random.integer(400);
  const groups = 3 + random.integer(documents);
  const skew = 1 + random.integer(4);
  const values = Array.from({ length: documents }, () => `g${Math.floor(groups * random.next() ** skew)}`);
  const validation = 0.05 + 0.3 * random.next();
  const test = random.integer(3) === 0 ? 0 : 0.05 + 0.3 * random.next();
  return { seed, values, shares: { validation, test } };
});

const SPLITS = ({ values, shares }: (typeof TABLES)[number]): Split[] => [
  { kind: 'auto' },
  { kind: 'ratio', ...shares },
  { kind: 'group', column: 'c', ...shares },
  { kind: 'stratified', column: 'c', ...shares },
  { kind: 'column', column: 'c', validation: [values[0] ?? ''], test: [] },
];

test('every document is in one split, none is empty that was asked for, and a seed says all', () => {
  for (const table of TABLES) {
    const survey = surveyOf(table.values);
    for (const split of SPLITS(table)) {
      const counts = assignSplits(split, survey, table.seed).counts;
      expect(counts.train + counts.validation + counts.test).toBe(survey.documents);
      expect(counts.train).toBeGreaterThan(0);
      expect(counts.validation).toBeGreaterThan(0);
      const hasTest = split.kind !== 'auto' && split.kind !== 'column' && split.test > 0;
      expect(counts.test > 0).toBe(hasTest);
      expect(splitsOf(split, survey, table.seed)).toEqual(splitsOf(split, survey, table.seed));
    }
  }
});

test('auto keeps what was always kept', () => {
  const survey = surveyOf(Array.from({ length: 300 }, () => 'a'));
  const kept = splitsOf({ kind: 'auto' }, survey, 7).flatMap((split, document) =>
    split === 'validation' ? [document] : [],
  );
  expect(kept).toEqual([...validationDocuments(300, 7)].sort((a, b) => a - b));
});

test('shares are exact, and another seed takes others', () => {
  const survey = surveyOf(Array.from({ length: 1000 }, () => 'a'));
  const split: Split = { kind: 'ratio', validation: 0.1, test: 0.25 };
  expect(assignSplits(split, survey, 1).counts).toEqual({ train: 650, validation: 100, test: 250 });
  expect(splitsOf(split, survey, 1)).not.toEqual(splitsOf(split, survey, 2));
});

describe('by group', () => {
  test('no group is in two splits', () => {
    for (const { values, shares, seed } of TABLES) {
      const splits = splitsOf({ kind: 'group', column: 'c', ...shares }, surveyOf(values), seed);
      const splitByValue = new Map<string, SplitName>();
      for (const [document, value] of values.entries()) {
        const split = splits[document] as SplitName;
        expect(splitByValue.get(value) ?? split).toBe(split);
        splitByValue.set(value, split);
      }
    }
  });

  test('with small groups the shares come out', () => {
    const values = Array.from({ length: 3000 }, (_, index) => `g${index % 1000}`);
    const split: Split = { kind: 'group', column: 'c', validation: 0.1, test: 0.2 };
    const { validation, test: tested } = assignSplits(split, surveyOf(values), 3).counts;
    expect(Math.abs(validation - 300)).toBeLessThanOrEqual(3);
    expect(Math.abs(tested - 600)).toBeLessThanOrEqual(3);
  });

  test('one large group does not leave training without text', () => {
    const values = [...Array.from({ length: 95 }, () => 'large'), 'a', 'b', 'c', 'd', 'e'];
    for (let seed = 0; seed < 20; seed++) {
      const splits = splitsOf({ kind: 'group', column: 'c', validation: 0.02, test: 0.02 }, surveyOf(values), seed);
      expect(splits[0]).toBe('train');
    }
  });

  test('spaces around a value do not make another group, also of long ones', () => {
    const long = 'x'.repeat(100);
    const values = [' a', 'a ', long, `${long} `, 'b', 'c'];
    const splits = splitsOf({ kind: 'group', column: 'c', validation: 0.3, test: 0 }, surveyOf(values));
    expect(splits[0]).toBe(splits[1]);
    expect(splits[2]).toBe(splits[3]);
  });
});

test('stratified: every category gives its shares to less than one, the whole too, and single rows are trained on', () => {
  for (const { values, shares, seed } of TABLES) {
    const splits = splitsOf({ kind: 'stratified', column: 'c', ...shares }, surveyOf(values), seed);
    let shared = 0;
    for (const value of new Set(values)) {
      const inside = splits.filter((_, document) => values[document] === value);
      const count = (name: SplitName) => inside.filter((split) => split === name).length;
      expect(count('train')).toBeGreaterThan(0);
      if (inside.length === 1) continue;
      shared += inside.length;
      for (const name of ['validation', 'test'] as const) {
        expect(Math.abs(count(name) - inside.length * shares[name])).toBeLessThanOrEqual(1);
      }
    }
    const held = splits.filter((split) => split === 'validation').length;
    expect(Math.abs(held - shared * shares.validation)).toBeLessThanOrEqual(Math.max(2, 0.1 * shared));
  }
});

describe('what would be empty', () => {
  const same = Array.from({ length: 10 }, () => 'a');
  const different = same.map((_, index) => `${index}`);
  const shares = { validation: 0.1, test: 0.1 };
  test.each<[string, Split, string[], object]>([
    ['two rows', { kind: 'ratio', ...shares }, ['a', 'b'], { split: 'train', why: 'too_few_rows' }],
    ['one group', { kind: 'group', column: 'c', ...shares }, same, { split: 'validation', why: 'too_few_groups' }],
    [
      'single rows',
      { kind: 'stratified', column: 'c', ...shares },
      different,
      { split: 'validation', why: 'too_few_in_category' },
    ],
    [
      'a value that is not there',
      { kind: 'column', column: 'c', validation: ['a'], test: ['b'] },
      [...same, 'c'],
      { split: 'test', why: 'no_such_value', column: 'c', values: ['b'] },
    ],
    [
      'all values kept back',
      { kind: 'column', column: 'c', validation: ['a'], test: [] },
      same,
      { split: 'train', why: 'no_such_value' },
    ],
  ])('%s', (_, split, values, details) => {
    let thrown: unknown;
    try {
      assignSplits(split, surveyOf(values), 1);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({ code: 'split_empty', details });
  });

  test('fewer than two documents are left to be too little text', () => {
    for (const name of SPLIT_NAMES) {
      const { counts } = assignSplits({ kind: 'ratio', ...shares }, surveyOf(['a']), 1);
      expect(counts[name]).toBe(name === 'train' ? 1 : 0);
    }
  });
});
