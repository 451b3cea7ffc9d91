import { expect, test } from 'vitest';
import { logSoftmax, together } from './together.ts';

/** Probabilities as one would compute them by hand: no logarithms, no shifts. */
function slowly(one: number[], other: number[]): number[] {
  const shares = (scores: number[]) => {
    const powers = scores.map(Math.exp);
    return powers.map((power) => power / powers.reduce((sum, each) => sum + each, 0));
  };
  const [ours, theirs] = [shares(one), shares(other)];
  const roots = ours.map((share, label) => Math.sqrt(share * (theirs[label] as number)));
  return roots.map((root) => root / roots.reduce((sum, each) => sum + each, 0));
}

const probabilities = (scores: ArrayLike<number>) => Array.from(logSoftmax(scores), Math.exp);

test('both together are the geometric mean of their probabilities, made to sum to 1', () => {
  for (const [one, other] of [
    [
      [2, 1, -1],
      [-3, 1.5, 0.5],
    ],
    [
      [0, 0],
      [4, -4],
    ],
    [
      [5, 5, 5, 5],
      [1, 2, 3, 4],
    ],
  ] as const) {
    const told = probabilities(together(one, other));
    for (const [label, share] of slowly([...one], [...other]).entries()) expect(told[label]).toBeCloseTo(share, 6);
    expect(probabilities(together(other, one))).toEqual(told);
  }
});

test('who is surer wins where they disagree; scores that are large or shifted change nothing', () => {
  expect(Array.from(together([3, 0, 0], [0, 1, 0])).indexOf(Math.max(...together([3, 0, 0], [0, 1, 0])))).toBe(0);
  const [near, far] = [together([1, 0], [0, 4]), together([1001, 1000], [-900, -896])];
  expect(near[1]).toBeGreaterThan(near[0] as number);
  for (const label of [0, 1]) expect(far[label]).toBeCloseTo(near[label] as number, 5);
});
