import { expect, test } from 'vitest';
import { narrow } from './narrow.ts';

const half = (value: number, dtype: 'F16' | 'BF16') => {
  const bytes = narrow(Float32Array.of(value), dtype, 't');
  return new DataView(bytes.buffer, bytes.byteOffset).getUint16(0, true);
};

test('32 bits stay what they are', () => {
  const data = Float32Array.of(1, -2.5, Number.NaN);
  expect(new Float32Array(narrow(data, 'F32', 't').slice().buffer)).toEqual(data);
});

/** What PyTorch 2.13 makes of them: `torch.tensor(x).to(dtype).view(torch.int16)`. */
test.each([
  // Halfway between two, the even one: down, up; a little above halfway, up.
  [1 + 2 ** -8, 'BF16', 0x3f80],
  [1 + 3 * 2 ** -8, 'BF16', 0x3f82],
  [1 + 2 ** -8 + 2 ** -20, 'BF16', 0x3f81],
  [-(1 + 3 * 2 ** -8), 'BF16', 0xbf82],
  [1 + 2 ** -11, 'F16', 0x3c00],
  [1 + 3 * 2 ** -11, 'F16', 0x3c02],
  [1 + 2 ** -11 + 2 ** -20, 'F16', 0x3c01],
  // Subnormal numbers, and less than half of the smallest.
  [2 ** -24, 'F16', 0x0001],
  [2 ** -26, 'F16', 0x0000],
  [1e-40, 'BF16', 0x0001],
  [-0, 'BF16', 0x8000],
  // The largest, and what is still rounded to it.
  [65504, 'F16', 0x7bff],
  [65519, 'F16', 0x7bff],
  [3.3895313892515355e38, 'BF16', 0x7f7f],
  [Number.POSITIVE_INFINITY, 'BF16', 0x7f80],
  [Number.NEGATIVE_INFINITY, 'F16', 0xfc00],
] as const)('%d as %s', (value, dtype, bits) => {
  expect(half(value, dtype)).toBe(bits);
});

test('what is no number stays none', () => {
  // One whose upper half is that of infinity.
  const quiet = new Float32Array(Uint32Array.of(0x7f800001).buffer);
  for (const dtype of ['F16', 'BF16'] as const) {
    const bits = new Uint16Array(narrow(quiet, dtype, 't').slice().buffer)[0] as number;
    const infinite = dtype === 'F16' ? 0x7c00 : 0x7f80;
    expect(bits & 0x7fff).toBeGreaterThan(infinite);
  }
});

test.each([
  [65520, 'F16', 65504],
  [-1e6, 'F16', 65504],
  [3.4e38, 'BF16', 3.38953e38],
] as const)('%d is refused as %s', (value, dtype, most) => {
  expect(() => narrow(Float32Array.of(0, value), dtype, 'model.norm.weight')).toThrowError(
    expect.objectContaining({
      code: 'weight_too_large',
      details: { tensor: 'model.norm.weight', value, dtype, most },
    }),
  );
});
