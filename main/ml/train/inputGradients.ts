import * as tf from '@tensorflow/tfjs-core';
import type { ModelConfig } from '../../../shared/domain/architectures/index.ts';
import type { Tables } from '../architectures/architecture.ts';
import { parameterShapes } from '../architectures/model.ts';
import { type Parameters, parameter } from '../architectures/parameters.ts';
import type { Head } from './task.ts';

/** What takes one score out of all others. */
const APART = 1e9;

/**
 * Gradient × input of each token of a text (Shrikumar et al. 2017, https://arxiv.org/abs/1605.01713): how the log-odds of an output, or the one score that
 * there is, would change with the token's embedding, times that embedding, summed over its numbers. To the first order, what the token adds.
 *
 * @param ids of the text, T of them
 * @param output which score; its odds are against all others
 * @returns `[T]`
 */
export async function inputGradients(
  head: Head,
  config: ModelConfig,
  parameters: Parameters,
  tables: Tables,
  { ids, output }: { ids: readonly number[]; output: number },
): Promise<Float32Array> {
  const name = embeddingOf(config);
  const products = tf.tidy(() => {
    // A table of its own row for each token: a token that comes twice has two gradients.
    const own = tf.gather(parameter(parameters, name), tf.tensor1d([...ids], 'int32'));
    const places = tf.tensor2d([...ids.keys()], [1, ids.length], 'int32');
    const gradient = tf.grad((rows) => {
      const scores = head.scores(config, new Map([...parameters, [name, rows]]), tables, places);
      return oddsOf(tf.reshape(scores, [-1]) as tf.Tensor1D, output);
    })(own);
    return tf.sum(tf.mul(gradient, own), 1);
  });
  const values = (await products.data()) as Float32Array;
  products.dispose();
  return values;
}

function oddsOf(scores: tf.Tensor1D, output: number): tf.Scalar {
  const own = tf
    .oneHot(tf.tensor1d([output], 'int32'), scores.shape[0])
    .reshape([-1])
    .toFloat();
  const score = tf.sum(tf.mul(scores, own)) as tf.Scalar;
  if (scores.shape[0] === 1) return score;
  return tf.sub(score, tf.logSumExp(tf.sub(scores, tf.mul(own, APART)))) as tf.Scalar;
}

/** The table of tokens: of a model with a head, nothing else has a row for each. */
function embeddingOf(config: ModelConfig): string {
  const shapes = parameterShapes({ ...config, tie_word_embeddings: true } as ModelConfig);
  const [name] = Array.from(shapes).find(([, shape]) => shape.length === 2 && shape[0] === config.vocab_size) ?? [];
  if (name === undefined) throw new Error(`${config.model_type} has no table of tokens`);
  return name;
}
