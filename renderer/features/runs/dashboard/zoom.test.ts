import { expect, it } from 'vitest';
import { moved, selected, zoomedIn, zoomedOut } from './zoom.ts';

const whole = { from: 0, to: 1000 };

it('halves what is shown around its middle, down to a few steps', () => {
  expect(zoomedIn(whole, whole)).toEqual({ from: 250, to: 750 });
  let shown = whole;
  for (let times = 0; times < 30; times++) shown = zoomedIn(shown, whole);
  expect(shown.to - shown.from).toBe(8);
});

it('goes out again until everything is shown', () => {
  expect(zoomedOut({ from: 400, to: 600 }, whole)).toEqual({ from: 300, to: 700 });
  expect(zoomedOut({ from: 0, to: 200 }, whole)).toEqual({ from: 0, to: 400 });
  expect(zoomedOut({ from: 200, to: 800 }, whole)).toBeNull();
});

it('moves by half of what is shown and stays within the run', () => {
  expect(moved({ from: 400, to: 600 }, whole, 1)).toEqual({ from: 500, to: 700 });
  expect(moved({ from: 50, to: 250 }, whole, -1)).toEqual({ from: 0, to: 200 });
  expect(moved({ from: 900, to: 1000 }, whole, 1)).toEqual({ from: 900, to: 1000 });
});

it('takes what was drawn over from either side, and a click for nothing', () => {
  expect(selected(700, 300, whole)).toEqual({ from: 300, to: 700 });
  expect(selected(300, 300.2, whole)).toBeNull();
  expect(selected(999, 1000, whole)).toEqual({ from: 992, to: 1000 });
});
