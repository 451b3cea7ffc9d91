import * as tf from '@tensorflow/tfjs-core';

/** Gradients of one attention over embedded tokens: the operations that a decoder's training uses. */
export async function attentionGradients(): Promise<number[][]> {
  const gradients = tf.tidy(() => {
    const table = tf.tensor2d(wave(24), [6, 4]);
    const weights = tf.tensor2d(wave(48, 0.7), [4, 12]);
    const ids = tf.tensor1d([5, 0, 3, 3, 1], 'int32');
    const loss = (embedding: tf.Tensor, projection: tf.Tensor) => {
      const rows = tf.gather(embedding, ids);
      const normal = tf.mul(rows, tf.rsqrt(tf.add(tf.mean(tf.square(rows), -1, true), 1e-5)));
      const [query, key, value] = tf.split(tf.matMul(normal, projection), 3, 1) as [tf.Tensor, tf.Tensor, tf.Tensor];
      const attended = tf.matMul(tf.softmax(tf.matMul(query, key, false, true)), value);
      const logits = tf.matMul(tf.mul(attended, tf.sigmoid(attended)), embedding, false, true);
      return tf.neg(tf.mean(tf.sum(tf.mul(tf.oneHot(ids, 6), tf.logSoftmax(logits)), -1))) as tf.Scalar;
    };
    return tf.grads(loss)([table, weights]);
  });
  // WebGPU cannot be read synchronously.
  return await Promise.all(gradients.map(async (gradient) => [...(await gradient.data())]));
}

const wave = (count: number, speed = 1) => Array.from({ length: count }, (_, i) => Math.sin(speed * (i + 1)));
