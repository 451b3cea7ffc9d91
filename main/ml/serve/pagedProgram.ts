import * as tf from '@tensorflow/tfjs-core';
import { contextOf, type ModelConfig, withContext } from '../../../shared/domain/architectures/index.ts';
import type { Tables } from '../architectures/architecture.ts';
import { bodyStates, logits, memoryShapes } from '../architectures/model.ts';
import { parameter } from '../architectures/parameters.ts';
import { replaceRows } from '../layers/replaceRows.ts';
import type { Lengths, Method, ProgramDefinition, TensorSpec, Tensors } from '../program/program.ts';
import { decodingConstants } from '../sample/decodingConstants.ts';

/*
 * Decoding of many texts whose caches lie in blocks of one pool, wherever there is room (Kwon et al. 2023, “PagedAttention”): texts that begin
 * alike share the blocks of their beginning, and a text takes no more memory than it has tokens. One method takes P tokens of each of n texts,
 * looks at l blocks of each, and gives m rows of logits; all four may be anything, so that prompts, single tokens of many texts and scores of
 * whole prompts are one computation, and the weights are in the engine once.
 */

/** Tokens of a block. */
export const BLOCK = 16;

/** What is recorded: sides so long that no window of attention is longer. */
const RECORDED = [
  { n: 3, P: 5, l: 6257, m: 7 },
  { n: 11, P: 13, l: 12_503, m: 17 },
] as const;

export const STEP = 'step';
/** State of what is remembered under a name: `[blocks · K · BLOCK, C]`. */
export const cacheName = (name: string) => `cache.${name}`;

/** Bytes of a block of all keys and values. */
export const blockBytes = (config: ModelConfig): number =>
  Array.from(memoryShapes(config, 1).values()).reduce((sum, [, K = 0, , C = 0]) => sum + 4 * K * BLOCK * C, 0);

/** Texts whose whole contexts are in a pool at most. */
const MOST_CONTEXTS = 16;

/** Blocks of a pool that takes no more than so many bytes, and has room for one text as long as the context in any case. */
export function poolBlocks(config: ModelConfig, bytes: number): number {
  const context = Math.ceil(contextOf(config) / BLOCK);
  return Math.max(context, Math.min(MOST_CONTEXTS * context, Math.floor(bytes / blockBytes(config))));
}

/**
 * A program that only decodes. Its parameters are constants: those of `packedShapes`. `STEP` has lengths n, P, l and m, and the inputs of
 * `inputsOf`.
 *
 * @param blocks of the pool
 */
export function pagedProgram(config: ModelConfig, blocks: number): ProgramDefinition {
  const { constants, tablesIn } = decodingConstants(config);
  const pools = Array.from(memoryShapes(config, 1), ([name, [, K = 0, , C = 0]]) => {
    return [cacheName(name), [blocks * K * BLOCK, C]] as const;
  });
  const at = (lengths: Lengths): Pick<Method, 'inputs' | 'call'> => {
    const { n = 1, P = 1, l = 1, m = 1 } = lengths;
    return {
      inputs: inputsOf({ n, P, l, m }),
      call: step(config, { n, P, l }, tablesIn),
    };
  };
  const method: Method = {
    ...at({ n: 1, P: 1, l: 1, m: 1 }),
    runsOften: true,
    varying: {
      sides: { n: ['blocks', 0], P: ['ids', 1], l: ['blocks', 1], m: ['last', 0] },
      recorded: RECORDED,
      at,
    },
  };
  return {
    key: `paged decoding ${JSON.stringify({ config, blocks })}`,
    constants,
    state: new Map(pools),
    methods: new Map([[STEP, method]]),
  };
}

type Sides = Record<'n' | 'P' | 'l' | 'm', number>;

const inputsOf = ({ n, P, l, m }: Sides): Map<string, TensorSpec> =>
  new Map([
    ['ids', { dtype: 'int32', shape: [n, P] }],
    ['positions', { dtype: 'int32', shape: [n * P] }],
    // Where each new row goes: its block's first row and its place there, as if there were one head.
    ['starts', { dtype: 'int32', shape: [n, P] }],
    ['places', { dtype: 'int32', shape: [n, P] }],
    ['blocks', { dtype: 'int32', shape: [n, l] }],
    // The first row of each text among those that are looked at, and how many these are for a head.
    ['bases', { dtype: 'int32', shape: [n, P] }],
    ['length', { dtype: 'int32', shape: [1] }],
    ['mask', { dtype: 'float32', shape: [n, 1, P, l * BLOCK] }],
    // The rows whose logits are wanted, of n·P.
    ['last', { dtype: 'int32', shape: [m] }],
  ]);

const step =
  (config: ModelConfig, { n, P, l }: Omit<Sides, 'm'>, tablesIn: (state: Tensors) => Tables): Method['call'] =>
  (inputs, state) => {
    const changed = new Map<string, tf.Tensor>();
    const given = (name: string) => parameter(inputs, name);
    const remember = (name: string, fresh: tf.Tensor): tf.Tensor => {
      const [, K, , C] = fresh.shape as [number, number, number, number];
      const pool = parameter(state, cacheName(name));
      changed.set(cacheName(name), replaceRows(pool, fresh, rowsOf(given('starts'), given('places'), K)));
      // Blocks of a head lie one after another: a text's are looked up whole, and the new rows are put into what was looked up.
      const blocks = tf.reshape(pool, [(pool.shape[0] as number) / BLOCK, BLOCK * C]);
      const looked = tf.reshape(tf.gather(blocks, blocksOf(given('blocks'), K)), [n * K * l * BLOCK, C]);
      const first = tf.add(tf.mul(given('bases'), tf.scalar(K, 'int32')), tf.reshape(given('positions'), [n, P]));
      const rows = tf.add(tf.expandDims(first, 1), tf.mul(given('length'), heads(K, 1)));
      return tf.reshape(replaceRows(looked, fresh, rows), [n, K, l * BLOCK, C]);
    };
    const input = { ids: given('ids') as tf.Tensor2D, positions: { at: given('positions') }, mask: given('mask') };
    const hidden = bodyStates(withContext(config, l * BLOCK), state, tablesIn(state), input, remember);
    const wanted = tf.gather(tf.reshape(hidden, [n * P, hidden.shape[1] as number]), given('last'));
    return { outputs: new Map([['logits', logits(config, state, wanted)]]), state: changed };
  };

/** Rows of the pool for each head: `[n, P]`, `[n, P]` → `[n, K, P]` */
function rowsOf(starts: tf.Tensor, places: tf.Tensor, K: number): tf.Tensor {
  const first = tf.add(tf.mul(starts, tf.scalar(K, 'int32')), places);
  return tf.add(tf.expandDims(first, 1), heads(K, BLOCK));
}

/** Blocks of the pool for each head: `[n, l]` → `[n, K, l]` */
const blocksOf = (blocks: tf.Tensor, K: number): tf.Tensor =>
  tf.add(tf.expandDims(tf.mul(blocks, tf.scalar(K, 'int32')), 1), heads(K, 1));

const heads = (K: number, stride: number): tf.Tensor =>
  tf.tensor(
    Int32Array.from({ length: K }, (_, head) => head * stride),
    [1, K, 1],
    'int32',
  );
