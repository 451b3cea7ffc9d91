import * as tf from '@tensorflow/tfjs-core';

/** cos and sin of positions, to be broadcast over `[B, H, T, C]`. Queries have tables of their own, scaled by 1/√C. */
export interface RotaryTables {
  query: { cos: tf.Tensor; sin: tf.Tensor };
  key: { cos: tf.Tensor; sin: tf.Tensor };
}

/** Tables of the angles `position · theta^(−2c/C)` for all positions, `[positions, C]`; the first half of `sin` carries the minus sign of `rotate`. */
export function rotaryTables(positions: number, C: number, theta: number): RotaryTables {
  const half = C / 2;
  const cos = new Float32Array(positions * C);
  const sin = new Float32Array(positions * C);
  for (let position = 0; position < positions; position++) {
    for (let channel = 0; channel < half; channel++) {
      const angle = position * theta ** (-channel / half);
      const at = position * C + channel;
      cos[at] = cos[at + half] = Math.cos(angle);
      sin[at + half] = Math.sin(angle);
      sin[at] = -Math.sin(angle);
    }
  }
  const table = (values: Float32Array, scale: number) =>
    tf.tensor2d(
      values.map((value) => value * scale),
      [positions, C],
    );
  const scale = 1 / Math.sqrt(C);
  return {
    query: { cos: table(cos, scale), sin: table(sin, scale) },
    key: { cos: table(cos, 1), sin: table(sin, 1) },
  };
}

/** The same of other rows of each table. */
export const mapTables = ({ query, key }: RotaryTables, take: (table: tf.Tensor) => tf.Tensor): RotaryTables => ({
  query: { cos: take(query.cos), sin: take(query.sin) },
  key: { cos: take(key.cos), sin: take(key.sin) },
});
