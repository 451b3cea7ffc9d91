import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { Gpt2Config } from '../../../shared/domain/architectures/gpt2.ts';
import { attention, splitHeads } from '../layers/attention.ts';
import { geluNew } from '../layers/gelu.ts';
import { layerNorm } from '../layers/layerNorm.ts';
import { conv1d } from '../layers/linear.ts';
import { rowsFrom } from '../layers/positions.ts';
import { layer as oneLayer } from '../layers/recompute.ts';
import type { Architecture, BodyInput, Positions, Remember, Tables } from './architecture.ts';
import { type Parameters, parameter } from './parameters.ts';

/*
 * GPT-2 (Radford et al. 2019), so that the weights are a plain `GPT2LMHeadModel`: learned positions, layer norm before each block, queries,
 * keys and values in one matrix, GELU, biases. Its linear layers are `Conv1D`: `[in, out]`, other than in most models.
 * Shapes: B batch, T time, S time with the remembered past, C channels of a head, H heads, D model width, F feed-forward width, V vocabulary.
 */

const TOKENS = 'transformer.wte.weight';
const POSITIONS = 'transformer.wpe.weight';
const layerName = (layer: number): string => `transformer.h.${layer}`;

const innerWidth = ({ n_inner, n_embd }: Gpt2Config): number => n_inner ?? 4 * n_embd;

function shapes(config: Gpt2Config): Map<string, number[]> {
  const { n_embd: D, n_layer, n_positions, vocab_size: V } = config;
  const F = innerWidth(config);
  const found = new Map<string, number[]>([
    [TOKENS, [V, D]],
    [POSITIONS, [n_positions, D]],
  ]);
  const add = (name: string, weight: number[]) => {
    found.set(`${name}.weight`, weight);
    found.set(`${name}.bias`, weight.slice(-1));
  };
  for (let layer = 0; layer < n_layer; layer++) {
    const name = layerName(layer);
    add(`${name}.ln_1`, [D]);
    add(`${name}.attn.c_attn`, [D, 3 * D]);
    add(`${name}.attn.c_proj`, [D, D]);
    add(`${name}.ln_2`, [D]);
    add(`${name}.mlp.c_fc`, [D, F]);
    add(`${name}.mlp.c_proj`, [F, D]);
  }
  add('transformer.ln_f', [D]);
  if (!config.tie_word_embeddings) found.set('lm_head.weight', [V, D]);
  return found;
}

function forward(
  config: Gpt2Config,
  parameters: Parameters,
  _tables: Tables,
  { ids, positions, mask }: BodyInput,
  remember: Remember,
): tf.Tensor {
  const [B, T] = ids.shape;
  const { n_embd: D, n_head: H, layer_norm_epsilon } = config;
  const pair = (name: string) =>
    [parameter(parameters, `${name}.weight`), parameter(parameters, `${name}.bias`)] as const;
  const norm = (x: tf.Tensor, name: string) => layerNorm(x, ...pair(name), layer_norm_epsilon);
  const embedded = tf.gather(parameter(parameters, TOKENS), tf.reshape(ids, [B * T])); // B·T D
  const computeLayer = (layer: number, x: tf.Tensor, mask: tf.Tensor | null): tf.Tensor => {
    const name = layerName(layer);
    const qkv = conv1d(norm(x, `${name}.ln_1`), ...pair(`${name}.attn.c_attn`)); // B·T 3·D
    const [q, k, v] = tf.split(qkv, [D, D, D], 1).map((part) => splitHeads(part, [B, T], H)); // B H T C
    const query = tf.mul(q as tf.Tensor, 1 / Math.sqrt(D / H));
    const key = remember(`${layer}.key`, k as tf.Tensor); // B H S C
    const value = remember(`${layer}.value`, v as tf.Tensor);
    const mixed = tf.add(x, conv1d(attention(query, key, value, mask), ...pair(`${name}.attn.c_proj`)));
    const inner = geluNew(conv1d(norm(mixed, `${name}.ln_2`), ...pair(`${name}.mlp.c_fc`))); // B·T F
    return tf.add(mixed, conv1d(inner, ...pair(`${name}.mlp.c_proj`)));
  };
  let x = addPositions(embedded, parameter(parameters, POSITIONS), positions, [B, T]);
  for (let layer = 0; layer < config.n_layer; layer++) {
    x = oneLayer(layerName(layer), x, { mask }, (own, shared) => computeLayer(layer, own, shared.mask));
  }
  return norm(x, 'transformer.ln_f');
}

/** [B·T, D], [S, D] → [B·T, D] */
function addPositions(
  x: tf.Tensor,
  table: tf.Tensor,
  positions: Positions,
  [B, T]: readonly [number, number],
): tf.Tensor {
  if ('at' in positions) return tf.add(x, tf.gather(table, positions.at));
  const D = table.shape[1] as number;
  return tf.reshape(tf.add(tf.reshape(x, [B, T, D]), rowsFrom(table, positions.from, T)), [B * T, D]);
}

/** What older versions of transformers leave out has the value that `GPT2Config` gives it. */
const ForeignConfig = z
  .looseObject({})
  .transform(
    (config): Record<string, unknown> => ({
      n_inner: null,
      scale_attn_weights: true,
      scale_attn_by_inverse_layer_idx: false,
      resid_pdrop: 0.1,
      embd_pdrop: 0.1,
      attn_pdrop: 0.1,
      tie_word_embeddings: true,
      ...config,
      pad_token_id: config.pad_token_id ?? config.eos_token_id,
    }),
  )
  .pipe(Gpt2Config.superRefine(checkHeads));

