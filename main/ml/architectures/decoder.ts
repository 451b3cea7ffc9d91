import * as tf from '@tensorflow/tfjs-core';
import type { DecoderConfig } from '../../../shared/domain/architectures/decoderConfig.ts';
import { attention, bothMasks, splitHeads, windowMask } from '../layers/attention.ts';
import { linear } from '../layers/linear.ts';
import { rmsNorm, rotate, swiglu } from '../layers/operations.ts';
import { layer as oneLayer } from '../layers/recompute.ts';
import { anglesAt, namedTables, rotaryFrequencies, rotaryTables, type Stretch, stretched } from '../layers/rotary.ts';
import type { Architecture, BodyInput, Remember, Tables } from './architecture.ts';
import { type Parameters, parameter } from './parameters.ts';

/*
 * A Llama-style decoder (Touvron et al. 2023) and what its descendants have besides: RMSNorm before each block, rotary positions,
 * grouped-query attention, SwiGLU; perhaps biases, norms of each head's queries and keys, layers that see a window of tokens.
 * Shapes: B batch, T time, S time with the remembered past, C channels of a head, H heads, K key-value heads, D model width, F
 * feed-forward width, V vocabulary.
 */

/** What such an architecture has besides what all of them have. */
export interface DecoderTraits {
  /** Of the products of queries, keys and values; of what attention gives; of the feed-forward layer. */
  biases: { queryKeyValue: boolean; output: boolean; feedForward: boolean };
  /** Whether queries and keys are normed head by head. */
  headNorms: boolean;
  /** Tokens that a layer sees, itself included; `null` sees all before it. */
  window(layer: number): number | null;
}

/** What is packed in each layer: the name of the whole and of its parts, whose rows follow one another. */
const PACKED = {
  'self_attn.qkv_proj': ['self_attn.q_proj', 'self_attn.k_proj', 'self_attn.v_proj'],
  'mlp.gate_up_proj': ['mlp.gate_proj', 'mlp.up_proj'],
} as const;
type PackedName = keyof typeof PACKED;

const EMBEDDING = 'model.embed_tokens.weight';
const layerName = (layer: number): string => `model.layers.${layer}`;

/** All of an architecture but what folders of others have differently. */
export function decoder<C extends DecoderConfig>(
  traitsOf: (config: C) => DecoderTraits,
): Omit<Architecture<C>, 'huggingface'> {
  return {
    shapes: (config) => shapes(config, traitsOf(config)),
    /** Those that write into the residual stream are scaled by 1/√(2L), so that its variance does not grow with depth (GPT-2, section 2.3). */
    initial(config, name) {
      if (name.endsWith('.bias')) return { constant: 0 };
      if (name.endsWith('norm.weight')) return { constant: 1 };
      const writesResidual = name.endsWith('o_proj.weight') || name.endsWith('down_proj.weight');
      const scale = writesResidual ? 1 / Math.sqrt(2 * config.num_hidden_layers) : 1;
      return { deviation: config.initializer_range * scale };
    },
    output: ({ tie_word_embeddings }) => (tie_word_embeddings ? EMBEDDING : 'lm_head.weight'),
    linears: (config) => decoderLinears(shapes(config, traitsOf(config))),
    linearInputs: 'columns',
    packs: (config) => packs(config, traitsOf(config)),
    tables: (config) =>
      new Map(
        namedTables(
          rotaryTables(config.max_position_embeddings, frequenciesOf(config, config.rope_theta, config.rope_scaling)),
        ),
      ),
    memory: keysAndValues,
    forward: (config, ...rest) => forward(config, traitsOf(config), ...rest),
  };
}

/** The matrices of a decoder's layers. */
export const decoderLinears = (shapes: ReadonlyMap<string, unknown>): string[] =>
  [...shapes.keys()].filter((name) => name.endsWith('_proj.weight'));

/** Of the angles of a decoder's heads. */
export function frequenciesOf(
  { head_dim }: DecoderConfig,
  theta: number,
  scaling: DecoderConfig['rope_scaling'],
): number[] {
  const plain = rotaryFrequencies(head_dim, theta);
  return scaling ? stretched(plain, scaling as Stretch) : plain;
}

