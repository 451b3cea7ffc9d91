import * as tf from '@tensorflow/tfjs-core';
import { rowsFrom } from './positions.ts';

/** cos and sin of positions, to be broadcast over `[B, H, T, C]`. Queries have tables of their own, scaled by 1/√C. */
export interface RotaryTables {
  query: { cos: tf.Tensor; sin: tf.Tensor };
  key: { cos: tf.Tensor; sin: tf.Tensor };
}

/** Turns of each pair of channels a position, in radians: `theta^(−2c/C)`. C/2 of them. */
export const rotaryFrequencies = (C: number, theta: number): number[] =>
  Array.from({ length: C / 2 }, (_, channel) => theta ** (-channel / (C / 2)));

/** How angles are stretched for longer contexts, in Hugging Face's words. */
export type Stretch =
  | { rope_type: 'linear'; factor: number }
  | {
      rope_type: 'llama3';
      factor: number;
      low_freq_factor: number;
      high_freq_factor: number;
      original_max_position_embeddings: number;
    };

/**
 * Frequencies of a longer context: all divided (position interpolation, Chen et al. 2023), or only those of waves that are long beside the
 * old context (Llama 3.1). Source: https://github.com/huggingface/transformers/blob/main/src/transformers/modeling_rope_utils.py
 */
export function stretched(frequencies: readonly number[], stretch: Stretch): number[] {
  const { factor } = stretch;
  if (stretch.rope_type === 'linear') return frequencies.map((frequency) => frequency / factor);
  const { low_freq_factor: low, high_freq_factor: high, original_max_position_embeddings: old } = stretch;
  return frequencies.map((frequency) => {
    /** Waves in the old context. */
    const waves = (old * frequency) / (2 * Math.PI);
    const kept = Math.min(1, Math.max(0, (waves - low) / (high - low)));
    return (1 - kept) * (frequency / factor) + kept * frequency;
  });
}

/**
 * Tables of the angles `position · frequency` for all positions, `[positions, C]`; the first half of `sin` carries the minus sign of `rotate`.
 *
 * @param frequencies of each of the C/2 pairs of channels
 * @param queryScale what scores are multiplied with, as a rule 1/√C
 */
export function rotaryTables(
  positions: number,
  frequencies: readonly number[],
  queryScale = 1 / Math.sqrt(2 * frequencies.length),
): RotaryTables {
  const half = frequencies.length;
  const C = 2 * half;
  const cos = new Float32Array(positions * C);
  const sin = new Float32Array(positions * C);
  for (let position = 0; position < positions; position++) {
    for (let channel = 0; channel < half; channel++) {
      const angle = position * (frequencies[channel] as number);
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
  return {
    query: { cos: table(cos, queryScale), sin: table(sin, queryScale) },
    key: { cos: table(cos, 1), sin: table(sin, 1) },
  };
}

/** The same of other rows of each table. */
const mapTables = ({ query, key }: RotaryTables, take: (table: tf.Tensor) => tf.Tensor): RotaryTables => ({
  query: { cos: take(query.cos), sin: take(query.sin) },
  key: { cos: take(key.cos), sin: take(key.sin) },
});

/** Tables under names, as an architecture keeps them, and out of them again. */
export const namedTables = ({ query, key }: RotaryTables, prefix = ''): [string, tf.Tensor][] => [
  [`${prefix}query.cos`, query.cos],
  [`${prefix}query.sin`, query.sin],
  [`${prefix}key.cos`, key.cos],
  [`${prefix}key.sin`, key.sin],
];

/** Where the tokens of each text stand: one after another from a position on, or each at its own, `[B·T]` int32. */
type Positions = { from: number } | { at: tf.Tensor };

/**
 * The tables of the tokens: [T, C], or [B, 1, T, C].
 *
 * @param table gives one of `namedTables`
 */
export function anglesAt(
  table: (name: string) => tf.Tensor,
  positions: Positions,
  [B, T]: readonly [number, number],
  prefix = '',
): RotaryTables {
  const named = (name: string) => table(`${prefix}${name}`);
  return mapTables(
    {
      query: { cos: named('query.cos'), sin: named('query.sin') },
      key: { cos: named('key.cos'), sin: named('key.sin') },
    },
    (one) =>
      'from' in positions
        ? rowsFrom(one, positions.from, T)
        : tf.reshape(tf.gather(one, positions.at), [B, 1, T, one.shape[1] as number]),
  );
}
