import * as tf from '@tensorflow/tfjs-core';
import { LstmConfig } from '../../../shared/domain/architectures/lstm.ts';
import { before as seenBy } from '../layers/linear.ts';
import { lstmLayer } from '../layers/lstm.ts';
import type { Architecture, BodyInput, Remember, Tables } from './architecture.ts';
import { type Parameters, parameter } from './parameters.ts';

/*
 * A language model of stacked `torch.nn.LSTM` with its names and layouts: embedding, layers, projection, which may be the embedding.
 * Shapes: B batch, T time, H width, V vocabulary.
 */

const EMBEDDING = 'embedding.weight';
const PARTS = ['weight_ih', 'weight_hh', 'bias_ih', 'bias_hh'] as const;
const nameOf = (part: (typeof PARTS)[number], layer: number): string => `lstm.${part}_l${layer}`;

function shapes({ hidden_size: H, num_hidden_layers, vocab_size: V, tie_word_embeddings }: LstmConfig) {
  const found = new Map<string, number[]>([[EMBEDDING, [V, H]]]);
  for (let layer = 0; layer < num_hidden_layers; layer++) {
    for (const part of PARTS) found.set(nameOf(part, layer), part.startsWith('weight') ? [4 * H, H] : [4 * H]);
  }
  if (!tie_word_embeddings) found.set('lm_head.weight', [V, H]);
  return found;
}

function forward(
  { hidden_size: H, num_hidden_layers }: LstmConfig,
  parameters: Parameters,
  _tables: Tables,
  { ids, before }: BodyInput,
  remember: Remember,
): tf.Tensor {
  const [B, T] = ids.shape;
  let x = tf.gather(parameter(parameters, EMBEDDING), tf.reshape(ids, [B * T])); // B·T H
  for (let layer = 0; layer < num_hidden_layers; layer++) {
    const own = (part: (typeof PARTS)[number]) => parameter(parameters, nameOf(part, layer));
    const name = `${layer}.state`;
    const start = before?.(name) ?? null;
    const weights = {
      weight_ih: own('weight_ih'),
      weight_hh: own('weight_hh'),
      bias: tf.add(own('bias_ih'), own('bias_hh')),
    };
    const seen = seenBy(x, weights.weight_ih);
    const states = lstmLayer(seen, weights, [B, T], start && tf.reshape(start, [B, 2 * H])); // B T 2·H
    remember(name, tf.reshape(states, [B, 1, T, 2 * H]));
    x = tf.reshape(tf.slice(states, [0, 0, 0], [B, T, H]), [B * T, H]);
  }
  return x;
}

export const lstm: Architecture<LstmConfig> = {
  shapes,
  /** As torch does: of the variance of its uniform ±1/√H. */
  initial: ({ hidden_size: H, initializer_range }, name) => ({
    deviation: name.startsWith('lstm.') ? 1 / Math.sqrt(3 * H) : initializer_range,
  }),
  output: ({ tie_word_embeddings }) => (tie_word_embeddings ? EMBEDDING : 'lm_head.weight'),
  /** None that stands by itself: a layer is one operation, and PEFT could load no adapter of it. */
  linears: () => [],
  layerInputs: ({ num_hidden_layers }) =>
    Array.from({ length: num_hidden_layers - 1 }, (_, layer) => nameOf('weight_ih', layer + 1)),
  linearInputs: 'columns',
  packs: () => new Map(),
  tables: () => new Map(),
  /** The state after each position, of which only the last is read: see `BodyInput`. */
  memory({ hidden_size: H, num_hidden_layers, max_position_embeddings: S }, B) {
    return new Map(Array.from({ length: num_hidden_layers }, (_, layer) => [`${layer}.state`, [B, 1, S, 2 * H]]));
  },
  recurrent: true,
  forward,
  huggingface: {
    config: LstmConfig,
    // All names are the whole model's.
    baseModelPrefix: 'lstm_lm',
    shortened: (config, max_position_embeddings) => ({ ...config, max_position_embeddings }),
  },
};