/** What a decoder remembers of B texts. */
export function keysAndValues(config: DecoderConfig, B: number): Map<string, number[]> {
  const { num_key_value_heads: K, head_dim: C, max_position_embeddings: S } = config;
  const found = new Map<string, number[]>();
  for (let layer = 0; layer < config.num_hidden_layers; layer++) {
    for (const part of ['key', 'value']) found.set(`${layer}.${part}`, [B, K, S, C]);
  }
  return found;
}

function shapes(config: DecoderConfig, { biases, headNorms }: DecoderTraits): Map<string, number[]> {
  const { hidden_size: D, intermediate_size: F, vocab_size: V, head_dim: C } = config;
  const [queries, keys] = [config.num_attention_heads * C, config.num_key_value_heads * C];
  const found = new Map<string, number[]>([[EMBEDDING, [V, D]]]);
  for (let layer = 0; layer < config.num_hidden_layers; layer++) {
    const name = layerName(layer);
    const matrix = (part: string, [rows, columns]: readonly [number, number], bias: boolean) => {
      found.set(`${name}.${part}.weight`, [rows, columns]);
      if (bias) found.set(`${name}.${part}.bias`, [rows]);
    };
    found.set(`${name}.input_layernorm.weight`, [D]);
    matrix('self_attn.q_proj', [queries, D], biases.queryKeyValue);
    matrix('self_attn.k_proj', [keys, D], biases.queryKeyValue);
    matrix('self_attn.v_proj', [keys, D], biases.queryKeyValue);
    matrix('self_attn.o_proj', [D, queries], biases.output);
    if (headNorms) for (const part of ['q', 'k']) found.set(`${name}.self_attn.${part}_norm.weight`, [C]);
    found.set(`${name}.post_attention_layernorm.weight`, [D]);
    matrix('mlp.gate_proj', [F, D], biases.feedForward);
    matrix('mlp.up_proj', [F, D], biases.feedForward);
    matrix('mlp.down_proj', [D, F], biases.feedForward);
  }
  found.set('model.norm.weight', [D]);
  if (!config.tie_word_embeddings) found.set('lm_head.weight', [V, D]);
  return found;
}

function packs(config: DecoderConfig, { biases }: DecoderTraits): Map<string, string[]> {
  const found = new Map<string, string[]>();
  const hasBias = { 'self_attn.qkv_proj': biases.queryKeyValue, 'mlp.gate_up_proj': biases.feedForward };
  for (let layer = 0; layer < config.num_hidden_layers; layer++) {
    const named = (name: string, kind: string) => `${layerName(layer)}.${name}.${kind}`;
    for (const [whole, parts] of Object.entries(PACKED)) {
      for (const kind of hasBias[whole as PackedName] ? ['weight', 'bias'] : ['weight']) {
        found.set(
          named(whole, kind),
          parts.map((part) => named(part, kind)),
        );
      }
    }
  }
  return found;
}

/** What layers read besides weights. */
type Shared = Readonly<Record<'queryCos' | 'querySin' | 'keyCos' | 'keySin', tf.Tensor>> & {
  mask: tf.Tensor | null;
};

