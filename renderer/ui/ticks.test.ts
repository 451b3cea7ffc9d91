import fc from 'fast-check';
import { expect, it } from 'vitest';
import { logarithmicTicks, placeTicks, valueTicks } from './ticks.ts';

it('are round and enclose what is drawn', () => {
  expect(valueTicks([1.37, 7.2], 6)).toEqual({ domain: [1, 8], ticks: [1, 2, 3, 4, 5, 6, 7, 8] });
  expect(valueTicks([0, 0.00029], 4).ticks).toEqual([0, 0.0001, 0.0002, 0.0003]);
  expect(valueTicks([5.76, 6.91], 6).domain).toEqual([5.6, 7]);
  expect(valueTicks([5, 5], 4)).toEqual({ domain: [4.5, 5.5], ticks: [4.5, 5, 5.5] });
  expect(valueTicks([0, 0], 4).domain).toEqual([-1, 1]);
});

it('are powers of ten on a logarithmic axis, with others between them where it is short', () => {
  expect(logarithmicTicks([0.5, 3000]).ticks).toEqual([1, 10, 100, 1000]);
  expect(logarithmicTicks([1.5, 7]).ticks).toEqual([1.5, 2, 3, 4, 5, 6, 7]);
  expect(logarithmicTicks([3.1, 3.3]).ticks.length).toBeGreaterThan(1);
  expect(logarithmicTicks([2, 2]).domain).toEqual([1, 4]);
});

it('are whole steps, and times as one says them', () => {
  expect(placeTicks([0, 3], 8, 'count').ticks).toEqual([0, 1, 2, 3]);
  expect(placeTicks([1, 5000], 8, 'count').ticks).toEqual([1000, 2000, 3000, 4000, 5000]);
  expect(placeTicks([0, 250_000], 8, 'time').ticks).toEqual([0, 60_000, 120_000, 180_000, 240_000]);
  expect(placeTicks([7, 7], 4, 'count').domain).toEqual([6, 8]);
});

it('are never many nor outside, whatever is drawn', () => {
  const ends = fc.tuple(
    fc.double({ min: 1e-9, max: 1e12, noNaN: true }),
    fc.double({ min: 1e-9, max: 1e12, noNaN: true }),
  );
  fc.assert(
    fc.property(ends, ([a, b]) => {
      const range: [number, number] = a < b ? [a, b] : [b, a];
      const places: [number, number] = [Math.floor(range[0]), Math.ceil(range[1])];
      for (const { domain, ticks } of [
        valueTicks(range, 6),
        logarithmicTicks(range),
        placeTicks(places, 8, 'count'),
        placeTicks(places, 8, 'time'),
      ]) {
        expect(domain[0]).toBeLessThan(domain[1]);
        expect(ticks.length).toBeLessThan(30);
        const room = (domain[1] - domain[0]) * 1e-3;
        for (const tick of ticks) {
          expect(tick).toBeGreaterThanOrEqual(domain[0] - room);
          expect(tick).toBeLessThanOrEqual(domain[1] + room);
        }
      }
    }),
  );
});
