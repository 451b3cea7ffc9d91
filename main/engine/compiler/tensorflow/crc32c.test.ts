import { expect, test } from 'vitest';
import { crc32c, masked } from './crc32c.ts';

const counting = Uint8Array.from({ length: 32 }, (_, place) => place);

test.each([
  ['thirty-two zeros', new Uint8Array(32), 0x8a9136aa],
  ['thirty-two ones', new Uint8Array(32).fill(0xff), 0x62a8ab43],
  ['numbers that rise', counting, 0x46dd794e],
  ['numbers that fall', counting.toReversed(), 0x113fdb5c],
])('%s have the sum of RFC 3720, B.4', (_, bytes, sum) => {
  expect(crc32c(bytes)).toBe(sum);
});

test('a sum goes on from what came before, wherever that ends', () => {
  const bytes = Uint8Array.from({ length: 99 }, (_, place) => (place * 37) % 251);
  for (let cut = 0; cut <= bytes.length; cut++)
    expect(crc32c(bytes.subarray(cut), crc32c(bytes.subarray(0, cut)))).toBe(crc32c(bytes));
  expect(crc32c(new Uint8Array())).toBe(0);
});

test('a stored sum is turned by 15 bits and moved, as TensorFlow does', () => {
  expect(masked(0)).toBe(0xa282ead8);
  expect(masked(0xffffffff)).toBe(0xa282ead7);
  expect(masked(0x8000)).toBe(0xa282ead9);
});