function forward(
  config: DecoderConfig,
  { headNorms, window }: DecoderTraits,
  parameters: Parameters,
  tables: Tables,
  { ids, positions, mask, attend }: BodyInput,
  remember: Remember,
): tf.Tensor {
  const [B, T] = ids.shape;
  const { num_attention_heads: H, num_key_value_heads: K, head_dim: C, intermediate_size: F } = config;
  const { query, key } = anglesAt((name) => parameter(tables, name), positions, [B, T]);
  const shared = { queryCos: query.cos, querySin: query.sin, keyCos: key.cos, keySin: key.sin, mask };
  const S = 'from' in positions ? positions.from + T : config.max_position_embeddings;
  const traits = { scale: 1 / Math.sqrt(C), cos: parameter(tables, 'key.cos'), sin: parameter(tables, 'key.sin') };
  const seenBy = masksOfWindows(mask, (width) => windowMask(positions, [B, T], S, width));
  const computeLayer = (layer: number, x: tf.Tensor, { queryCos, querySin, keyCos, keySin, mask }: Shared) => {
    const weight = (name: string) => parameter(parameters, `${layerName(layer)}.${name}.weight`);
    const project = projector(parameters, layer);
    const normed = (y: tf.Tensor, name: string) =>
      headNorms ? headNorm(y, weight(`self_attn.${name}_norm`), config.rms_norm_eps) : y;
    const normal = rmsNorm(x, weight('input_layernorm'), config.rms_norm_eps);
    const [q, k, v] = project('self_attn.qkv_proj', normal, [H * C, K * C, K * C]); // B·T count·C
    const rows = { query: normed(q as tf.Tensor, 'q'), key: normed(k as tf.Tensor, 'k'), value: v as tf.Tensor };
    const names = [`${layer}.key`, `${layer}.value`] as const;
    const stepByStep = () => {
      const query = rotate(splitHeads(rows.query, [B, T], H), queryCos, querySin);
      const key = remember(names[0], rotate(splitHeads(rows.key, [B, T], K), keyCos, keySin)); // B K S C
      const value = remember(names[1], splitHeads(rows.value, [B, T], K));
      return attention(query, key, value, mask);
    };
    const seesAll = (window(layer) ?? S) >= S;
    const attended = (seesAll && attend?.(names, rows, traits)) || stepByStep();
    const mixed = tf.add(x, biased(parameters, layer, 'self_attn.o_proj', attended));
    const h = rmsNorm(mixed, weight('post_attention_layernorm'), config.rms_norm_eps);
    const [gate, up] = project('mlp.gate_up_proj', h, [F, F]);
    return tf.add(mixed, biased(parameters, layer, 'mlp.down_proj', swiglu(gate as tf.Tensor, up as tf.Tensor)));
  };
  let x = tf.gather(parameter(parameters, EMBEDDING), tf.reshape(ids, [B * T])); // B·T D
  for (let layer = 0; layer < config.num_hidden_layers; layer++) {
    const given = { ...shared, mask: seenBy(window(layer)) };
    x = oneLayer(layerName(layer), x, given, (input, read) => computeLayer(layer, input, read));
  }
  return rmsNorm(x, parameter(parameters, 'model.norm.weight'), config.rms_norm_eps);
}

/** Layers with the same window share their mask. */
export function masksOfWindows(
  mask: tf.Tensor | null,
  ofWindow: (width: number) => tf.Tensor | null,
): (window: number | null) => tf.Tensor | null {
  const made = new Map<number, tf.Tensor | null>();
  return (window) => {
    if (window === null) return mask;
    const found = made.has(window) ? (made.get(window) as tf.Tensor | null) : bothMasks(mask, ofWindow(window));
    made.set(window, found);
    return found;
  };
}

/** RMSNorm of each head: [N, count·C], [C] → [N, count·C] */
export const headNorm = (x: tf.Tensor, weight: tf.Tensor, epsilon: number): tf.Tensor =>
  tf.reshape(rmsNorm(tf.reshape(x, [-1, weight.size]), weight, epsilon), x.shape);

/** The product of a layer's matrix, and its bias where it has one: [N, in] → [N, out] */
function biased(parameters: Parameters, layer: number, name: string, x: tf.Tensor): tf.Tensor {
  const product = linear(x, parameter(parameters, `${layerName(layer)}.${name}.weight`));
  const bias = parameters.get(`${layerName(layer)}.${name}.bias`);
  return bias ? tf.add(product, bias) : product;
}

/** Products of an input with matrices that a model may keep packed: [N, in] → [N, size] each. */
type Projector = (name: PackedName, x: tf.Tensor, sizes: number[]) => tf.Tensor[];

function projector(parameters: Parameters, layer: number): Projector {
  return (name, x, sizes) =>
    parameters.has(`${layerName(layer)}.${name}.weight`)
      ? tf.split(biased(parameters, layer, name, x), sizes, 1)
      : PACKED[name].map((part) => biased(parameters, layer, part, x));
}
