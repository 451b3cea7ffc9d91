import * as tf from '@tensorflow/tfjs-core';

/**
 * Caches in which a row of each stream is another one: a pass over them, which an engine makes one with what reads them. Where it writes rows
 * itself, `replaceRows` is faster. Has no gradient.
 *
 * @param cache `[B, K, S, C]`
 * @param fresh `[B, K, 1, C]`
 * @param positions which of the S rows, int32 `[B]`
 */
export function replaceRow(cache: tf.Tensor, fresh: tf.Tensor, positions: tf.Tensor): tf.Tensor {
  const [B, , S] = cache.shape as [number, number, number, number];
  const all = tf.tensor1d(
    Int32Array.from({ length: S }, (_, row) => row),
    'int32',
  );
  // A selection would first make the row as large as the cache.
  const isNew = tf.equal(tf.reshape(all, [1, 1, S, 1]), tf.reshape(positions, [B, 1, 1, 1]));
  const taken = tf.cast(isNew, 'float32'); // B 1 S 1
  return tf.add(tf.mul(cache, tf.sub(1, taken)), tf.mul(fresh, taken));
}
