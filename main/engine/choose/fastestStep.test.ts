import { expect, test } from 'vitest';
import { fastestStep } from './fastestStep.ts';

/** Of steps that take so long; gives how many were taken, too. */
async function of(times: readonly number[], isPlain: boolean) {
  let taken = 0;
  const fastest = await fastestStep(async () => times[taken++] as number, isPlain);
  return { fastest, taken };
}

test('the first step does not count, and of five others the fastest does', async () => {
  expect(await of([1, 9, 8, 7, 8, 9, 2], false)).toEqual({ fastest: 7, taken: 6 });
  expect(await of([1, 9, 8, 7, 8, 9, 2], true)).toEqual({ fastest: 7, taken: 6 });
});

test('two seconds of them are enough', async () => {
  expect(await of([9000, 1500, 1600, 10], false)).toEqual({ fastest: 1500, taken: 3 });
  expect(await of([1999, 3000, 10], true)).toEqual({ fastest: 3000, taken: 2 });
});

test('where nothing is compiled, a first step that took longer is the only one', async () => {
  expect(await of([9000, 1], true)).toEqual({ fastest: 9000, taken: 1 });
});
