import * as tf from '@tensorflow/tfjs-core';

/** A kernel of engines that turn queries and keys, put what is new into a cache and attend to it, all in one operation. */
export const CACHED_ATTENTION = 'KindlingCachedAttention';

/** Rows of T new tokens of B texts, not turned: H heads, K of keys and values, C channels each. */
export interface AttentionRows {
  /** `[B·T, H·C]` */
  query: tf.Tensor;
  /** `[B·T, K·C]` */
  key: tf.Tensor;
  /** `[B·T, K·C]` */
  value: tf.Tensor;
}

/** What is kept of B texts. */
export interface AttentionCache {
  /** `[B, K, S, C]`, turned */
  key: tf.Tensor;
  /** `[B, K, S, C]` */
  value: tf.Tensor;
  /** Where the last token of each text stands: it and those before it are seen. int32 `[B]` */
  last: tf.Tensor;
  /** The most tokens that one of the texts has with the new ones, int32 */
  tokens: tf.Tensor;
}

export interface AttentionTraits {
  /** What scores are multiplied with. */
  scale: number;
  /** Tables of the angles of all positions, `[positions, C]`, as `rotate` has them. */
  cos: tf.Tensor;
  sin: tf.Tensor;
}

/** Heads that such kernels take: they read numbers by the sixteen. */
const CHANNELS = 16;

/** Whether the engine has the kernel for heads of so many channels. */
export const attendsAtOnce = (C: number): boolean =>
  C % CHANNELS === 0 && tf.getKernel(CACHED_ATTENTION, tf.getBackend()) !== undefined;

/**
 * What the heads take out of the texts, `[B·T, H·C]`, and the caches with the new rows. The texts' new tokens are their last ones; where
 * several are taken at a time, it is of one text. Has no gradient, and exists only where `attendsAtOnce`.
 */
export function cachedAttention(
  { query, key, value }: AttentionRows,
  cache: AttentionCache,
  { scale, cos, sin }: AttentionTraits,
): { mixed: tf.Tensor; key: tf.Tensor; value: tf.Tensor } {
  const inputs = {
    ...{ query, key, value, keyCache: cache.key, valueCache: cache.value },
    ...{ last: cache.last, tokens: cache.tokens, ...halfTables(cos, sin) },
  };
  const [mixed, newKey, newValue] = tf.engine().runKernel<tf.Tensor[]>(CACHED_ATTENTION, inputs, { scale });
  return { mixed: mixed as tf.Tensor, key: newKey as tf.Tensor, value: newValue as tf.Tensor };
}

/** Such kernels read a half of the tables: `cos` has the same numbers twice, the other half of `sin` is the negative of this one. */
function halfTables(cos: tf.Tensor, sin: tf.Tensor): Record<'cos' | 'sin', tf.Tensor> {
  const [positions, C] = cos.shape as [number, number];
  return {
    cos: tf.slice(cos, [0, 0], [positions, C / 2]),
    sin: tf.slice(sin, [0, C / 2], [positions, C / 2]),
  };
}
