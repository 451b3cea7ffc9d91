import * as tf from '@tensorflow/tfjs-core';
import type { ModelConfig } from '../../../shared/domain/architectures/index.ts';
import type { Tables } from '../architectures/architecture.ts';
import type { Parameters } from '../architectures/parameters.ts';
import type { Head } from './task.ts';

/** What a model makes of a text: the head's scores of its tokens, one at least. */
export type TextScores = (ids: readonly number[]) => Promise<Float32Array>;

/** Computes them with tensors, which stay the caller's. */
export function textScores(head: Head, config: ModelConfig, parameters: Parameters, tables: Tables): TextScores {
  return async (ids) => {
    const scores = tf.tidy(() =>
      head.scores(config, parameters, tables, tf.tensor2d([...ids], [1, ids.length], 'int32')),
    );
    const values = await scores.data();
    scores.dispose();
    return values as Float32Array;
  };
}
