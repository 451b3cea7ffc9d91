import { expect, test } from 'vitest';
import { oneGroup, rowGroups, shorterLengths } from '../rowGroups.ts';
import { byGroups, EpochBatches, inOrder } from './epochBatches.ts';
import type { Batch } from './task.ts';

/** Tokens that are computed for texts of so many with these lengths of rows. */
const computed = (tokens: readonly number[], lengths: readonly number[]) =>
  tokens.reduce((sum, count) => sum + Math.min(...lengths.filter((length) => length >= count)), 0);

test('the lengths are those with which the fewest tokens are computed', () => {
  // 20, 30, … of a skewed distribution.
  const tokens = Array.from({ length: 300 }, (_, text) => 1 + Math.round(120 * (text / 300) ** 3));
  const shorter = shorterLengths(tokens);
  expect(shorter).toHaveLength(3);
  const least = computed(tokens, [...shorter, 128]);
  for (let first = 8; first < 128; first += 8)
    for (let second = first + 8; second < 128; second += 8)
      for (let third = second + 8; third < 128; third += 8)
        expect(computed(tokens, [first, second, third, 128])).toBeGreaterThanOrEqual(least);
  expect(least).toBeLessThan(0.45 * 300 * 128);
});

test.each([
  ['none', []],
  ['one', [77]],
  ['alike', Array.from({ length: 50 }, () => 60)],
  ['nearly alike', Array.from({ length: 50 }, (_, text) => (text === 0 ? 40 : 60))],
])('where it saves nothing there are none: %s', (_, tokens) => {
  expect(shorterLengths(tokens)).toEqual([]);
});

test('two kinds of texts have two lengths', () => {
  expect(shorterLengths(Array.from({ length: 50 }, (_, text) => (text % 2 === 0 ? 10 : 60)))).toEqual([16]);
});

type Told = Batch & { examples: readonly number[] };
const make = (examples: readonly number[], tokens: number): Told => ({
  values: { ids: new Int32Array(tokens) },
  weights: Float32Array.from({ length: 4 }, (_, row) => (row < examples.length ? 1 : 0)),
  examples,
});
const [LENGTHS, SIZE] = [[8, 16, 32], 4];
const tokens = Array.from({ length: 53 }, (_, example) => 1 + ((example * 13) % 40));
const groups = rowGroups(LENGTHS, tokens);
const taken = (source: Iterator<Told, unknown>, count: number) =>
  Array.from({ length: count }, () => source.next().value as Told);

test('every example comes once an epoch, and batches go on from any position', () => {
  const source = new EpochBatches(groups, SIZE, make, 5);
  const positions = [];
  const batches: Told[] = [];
  for (let number = 0; number < 53; number++) {
    positions.push(source.position);
    batches.push(source.next().value);
  }
  const all = batches.flatMap(({ examples }) => examples);
  for (let epoch = 0; epoch < 4; epoch++) {
    const own = all.slice(53 * epoch, 53 * (epoch + 1));
    expect(own.toSorted((one, other) => one - other)).toEqual([...tokens.keys()]);
  }
  expect(all.slice(0, 53)).not.toEqual(all.slice(53, 106));
  for (const [number, position] of positions.entries())
    expect(taken(new EpochBatches(groups, SIZE, make, position), 3)).toEqual(
      taken(new EpochBatches(groups, SIZE, make, 5), number + 3).slice(-3),
    );
});

test('rows are as short as their batch allows, and nearly all batches are of one group', () => {
  const batches = taken(new EpochBatches(groups, SIZE, make, 7), 130);
  let mixed = 0;
  for (const { examples, values, rowTokens } of batches) {
    const longest = Math.max(...examples.map((example) => groups.of[example] as number));
    expect(values.ids).toHaveLength(LENGTHS[longest] as number);
    expect(rowTokens).toBe(longest === 2 ? undefined : LENGTHS[longest]);
    if (new Set(examples.map((example) => groups.of[example])).size > 1) mixed++;
  }
  // An epoch has 13 batches: one that goes on in the next epoch, and one a group and less that is made of what is left.
  expect(mixed / batches.length).toBeLessThan(0.35);
  // Groups come in any order, and texts of a group with any others of it.
  expect(new Set(batches.slice(0, 12).map(({ rowTokens }) => rowTokens)).size).toBeGreaterThan(1);
  const together = new Set(batches.flatMap(({ examples }) => (examples.includes(0) ? examples : [])));
  expect(together.size).toBeGreaterThan(8);
});

test('fewer examples than a batch has rows are taken as well', () => {
  const few = rowGroups(LENGTHS, [3, 30, 12]);
  const all = taken(new EpochBatches(few, SIZE, make, 1), 9).flatMap(({ examples }) => examples);
  for (let epoch = 0; epoch < 12; epoch++) expect(all.slice(3 * epoch, 3 * epoch + 3).toSorted()).toEqual([0, 1, 2]);
});

test('an evaluation has every example once with its place, and all groups from the beginning', () => {
  const batches = [...byGroups(groups, SIZE, make)];
  expect(batches).toHaveLength(14);
  for (const { examples, places } of batches)
    expect([...(places ?? [])].filter((place) => place >= 0)).toEqual(examples);
  expect(batches.flatMap(({ examples }) => examples).toSorted((one, other) => one - other)).toEqual([...tokens.keys()]);
  expect(new Set(batches.slice(0, 4).map(({ rowTokens }) => rowTokens)).size).toBe(3);
});

test('with one length all is as it was without groups', () => {
  const alike = oneGroup(10, 32);
  expect([...byGroups(alike, SIZE, make)]).toEqual([...inOrder(alike, SIZE, make)]);
  expect([...inOrder(alike, SIZE, make)].map(({ start, rowTokens }) => [start, rowTokens])).toEqual([
    [0, undefined],
    [4, undefined],
    [8, undefined],
  ]);
});
