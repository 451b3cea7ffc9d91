import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { ENCODER_DEFAULTS, type EncoderConfig } from '../../../shared/domain/architectures/encoderConfig.ts';
import { attention, splitHeads } from '../layers/attention.ts';
import { gelu, geluNew } from '../layers/gelu.ts';
import { layerNorm } from '../layers/layerNorm.ts';
import { after, linear } from '../layers/linear.ts';
import { rowsFrom } from '../layers/positions.ts';
import { layer as oneLayer } from '../layers/recompute.ts';
import type { Architecture, BodyInput, HuggingFace, Tables } from './architecture.ts';
import { type Parameters, parameter } from './parameters.ts';

/*
 * An encoder as BERT is (Devlin et al. 2018) and what its descendants have besides: learned positions, token types, layer norm after each
 * block, attention to both sides, GELU, biases.
 * Shapes: B batch, T time, C channels of a head, H heads, D model width, F feed-forward width, V vocabulary.
 */

const ACTIVATIONS = { gelu, gelu_new: geluNew } as const;
const QUERY_KEY_VALUE = ['query', 'key', 'value'] as const;
const PACKED = 'attention.self.qkv';

/** What such an architecture has differently. */
interface Traits<C> {
  /** Hugging Face's `base_model_prefix`. */
  prefix: string;
  /** The position of a text's first token. */
  firstPosition(config: C): number;
  schema: z.ZodType<C>;
  /** Its class, whatever stands on the body of a folder. */
  className: string;
  /** What its class gives where nothing is said, and BERT's gives something else. */
  absent?: Partial<EncoderConfig>;
}

export function encoder<C extends EncoderConfig>({ prefix, firstPosition, ...foreign }: Traits<C>): Architecture<C> {
  const layerName = (layer: number): string => `${prefix}.encoder.layer.${layer}`;
  const words = `${prefix}.embeddings.word_embeddings.weight`;
  const embeddingNorm = `${prefix}.embeddings.LayerNorm`;

  const shapesOf = (config: EncoderConfig): Map<string, number[]> => {
    const { hidden_size: D, intermediate_size: F } = config;
    const found = new Map<string, number[]>([
      [words, [config.vocab_size, D]],
      [`${prefix}.embeddings.position_embeddings.weight`, [config.max_position_embeddings, D]],
      [`${prefix}.embeddings.token_type_embeddings.weight`, [config.type_vocab_size, D]],
    ]);
    const add = (name: string, weight: number[]) => {
      found.set(`${name}.weight`, weight);
      found.set(`${name}.bias`, weight.slice(0, 1));
    };
    add(embeddingNorm, [D]);
    for (let layer = 0; layer < config.num_hidden_layers; layer++) {
      const name = layerName(layer);
      for (const part of QUERY_KEY_VALUE) add(`${name}.attention.self.${part}`, [D, D]);
      add(`${name}.attention.output.dense`, [D, D]);
      add(`${name}.attention.output.LayerNorm`, [D]);
      add(`${name}.intermediate.dense`, [F, D]);
      add(`${name}.output.dense`, [D, F]);
      add(`${name}.output.LayerNorm`, [D]);
    }
    return found;
  };

  const forward = (
    config: C,
    parameters: Parameters,
    _tables: Tables,
    { ids, positions, mask, onStates }: BodyInput,
  ): tf.Tensor => {
    const [B, T] = ids.shape;
    const { hidden_size: D, num_attention_heads: H, layer_norm_eps } = config;
    const pair = (name: string) =>
      [parameter(parameters, `${name}.weight`), parameter(parameters, `${name}.bias`)] as const;
    const norm = (x: tf.Tensor, name: string) => layerNorm(x, ...pair(name), layer_norm_eps);
    const dense = (x: tf.Tensor, name: string) => {
      const [weight, bias] = pair(name);
      return tf.add(linear(x, weight), bias);
    };
    /** The outputs of a block, of which training may drop a share before they are added to its inputs. */
    const block = (x: tf.Tensor, name: string) => after(dense(x, name), pair(name)[0]);
    const activate = ACTIVATIONS[config.hidden_act];
    const queryKeyValue = (x: tf.Tensor, name: string) =>
      parameters.has(`${name}.${PACKED}.weight`)
        ? tf.split(dense(x, `${name}.${PACKED}`), [D, D, D], 1)
        : QUERY_KEY_VALUE.map((part) => dense(x, `${name}.attention.self.${part}`));
    const computeLayer = (layer: number, x: tf.Tensor, mask: tf.Tensor | null): tf.Tensor => {
      const name = layerName(layer);
      const [q, k, v] = queryKeyValue(x, name).map((part) => splitHeads(part, [B, T], H)) as tf.Tensor[]; // B H T C
      const query = tf.mul(q as tf.Tensor, 1 / Math.sqrt(D / H));
      const taken = block(attention(query, k as tf.Tensor, v as tf.Tensor, mask), `${name}.attention.output.dense`);
      const mixed = norm(tf.add(taken, x), `${name}.attention.output.LayerNorm`);
      const inner = activate(dense(mixed, `${name}.intermediate.dense`)); // B·T F
      return norm(tf.add(block(inner, `${name}.output.dense`), mixed), `${name}.output.LayerNorm`);
    };
    const table = (name: string) => parameter(parameters, `${prefix}.embeddings.${name}_embeddings.weight`);
    const from = firstPosition(config);
    const placed =
      'at' in positions
        ? tf.reshape(tf.gather(table('position'), tf.add(positions.at, tf.scalar(from, 'int32'))), [B, T, D])
        : rowsFrom(table('position'), from + positions.from, T);
    // A single text is of the first type; the others are for pairs.
    const typed = tf.add(placed, tf.slice(table('token_type'), [0, 0], [1, -1]));
    const embedded = tf.reshape(tf.gather(table('word'), tf.reshape(ids, [B * T])), [B, T, D]);
    const normed = norm(tf.reshape(tf.add(embedded, typed), [B * T, D]), embeddingNorm);
    let x = after(normed, pair(embeddingNorm)[0]);
    onStates?.(0, x);
    for (let layer = 0; layer < config.num_hidden_layers; layer++) {
      x = oneLayer(layerName(layer), x, { mask }, (own, shared) => computeLayer(layer, own, shared.mask));
      onStates?.(layer + 1, x);
    }
    return x;
  };

  return {
    shapes: shapesOf,
    initial(config, name) {
      if (name.endsWith('.bias')) return { constant: 0 };
      return name.endsWith('LayerNorm.weight') ? { constant: 1 } : { deviation: config.initializer_range };
    },
    /** Of those who fill in words that are masked: what they have besides is not read. */
    output: () => words,
    linears: (config) =>
      Array.from(shapesOf(config).keys()).filter((name) => /\.(query|key|value|dense)\.weight$/.test(name)),
    blockOutputs: ({ num_hidden_layers }) => [
      `${embeddingNorm}.weight`,
      ...Array.from({ length: num_hidden_layers }, (_, layer) =>
        ['attention.output', 'output'].map((part) => `${layerName(layer)}.${part}.dense.weight`),
      ).flat(),
    ],
    linearInputs: 'columns',
    packs(config) {
      const found = new Map<string, string[]>();
      for (let layer = 0; layer < config.num_hidden_layers; layer++) {
        for (const kind of ['weight', 'bias']) {
          const parts = QUERY_KEY_VALUE.map((part) => `${layerName(layer)}.attention.self.${part}.${kind}`);
          found.set(`${layerName(layer)}.${PACKED}.${kind}`, parts);
        }
      }
      return found;
    },
    tables: () => new Map(),
    memory: () => new Map(),
    forward,
    pooler: ({ hidden_size: D }) =>
      new Map([
        [`${prefix}.pooler.dense.weight`, [D, D]],
        [`${prefix}.pooler.dense.bias`, [D]],
      ]),
    huggingface: foreignEncoder(prefix, foreign),
  };
}