function checkHeads({ n_embd, n_head }: Gpt2Config, context: z.RefinementCtx): void {
  if (n_embd % n_head === 0) return;
  context.addIssue({ code: 'custom', path: ['n_head'], message: `${n_head} does not divide the width ${n_embd}` });
}

export const gpt2: Architecture<Gpt2Config> = {
  shapes,
  /** Those that write into the residual stream are scaled by 1/√(2L), so that its variance does not grow with depth (section 2.3). */
  initial(config, name) {
    if (name.endsWith('.bias')) return { constant: 0 };
    if (/\.ln_\w+\.weight$/.test(name)) return { constant: 1 };
    const scale = name.endsWith('.c_proj.weight') ? 1 / Math.sqrt(2 * config.n_layer) : 1;
    return { deviation: config.initializer_range * scale };
  },
  output: ({ tie_word_embeddings }) => (tie_word_embeddings ? TOKENS : 'lm_head.weight'),
  linears: (config) => Array.from(shapes(config).keys()).filter((name) => /\.c_\w+\.weight$/.test(name)),
  linearInputs: 'rows',
  /** Its three matrices are one as it is. */
  packs: () => new Map(),
  tables: () => new Map(),
  memory({ n_layer, n_head: H, n_embd, n_positions: S }, B) {
    const found = new Map<string, number[]>();
    for (let layer = 0; layer < n_layer; layer++) {
      for (const part of ['key', 'value']) found.set(`${layer}.${part}`, [B, H, S, n_embd / H]);
    }
    return found;
  },
  forward,
  huggingface: {
    config: ForeignConfig,
    baseModelPrefix: 'transformer',
    // Its positions are weights.
    shortened: () => null,
  },
  gguf: {
    architecture: 'gpt2',
    config: ({ value, has, vocabSize }) => ({
      architectures: ['GPT2LMHeadModel'],
      vocab_size: vocabSize,
      n_positions: value('context_length'),
      n_embd: value('embedding_length'),
      n_layer: value('block_count'),
      n_head: value('attention.head_count'),
      n_inner: value('feed_forward_length'),
      activation_function: 'gelu_new',
      layer_norm_epsilon: Number(Number(value('attention.layer_norm_epsilon')).toPrecision(7)),
      initializer_range: 0.02,
      tie_word_embeddings: !has('output.weight'),
    }),
    tensor: ggufName,
    shape: ggufShape,
    restored(config, name, data) {
      const sides = turnedSides(config, name);
      return sides ? transposed(data, sides[1], sides[0]) : data;
    },
  },
  ggufWriting: {
    architecture: 'gpt2',
    fields: (config) => ({
      vocab_size: { uint32: config.vocab_size },
      context_length: { uint32: config.n_positions },
      embedding_length: { uint32: config.n_embd },
      block_count: { uint32: config.n_layer },
      feed_forward_length: { uint32: innerWidth(config) },
      'attention.head_count': { uint32: config.n_head },
      'attention.layer_norm_epsilon': { float32: config.layer_norm_epsilon },
    }),
    tensor: ggufName,
    shape: ggufShape,
    stored(config, name, data) {
      const sides = turnedSides(config, name);
      return sides ? transposed(data, ...sides) : data;
    },
  },
};

/** Rows and columns of a matrix that stands in its file the other way round, as `Conv1D` keeps it. */
function turnedSides(config: Gpt2Config, name: string): [rows: number, columns: number] | null {
  const sides = /\.c_\w+\.weight$/.test(name) ? shapes(config).get(name) : undefined;
  return sides ? [sides[0] as number, sides[1] as number] : null;
}

/** @param data `[rows, columns]` */
const transposed = (data: Float32Array, rows: number, columns: number): Float32Array =>
  data.map((_, index) => data[(index % rows) * columns + Math.floor(index / rows)] as number);

const GGUF_PARTS: Readonly<Record<string, string>> = {
  'transformer.wte': 'token_embd',
  'transformer.wpe': 'position_embd',
  'transformer.ln_f': 'output_norm',
  lm_head: 'output',
  ln_1: 'attn_norm',
  'attn.c_attn': 'attn_qkv',
  'attn.c_proj': 'attn_output',
  ln_2: 'ffn_norm',
  'mlp.c_fc': 'ffn_up',
  'mlp.c_proj': 'ffn_down',
};

function ggufName(name: string): string {
  const [, layer, part = ''] = /^transformer\.h\.(\d+)\.(.*)\.(?:weight|bias)$/.exec(name) ?? [];
  const kind = name.slice(name.lastIndexOf('.'));
  if (layer !== undefined) return `blk.${layer}.${GGUF_PARTS[part]}${kind}`;
  return `${GGUF_PARTS[name.slice(0, name.lastIndexOf('.'))]}${kind}`;
}

/** There, its matrices are as PyTorch's linear layers have them: [out, in]. */
function ggufShape(name: string, shape: readonly number[]): readonly number[] {
  return /\.c_\w+\.weight$/.test(name) ? shape.toReversed() : shape;
}
