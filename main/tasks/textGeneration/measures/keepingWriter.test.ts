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
  expect(texts).toEqual({ outputs: ['The Ash.', 'The Birch.', 'Cedar it is.', 'A lamp for 3.50.'], tries: 4 });
  expect(asked).toEqual([
    { seed: attemptSeed(9, 2), numbers: [1, 2, 3], openings: ['', '', ''] },
    { seed: attemptSeed(9, 3), numbers: [2, 3], openings: ['', ''] },
    // The last try begins with what the others lacked.
    { seed: attemptSeed(9, 4), numbers: [3], openings: ['Elm'] },
  ]);
  expect(keepingOf({ rows, first, fields: ['name'] }, { fields: ['name'], tries: 4 })).toMatchObject({
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
  expect(texts).toEqual({ outputs: ['The Ash.', 'The Birch.', 'A lamp.', 'A lamp for 3.50.'], tries: 2 });
});

test('nothing to keep, or one try, writes nothing again', async () => {
  const { asked, write } = writerOf([]);
  expect(await writeAgain({ rows, first, fields: [], tries: 4, seed: 9, write })).toEqual({ outputs: first, tries: 4 });
  expect((await writeAgain({ rows, first, fields: ['name'], tries: 1, seed: 9, write })).outputs).toEqual(first);
  expect(asked).toEqual([]);
});
