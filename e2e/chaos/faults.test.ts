import { expect, test } from 'vitest';
import { takesLong } from '../../main/setup/leftOut.ts';
import { faults } from './faults.ts';
import { outcomeOf } from './outcomeOf.ts';

/** A file of its own: the tests of `chaos.test.ts` take as long, and a worker takes a file as a whole. */
const LONG = process.env.KINDLING_LONG_TESTS !== undefined;
const quiet = () => {};

test('a checkpoint whose writing fails or is cut off is whole or absent', takesLong, async (context) => {
  const figures = await outcomeOf(context, (findings) => faults({ stride: LONG ? 40 : 120 }, findings, quiet));
  expect(figures['injected: KILL']).toBeGreaterThan(0);
  expect(figures['injected: EIO']).toBeGreaterThan(0);
});
