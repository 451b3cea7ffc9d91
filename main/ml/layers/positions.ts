import * as tf from '@tensorflow/tfjs-core';

/** The rows of T positions from an offset on: [S, C] → [T, C]. */
export const rowsFrom = (table: tf.Tensor, offset: number, T: number): tf.Tensor =>
  offset === 0 && T === table.shape[0] ? table : tf.slice(table, [offset, 0], [T, -1]);
