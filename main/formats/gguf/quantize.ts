import { AppError } from '../../../shared/errors/errors.ts';
import { narrow, type WeightDtype } from '../huggingface/narrow.ts';
import { type QuantizeBlock, quantizeQ4K, quantizeQ6K } from './quantizeK.ts';

/**
 * Numbers as the blocks of a file have them, rounded as llama.cpp rounds them where it knows nothing of a model's inputs.
 * Source: https://github.com/ggml-org/ggml/blob/master/src/ggml-quants.c, `quantize_row_*_ref`. Products and sums are rounded to 32 bits as they
 * are there.
 */

export const TENSOR_TYPES = ['F32', 'F16', 'BF16', 'Q4_0', 'Q5_0', 'Q8_0', 'Q4_K', 'Q6_K'] as const;
export type TensorType = (typeof TENSOR_TYPES)[number];

/** Of a type that is written: its number in a file, and the bytes and numbers of a block. */
export const WRITTEN_TYPES: Readonly<Record<TensorType, { id: number; bytes: number; numbers: number }>> = {
  F32: { id: 0, bytes: 4, numbers: 1 },
  F16: { id: 1, bytes: 2, numbers: 1 },
  BF16: { id: 30, bytes: 2, numbers: 1 },
  Q4_0: { id: 2, bytes: 18, numbers: 32 },
  Q5_0: { id: 6, bytes: 22, numbers: 32 },
  Q8_0: { id: 8, bytes: 34, numbers: 32 },
  Q4_K: { id: 12, bytes: 144, numbers: 256 },
  Q6_K: { id: 14, bytes: 210, numbers: 256 },
};

/** Bytes that so many numbers take, which must be whole blocks. */
export const bytesOfType = (type: TensorType, count: number): number =>
  (count / WRITTEN_TYPES[type].numbers) * WRITTEN_TYPES[type].bytes;

const f = Math.fround;
const BLOCK = 32;
const HALF = BLOCK / 2;

/** The number that is largest without its sign; the first where several are. */
function farthest(data: Float32Array, from: number): number {
  let found = 0;
  for (let at = from; at < from + BLOCK; at++) {
    const value = data[at] as number;
    if (Math.abs(value) > Math.abs(found)) found = value;
  }
  return found;
}

/** 1 divided by a scale, rounded as a 32-bit float is. */
const inverse = (scale: number): number => (scale === 0 ? 0 : f(1 / scale));

/** The largest number is the lowest step exactly: there is one more of them than above zero. */
const q4_0: QuantizeBlock = (data, from, into, at) => {
  const d = f(farthest(data, from) / -8);
  const id = inverse(d);
  const step = (index: number) => Math.min(15, Math.trunc(f(f((data[index] as number) * id) + 8.5)));
  into.setFloat16(at, d, true);
  for (let j = 0; j < HALF; j++) into.setUint8(at + 2 + j, step(from + j) | (step(from + j + HALF) << 4));
};

const q5_0: QuantizeBlock = (data, from, into, at) => {
  const d = f(farthest(data, from) / -16);
  const id = inverse(d);
  const step = (index: number) => Math.min(31, Math.trunc(f(f((data[index] as number) * id) + 16.5)));
  into.setFloat16(at, d, true);
  let high = 0;
  for (let j = 0; j < HALF; j++) {
    const [low, upper] = [step(from + j), step(from + j + HALF)];
    into.setUint8(at + 6 + j, (low & 15) | ((upper & 15) << 4));
    high |= ((low >> 4) << j) | ((upper >> 4) << (j + HALF));
  }
  into.setUint32(at + 2, high >>> 0, true);
};

const q8_0: QuantizeBlock = (data, from, into, at) => {
  const d = f(Math.abs(farthest(data, from)) / 127);
  const id = inverse(d);
  into.setFloat16(at, d, true);
  for (let j = 0; j < BLOCK; j++) {
    const step = f((data[from + j] as number) * id);
    // Halves away from zero, as C's roundf.
    into.setInt8(at + 2 + j, step < 0 ? -Math.floor(0.5 - step) : Math.floor(step + 0.5));
  }
};

const QUANTIZED: Readonly<Record<Exclude<TensorType, WeightDtype>, QuantizeBlock>> = {
  Q4_0: q4_0,
  Q5_0: q5_0,
  Q8_0: q8_0,
  Q4_K: quantizeQ4K,
  Q6_K: quantizeQ6K,
};

/** The largest number of which a block's scale is still one: a 16-bit float. */
const MOST: Readonly<Record<Exclude<TensorType, WeightDtype>, number>> = {
  Q4_0: 65504 * 8,
  Q5_0: 65504 * 16,
  Q8_0: 65504 * 127,
  Q4_K: 65504 * 63,
  Q6_K: 65504 * 32,
};

/**
 * Whole blocks of numbers in a type.
 *
 * @param name of the tensor, for errors
 * @param memory for what is given back, where it is large enough
 * @throws AppError `weight_too_large` where a number has no place in the type
 */
export function quantize(data: Float32Array, type: TensorType, name: string, memory?: ArrayBuffer): Uint8Array {
  if (type === 'F32' || type === 'F16' || type === 'BF16') return narrow(data, type, name);
  const block = QUANTIZED[type];
  const { bytes, numbers } = WRITTEN_TYPES[type];
  const size = bytesOfType(type, data.length);
  const found = memory && memory.byteLength >= size ? new Uint8Array(memory, 0, size) : new Uint8Array(size);
  const view = new DataView(found.buffer);
  const most = MOST[type];
  for (const value of data) {
    if (Math.abs(value) <= most) continue;
    throw new AppError('weight_too_large', { tensor: name, value, dtype: type, most });
  }
  for (let from = 0, at = 0; from < data.length; from += numbers, at += bytes) block(data, from, view, at);
  return found;
}
