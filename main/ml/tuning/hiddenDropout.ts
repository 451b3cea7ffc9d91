import type { ModelConfig } from '../../../shared/domain/architectures/index.ts';
import { architectureOf } from '../architectures/index.ts';
import { placeAfter, placeBefore } from '../layers/linear.ts';
import { dropping } from './dropping.ts';
import type { Tuning } from './tuning.ts';

/** The layers of scores on an encoder: BERT's, and both of XLM-R's. BERT's pooler is of its body, and sees all. */
const SCORES = ['classifier.weight', 'classifier.dense.weight', 'classifier.out_proj.weight'];

/** Whether anything of such a model can be dropped within its layers. */
export const hasHiddenDropout = (config: ModelConfig): boolean => architectureOf(config).blockOutputs !== undefined;

/**
 * All parameters are trained, and at each step a share of the embeddings is dropped, of what each block gives, and of what the scores are made
 * of: `hidden_dropout_prob` of transformers' BERT and XLM-R, which have it while they train. Of attention's probabilities nothing is dropped here.
 */
export const hiddenDropout = (probability: number): Tuning =>
  dropping('hidden dropout', probability, (config, tensors) => [
    ...(architectureOf(config).blockOutputs?.(config) ?? []).map((name) => [name, placeAfter] as const),
    ...SCORES.flatMap((name) => (tensors.has(name) ? [[name, placeBefore] as const] : [])),
  ]);