const Written = z.looseObject({});

const foreignEncoder = <C extends EncoderConfig>(
  prefix: string,
  { schema, className, absent }: Omit<Traits<C>, 'prefix' | 'firstPosition'>,
): HuggingFace<C> => ({
  config: Written.transform((written: Record<string, unknown>): unknown => {
    // A `null` says as much as nothing.
    const said = Object.fromEntries(Object.entries(written).filter(([, value]) => value !== null));
    // Its body is the same whatever stands on it: masked words, classes, nothing.
    return { ...ENCODER_DEFAULTS, ...absent, ...said, architectures: bodyClass(written.architectures, className) };
  }).pipe(schema.superRefine(checkEncoder)),
  baseModelPrefix: prefix,
  formerName: (name) => name.replace('LayerNorm.weight', 'LayerNorm.gamma').replace('LayerNorm.bias', 'LayerNorm.beta'),
  // Its positions are weights.
  shortened: () => null,
});

/** The body's class for any class of the same family; others are named as they are. */
function bodyClass(written: unknown, own: string): unknown {
  const [first] = Array.isArray(written) ? written : [];
  const family = own.replace(/Model$/, '');
  const isFamily = typeof first === 'string' && new RegExp(`^${family}(Model|For\\w+)$`).test(first);
  return first === undefined || isFamily ? [own] : written;
}

function checkEncoder(config: EncoderConfig, context: z.RefinementCtx): void {
  const refuse = (name: string, message: string) => context.addIssue({ code: 'custom', path: [name], message });
  const { num_attention_heads: heads, hidden_size: width } = config;
  if (width % heads !== 0) refuse('num_attention_heads', `${heads} does not divide the width ${width}`);
  if (config.pad_token_id >= config.vocab_size) refuse('pad_token_id', `there are ${config.vocab_size} tokens`);
}
