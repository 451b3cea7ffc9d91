import { AppError } from '../../../shared/errors/errors.ts';

/** What weights are written as. */
export type WeightDtype = 'F32' | 'F16' | 'BF16';

/** The largest number of each: what would be rounded to more has no place. */
const MOST: Readonly<Record<WeightDtype, number>> = {
  F32: 3.4028234663852886e38,
  F16: 65504,
  BF16: 3.3895313892515355e38,
};

/**
 * Numbers as a file has them, little-endian: rounded to the nearest, where two are as near to the even one, as IEEE 754 has it. F16 goes down to
 * subnormal numbers and 0. What is infinite or no number stays so.
 *
 * @param name of the tensor, for errors
 * @throws AppError `weight_too_large` where a finite number would become infinite
 */
export function narrow(data: Float32Array, dtype: WeightDtype, name: string): Uint8Array {
  if (dtype === 'F32') return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const rounded = dtype === 'F16' ? new Float16Array(data) : toBfloat16(data);
  const infinite = dtype === 'F16' ? 0x7c00 : 0x7f80;
  const bits = new Uint16Array(rounded.buffer);
  for (let index = 0; index < bits.length; index++) {
    if (((bits[index] as number) & 0x7fff) !== infinite || !Number.isFinite(data[index])) continue;
    const value = Number((data[index] as number).toPrecision(6));
    throw new AppError('weight_too_large', { tensor: name, value, dtype, most: Number(MOST[dtype].toPrecision(6)) });
  }
  return new Uint8Array(rounded.buffer);
}

/** The upper halves of 32-bit floats, rounded. */
function toBfloat16(data: Float32Array): Uint16Array {
  const bits = new Uint32Array(data.buffer, data.byteOffset, data.length);
  const halves = new Uint16Array(data.length);
  for (let index = 0; index < halves.length; index++) {
    const from = bits[index] as number;
    // Rounding could carry what is no number into infinity.
    const isNoNumber = (from & 0x7fffffff) > 0x7f800000;
    halves[index] = isNoNumber ? (from >>> 16) | 0x40 : (from + 0x7fff + ((from >>> 16) & 1)) >>> 16;
  }
  return halves;
}
