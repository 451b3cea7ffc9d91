import * as tf from '@tensorflow/tfjs-core';
import type { ModelConfig } from '../../../shared/domain/architectures/index.ts';
import type { Tables } from '../architectures/architecture.ts';
import { disposeTables, tablesOf } from '../architectures/model.ts';
import { type Parameters, toParameters, type Weights } from '../architectures/parameters.ts';
import { inputGradients } from './inputGradients.ts';
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

/** A model in the engine that makes scores of texts. */
export interface LoadedScores {
  scores: TextScores;
  /** Gradient × input of each token for one of the scores: see `inputGradients`. */
  gradients(ids: readonly number[], output: number): Promise<Float32Array>;
  parameters: Parameters;
  dispose(): void;
}

/** Loads weights into the engine, where they stay until `dispose`. */
export function loadScores(head: Head, { config, weights }: { config: ModelConfig; weights: Weights }): LoadedScores {
  const [parameters, tables] = [toParameters(weights), tablesOf(config)];
  return {
    scores: textScores(head, config, parameters, tables),
    gradients: (ids, output) => inputGradients(head, config, parameters, tables, { ids, output }),
    parameters,
    dispose() {
      tf.dispose([...parameters.values()]);
      disposeTables(tables);
    },
  };
}
