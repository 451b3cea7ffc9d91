import { expect, test } from 'vitest';
import { inTwo } from '../../setup/leftOut.ts';
import { expectLinear } from '../testing/linear.ts';
import { stripMarkup } from './markup.ts';
import { repairMojibake } from './mojibake.ts';
import { findPersonalData } from './personal/findPersonalData.ts';

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
  '<',
  '<a ',
  '&',
  '[b]',
  '1 ',
  'a.',
  '(1',
  '::',
  'Aa ',
  'Mr. Aa ',
  '王',
  '+1 ',
];

for (const [some, options] of inTwo(Object.entries(WORK), 'repairMojibake', 'stripMarkup'))
  test.each(some)('eight times as much takes no more than some eight times as long: %s', options, (_, work) => {
    for (const piece of PIECES) expectLinear(work, piece, 1 << 13);
  });

test('what is hidden in a page is no text, and an opening without an end hides nothing', () => {
  expect(stripMarkup('a<script type="x">b</script >c<!-- d --> e<style>f</style>')).toBe('ac e');
  expect(stripMarkup('a <!-- b <i>c</i>')).toBe('a <!-- b c');
});
