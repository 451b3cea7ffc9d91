import * as tf from '@tensorflow/tfjs-core';
import type { ModelConfig } from '../../../shared/domain/architectures/index.ts';
import type { Tables } from '../architectures/architecture.ts';
import { hiddenStates, logits, type Past } from '../architectures/model.ts';
import type { Parameters } from '../architectures/parameters.ts';

/** Feeds tokens to a model one by one and gives the scores of the next. Owns its cache, borrows the model. */
export interface Decoder {
  /** Tokens taken in so far. */
  readonly length: number;
  /** Takes in the next ids (one or more) and gives the logits `[V]` after the last of them. */
  next(ids: readonly number[]): Promise<Float32Array>;
  /**
   * Where guessing is much cheaper than knowing: takes in a token and up to `most` guesses of what comes after it, and gives the logits after
   * each of them. `back` forgets the guesses that are wrong.
   *
   * @param guess chooses a token by logits that are nearly right, or ends the guessing
   */
  ahead?(
    id: number,
    guess: (logits: Float32Array) => number | null,
    most: number,
  ): Promise<{ guessed: readonly number[]; rows: readonly Float32Array[] }>;
  /** Forgets all but the first tokens, of which it has at least so many. */
  back(length: number): void;
  dispose(): void;
}

/** Keeps keys and values of the past, so that a token costs one position of work. */
export function cachedDecoder(config: ModelConfig, parameters: Parameters, tables: Tables): Decoder {
  let past: Past | undefined;
  const disposePast = (old: Past | undefined) => tf.dispose([...(old?.memory.values() ?? [])]);
  return {
    get length() {
      return past?.length ?? 0;
    },
    async next(ids) {
      const old = past;
      const last = tf.tidy(() => {
        const result = hiddenStates(config, parameters, tables, row(ids), old);
        for (const tensor of result.past.memory.values()) tf.keep(tensor);
        past = result.past;
        return lastLogits(config, parameters, result.hidden);
      });
      disposePast(old);
      const values = await last.data();
      last.dispose();
      return values as Float32Array;
    },
    back(length) {
      const old = past;
      if (!old || old.length === length) return;
      const memory = new Map(
        Array.from(old.memory, ([name, rows]) => {
          const [B, K, , C] = rows.shape as [number, number, number, number];
          return [name, tf.slice(rows, [0, 0, 0, 0], [B, K, length, C])] as const;
        }),
      );
      past = { length, memory };
      disposePast(old);
    },
    dispose() {
      disposePast(past);
      past = undefined;
    },
  };
}

/** Computes the whole text anew for every token: the slow twin that the cached decoder must agree with. */
export function uncachedDecoder(config: ModelConfig, parameters: Parameters, tables: Tables): Decoder {
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
    back(length) {
      text.length = length;
    },
    dispose() {},
  };
}

const row = (ids: readonly number[]) => tf.tensor2d([...ids], [1, ids.length], 'int32');

/** Logits after the last row only: the vocabulary is the widest product of the model. */
function lastLogits(config: ModelConfig, parameters: Parameters, hidden: tf.Tensor): tf.Tensor {
  const last = tf.slice(hidden, [(hidden.shape[0] as number) - 1, 0], [1, -1]);
  return logits(config, parameters, last);
}
