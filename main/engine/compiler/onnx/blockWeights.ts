import { bytesOf } from './graphBuilder.ts';

/*
 * Weights in blocks of 32 numbers of one scale each, as `MatMulNBits` of ONNX Runtime reads them
 * (https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md#commicrosoftmatmulnbits): [N, blocks, bytes of a block], unsigned
 * with the zero in the middle.
 */

export const BLOCK = 32;

export interface QuantizedMatrix {
  /** [N, blocks, BLOCK · bits / 8] */
  values: Uint8Array;
  /** [N, blocks] */
  scales: Float32Array;
  blocks: number;
}

/**
 * Rounds the rows `[N, K]` of a matrix. The largest number of a block is exact: its sign decides about the scale's, since there is one more
 * negative step than positive ones.
 */
export function quantizeRows(data: Float32Array, [N, K]: readonly [number, number], bits: 4 | 8): QuantizedMatrix {
  const blocks = Math.ceil(K / BLOCK);
  const bytes = (BLOCK * bits) / 8;
  const values = new Uint8Array(N * blocks * bytes);
  const scales = new Float32Array(N * blocks);
  const zero = 2 ** (bits - 1);
  const steps = new Uint8Array(BLOCK);
  for (let row = 0; row < N; row++) {
    for (let block = 0; block < blocks; block++) {
      const from = row * K + block * BLOCK;
      const length = Math.min(BLOCK, K - block * BLOCK);
      let largest = 0;
      for (let at = 0; at < length; at++) {
        const value = data[from + at] as number;
        if (Math.abs(value) > Math.abs(largest)) largest = value;
      }
      const scale = Math.fround(largest / -zero);
      scales[row * blocks + block] = scale;
      steps.fill(zero);
      if (scale !== 0) {
        for (let at = 0; at < length; at++) {
          const step = Math.round((data[from + at] as number) / scale) + zero;
          steps[at] = Math.max(0, Math.min(2 * zero - 1, step));
        }
      }
      const to = (row * blocks + block) * bytes;
      if (bits === 8) values.set(steps, to);
      // Two in a byte, the first in its lower half.
      else
        for (let at = 0; at < bytes; at++)
          values[to + at] = (steps[2 * at] as number) | ((steps[2 * at + 1] as number) << 4);
    }
  }
  return { values, scales, blocks };
}

/** Rounds each row `[V, D]` of a table to 8 bits with a scale of its own: rows are looked up one by one. */
export function quantizeTable(
  data: Float32Array,
  [V, D]: readonly [number, number],
): { values: Uint8Array; scales: Float32Array } {
  const values = new Int8Array(V * D);
  const scales = new Float32Array(V);
  for (let row = 0; row < V; row++) {
    let largest = 0;
    for (let at = 0; at < D; at++) largest = Math.max(largest, Math.abs(data[row * D + at] as number));
    const scale = Math.fround(largest / 127);
    scales[row] = scale;
    if (scale === 0) continue;
    for (let at = 0; at < D; at++) values[row * D + at] = Math.round((data[row * D + at] as number) / scale);
  }
  return { values: bytesOf(values), scales };
}

/** `[rows, columns]` → `[columns, rows]` */
export function transposed(data: Float32Array, [rows, columns]: readonly [number, number]): Float32Array {
  const turned = new Float32Array(data.length);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++)
      turned[column * rows + row] = data[row * columns + column] as number;
  return turned;
}
