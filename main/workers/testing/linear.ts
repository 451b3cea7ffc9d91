import { expect } from 'vitest';

/** What is too quick to be measured is quick: microseconds. */
const LEAST = 3000;

/** Microseconds of the processor's time for a piece of work: the least of a few tries, which other programs disturb least. */
function cost(work: () => void): number {
  let least = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < 3; attempt++) {
    const start = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(start);
    least = Math.min(least, user + system);
    if (least <= LEAST) break;
  }
  return least;
}

/**
 * Eight times as much of a text may take four times as long a character; work by the square of the length takes eight times. By the
 * processor's own count, which a busy machine hardly changes.
 *
 * @param length of the smaller text, in characters
 */
export function expectLinear(work: (text: string) => void, piece: string, length: number): void {
  const [small = '', large = ''] = [length, 8 * length].map((size) => piece.repeat(Math.ceil(size / piece.length)));
  work(small);
  let [ofLarge, most] = [0, 0];
  // Neighbours on the same core slow the one and not the other: work by the square is too slow each time.
  for (let attempt = 0; attempt < 5 && ofLarge >= most; attempt++) {
    ofLarge = cost(() => work(large));
    if (ofLarge <= 32 * LEAST) return;
    most =
      32 *
      Math.max(
        LEAST,
        cost(() => work(small)),
      );
  }
  expect(ofLarge, piece).toBeLessThan(most);
}
