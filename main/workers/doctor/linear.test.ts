import { expect, test } from 'vitest';
import { stripMarkup } from './markup.ts';
import { repairMojibake } from './mojibake.ts';
import { findPersonalData } from './personal/findPersonalData.ts';

/** The processor's time for a piece of work: the least of a few tries, which other programs disturb least. */
function cost(work: () => void): number {
  let least = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < 3; attempt++) {
    const start = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(start);
    least = Math.min(least, user + system);
  }
  return least;
}

const WORK = { repairMojibake, stripMarkup, findPersonalData: (text: string) => findPersonalData('text', text) };
const PIECES = [
  'Ã©',
  'Ã',
  '<script>',
  '<style ',
  '<!--',
  '<b>',
  '</a',
  '&#',
  '[url=',
  'A',
  'Ab. ',
  '1',
  '1-',
  'a@',
  '张',
  '+',
];

test.each(Object.entries(WORK))('eight times as much takes no more than some eight times as long: %s', (_, work) => {
  for (const piece of PIECES) {
    const [small = '', large = ''] = [1 << 13, 1 << 16].map((length) => piece.repeat(length / piece.length));
    work(small);
    // What is too quick to be measured is quick.
    expect(
      cost(() => work(large)),
      piece,
    ).toBeLessThan(
      8 *
        4 *
        Math.max(
          3000,
          cost(() => work(small)),
        ),
    );
  }
});

test('what is hidden in a page is no text, and an opening without an end hides nothing', () => {
  expect(stripMarkup('a<script type="x">b</script >c<!-- d --> e<style>f</style>')).toBe('ac e');
  expect(stripMarkup('a <!-- b <i>c</i>')).toBe('a <!-- b c');
});
