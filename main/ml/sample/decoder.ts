import * as tf from '@tensorflow/tfjs-core';
import type { LlamaConfig } from '../../../shared/domain/architectures/llama.ts';
import { type Cache, hiddenStates, logits, type RotaryTables } from '../architectures/llama.ts';
import type { Parameters } from '../architectures/parameters.ts';

/** Feeds tokens to a model one by one and gives the scores of the next. Owns its cache, borrows the model. */
export interface Decoder {
  /** Tokens taken in so far. */
  readonly length: number;
  /** Takes in the next ids (one or more) and gives the logits `[V]` after the last of them. */
  next(ids: readonly number[]): Promise<Float32Array>;
  dispose(): void;
}

/** Keeps keys and values of the past, so that a token costs one position of work. */
export function cachedDecoder(config: LlamaConfig, parameters: Parameters, tables: RotaryTables): Decoder {
  let cache: Cache | undefined;
  const disposeCache = (old: Cache | undefined) => {
    for (const { key, value } of old ?? []) tf.dispose([key, value]);
  };
  return {
    get length() {
      return cache?.[0]?.key.shape[2] ?? 0;
    },
    async next(ids) {
      const old = cache;
      const last = tf.tidy(() => {
        const result = hiddenStates(config, parameters, tables, row(ids), old);
        cache = result.cache.map(({ key, value }) => ({ key: tf.keep(key), value: tf.keep(value) }));
        return lastLogits(config, parameters, result.hidden);
      });
      disposeCache(old);
      const values = await last.data();
      last.dispose();
      return values as Float32Array;
    },
    dispose() {
      disposeCache(cache);
      cache = undefined;
    },
  };
}

/** Computes the whole text anew for every token: the slow twin that the cached decoder must agree with. */
export function uncachedDecoder(config: LlamaConfig, parameters: Parameters, tables: RotaryTables): Decoder {
  const text: number[] = [];
  return {
    get length() {
      return text.length;
    },
    async next(ids) {
      text.push(...ids);
      const last = tf.tidy(() =>
        lastLogits(config, parameters, hiddenStates(config, parameters, tables, row(text)).hidden),
      );
      const values = await last.data();
      last.dispose();
      return values as Float32Array;
    },
    dispose() {},
  };
}

const row = (ids: readonly number[]) => tf.tensor2d([...ids], [1, ids.length], 'int32');

/** Logits after the last row only: the vocabulary is the widest product of the model. */
function lastLogits(config: LlamaConfig, parameters: Parameters, hidden: tf.Tensor): tf.Tensor {
  const last = tf.slice(hidden, [(hidden.shape[0] as number) - 1, 0], [1, -1]);
  return logits(config, parameters, last);
}
