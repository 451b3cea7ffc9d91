import * as tf from '@tensorflow/tfjs-core';

/*
 * Attention of T new tokens to S positions. B batch, H heads, K key-value heads, C channels of a head.
 */

/** [B·T, count·C] → [B, count, T, C] */
export const splitHeads = (projected: tf.Tensor, [B, T]: readonly [number, number], count: number): tf.Tensor =>
  tf.transpose(tf.reshape(projected, [B, T, count, (projected.shape[1] as number) / count]), [0, 2, 1, 3]);

/**
 * What the heads took out of the texts, side by side: [B, H, T, C], [B, K, S, C], [B, K, S, C] → [B·T, H·C]. H is a multiple of K.
 *
 * @param query scaled by 1/√C
 * @param mask added to the scores `[B, H, T, S]`
 */
export function attention(query: tf.Tensor, key: tf.Tensor, value: tf.Tensor, mask: tf.Tensor | null): tf.Tensor {
  const [B, H, T, C] = query.shape as [number, number, number, number];
  const [K, S] = [key.shape[1] as number, key.shape[2] as number];
  // The queries of the heads that share keys are one matrix, so that nothing is repeated for them.
  const shared = (x: tf.Tensor, last: number) => (K === H ? x : tf.reshape(x, [B, K, (H / K) * T, last]));
  const own = (x: tf.Tensor, last: number) => (K === H ? x : tf.reshape(x, [B, H, T, last]));
  const scores = own(tf.matMul(shared(query, C), key, false, true), S); // B H T S
  const shares = tf.softmax(mask ? tf.add(scores, mask) : scores);
  const mixed = own(tf.matMul(shared(shares, S), value), C); // B H T C
  return tf.reshape(tf.transpose(mixed, [0, 2, 1, 3]), [B * T, H * C]);
}

/** 0 where position t may look at position s ≤ t, a very negative number elsewhere: [T, offset + T]. */
export function causalMask(T: number, offset: number): tf.Tensor2D {
  const S = offset + T;
  const values = new Float32Array(T * S);
  for (let t = 0; t < T; t++) values.fill(-1e9, t * S + offset + t + 1, (t + 1) * S);
  return tf.tensor2d(values, [T, S]);
}

/**
 * Hides what stands behind the end of each text: 0 or a very negative number, [B, 1, 1, T].
 *
 * @param lengths tokens of each text, [B]
 */
export function paddingMask(lengths: tf.Tensor, T: number): tf.Tensor {
  const places = tf.tensor1d(Float32Array.from({ length: T }, (_, place) => place));
  const behind = tf.greaterEqual(places, tf.reshape(tf.cast(lengths, 'float32'), [-1, 1, 1, 1])); // B 1 1 T
  return tf.mul(tf.cast(behind, 'float32'), -1e9);
}

/**
 * Added to scores so that each token sees the last `window` positions at most, itself included: 0 or a very negative number, [T, S] or
 * [B, 1, T, S]. `null` where the window holds all S positions.
 *
 * @param positions of the tokens: see `Positions`
 */
export function windowMask(
  positions: { from: number } | { at: tf.Tensor },
  [B, T]: readonly [number, number],
  S: number,
  window: number,
): tf.Tensor | null {
  if (window >= S) return null;
  if ('from' in positions) {
    const values = new Float32Array(T * S);
    for (let t = 0; t < T; t++) values.fill(-1e9, t * S, t * S + Math.max(0, positions.from + t - window + 1));
    return tf.tensor2d(values, [T, S]);
  }
  const first = tf.sub(tf.cast(tf.reshape(positions.at, [B, 1, T, 1]), 'float32'), window - 1);
  const all = tf.tensor1d(Float32Array.from({ length: S }, (_, position) => position));
  const seen = tf.greaterEqual(all, first); // B 1 T S
  return tf.mul(tf.sub(1, tf.cast(seen, 'float32')), -1e9);
}

/** Two masks at once; `null` hides nothing. */
export const bothMasks = (first: tf.Tensor | null, second: tf.Tensor | null): tf.Tensor | null =>
  first && second ? tf.add(first, second) : (first ?? second);
