import * as tf from '@tensorflow/tfjs-core';

/** A kernel of engines that can write rows into a table where it lies. Elsewhere it is passes over the table. */
export const REPLACE_ROWS = 'KindlingReplaceRows';

/** Whether the engine writes rows where the table lies. */
export const replacesRows = (): boolean => tf.getKernel(REPLACE_ROWS, tf.getBackend()) !== undefined;

/**
 * A table in which some rows are others. Has no gradient.
 *
 * @param table `[R, C]`, or R rows in several sides where the engine writes them itself
 * @param fresh `[…, C]`
 * @param rows which of the R rows each is to take the place of, int32 `[…]`; no two the same
 */
export function replaceRows(table: tf.Tensor, fresh: tf.Tensor, rows: tf.Tensor): tf.Tensor {
  if (replacesRows()) return tf.engine().runKernel<tf.Tensor>(REPLACE_ROWS, { table, fresh, rows });
  const [R, C] = table.shape as [number, number];
  const places = tf.reshape(rows, [-1, 1]);
  const count = places.shape[0] as number;
  const scattered = tf.scatterND(places, tf.reshape(fresh, [count, C]), [R, C]);
  const isNew = tf.scatterND(places, tf.ones([count, 1]), [R, 1]);
  return tf.add(tf.mul(table, tf.sub(1, isNew)), scattered);
}
