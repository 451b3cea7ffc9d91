import { expect, test } from 'vitest';
import type { HeldOutRow } from '../../../../shared/domain/models/measures.ts';
import { attemptSeed, writeAgain } from './keepingWriter.ts';
import { keepingOf } from './measureTexts.ts';

const rows: HeldOutRow[] = ['Ash', 'Birch', 'Cedar', 'Elm'].map((name, row) => ({
  ...{ row, prompt: `name: ${name}`, reference: `The ${name}.` },
  inputs: [
    { column: 'name', value: name },
    { column: 'price', value: `${row}.50` },
  ],
}));
const first = ['The Ash.', 'A lamp.', 'A lamp.', 'A lamp for 3.50.'];

/** Texts of each further try, by the number of the row. */
const writerOf = (tries: readonly Readonly<Record<number, string>>[]) => {
  const asked: { seed: number; numbers: readonly number[]; openings: readonly string[] }[] = [];
  return {
    asked,
    write: async ({ seed, numbers, openings }: (typeof asked)[number]) => {
      const texts = tries[asked.push({ seed, numbers, openings }) - 1] ?? {};
      return numbers.flatMap((number) => texts[number] ?? []);
    },
  };
};

test('only what lacks the name is written again, all of it at once, until it is there', async () => {
  const { asked, write } = writerOf([
    { 1: 'The Birch.', 2: 'A lamp!', 3: 'No.' },
    { 2: 'Cedar it is.', 3: 'No.' },
    { 3: 'No.' },
  ]);
  const texts = await writeAgain({ rows, first, fields: ['name'], tries: 4, seed: 9, write });
  expect(texts).toEqual({
    outputs: ['The Ash.', 'The Birch.', 'Cedar it is.', 'A lamp for 3.50.'],
    tries: 4,
    spelled: { kept: [1, 2, 3, 3], of: 4 },
  });
  expect(asked).toEqual([
    { seed: attemptSeed(9, 2), numbers: [1, 2, 3], openings: ['', '', ''] },
    { seed: attemptSeed(9, 3), numbers: [2, 3], openings: ['', ''] },
    // The last try begins with what the others lacked.
    { seed: attemptSeed(9, 4), numbers: [3], openings: [' Elm'] },
  ]);
  expect(keepingOf({ rows, first, fields: ['name'] }, { ...texts, fields: ['name'] })).toMatchObject({
    firstTry: { value: 0.25 },
    tries: 4,
  });
});

test('of several fields, the text that lacks least stays, the first of equals', async () => {
  const { write } = writerOf([{ 1: 'The Birch.', 2: 'No.', 3: 'The Elm.' }]);
  const { outputs } = await writeAgain({
    rows,
    first,
    fields: ['name', 'price'],
    tries: 2,
    seed: 9,
    write: async (request) => ['', ...(await write(request))],
  });
  expect(outputs).toEqual(['The Ash.', 'The Birch.', 'A lamp.', 'A lamp for 3.50.']);
});

test('a round that time cuts short counts for nothing: all rows had as many tries', async () => {
  const { write } = writerOf([{ 1: 'The Birch.', 2: 'A lamp.', 3: 'A lamp.' }, { 2: 'Cedar.' }]);
  const texts = await writeAgain({ rows, first, fields: ['name'], tries: 4, seed: 9, write });
  expect(texts).toEqual({
    outputs: ['The Ash.', 'The Birch.', 'A lamp.', 'A lamp for 3.50.'],
    tries: 2,
    spelled: { kept: [1, 2], of: 4 },
  });
});

test('nothing to keep, or one try, writes nothing again', async () => {
  const { asked, write } = writerOf([]);
  expect(await writeAgain({ rows, first, fields: [], tries: 4, seed: 9, write })).toMatchObject({
    outputs: first,
    tries: 4,
  });
  expect((await writeAgain({ rows, first, fields: ['name'], tries: 1, seed: 9, write })).outputs).toEqual(first);
  expect(asked).toEqual([]);
});

test('a name with other capitals is written again: letter by letter is what counts', async () => {
  const { asked, write } = writerOf([{ 0: 'The Ash.', 1: 'Birch.', 2: 'CEDAR.', 3: 'Elm.' }]);
  const texts = await writeAgain({
    ...{ rows, fields: ['name'], tries: 2, seed: 9, write },
    first: ['the ash.', 'BIRCH.', 'Cedar.', 'An elm.'],
  });
  expect(asked[0]?.numbers).toEqual([0, 1, 3]);
  expect(texts).toMatchObject({ outputs: ['The Ash.', 'Birch.', 'Cedar.', 'Elm.'], spelled: { kept: [1, 4], of: 4 } });
});

test('where nothing is left to write, the further tries have as many', async () => {
  const { write } = writerOf([{ 1: 'Birch.', 2: 'Cedar.', 3: 'Elm.' }]);
  const blank = rows.map((row, place) => (place === 0 ? { ...row, inputs: [{ column: 'name', value: ' ' }] } : row));
  const texts = await writeAgain({ rows: blank, first, fields: ['name'], tries: 4, seed: 9, write });
  expect(texts.spelled).toEqual({ kept: [0, 3, 3, 3], of: 3 });
});
