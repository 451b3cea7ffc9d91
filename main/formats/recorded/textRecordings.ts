import * as tf from '@tensorflow/tfjs-core';
import { type ModelConfig, withContext } from '../../../shared/domain/architectures/index.ts';
import { registerRecordingBackend } from '../../engine/backends/recordingBackend.ts';
import { DataType, type Recording } from '../../engine/compiler/graph.ts';
import { recordAside, withRecording } from '../../engine/compiler/recordAside.ts';
import { shareEqualNodes, simplify } from '../../engine/compiler/simplify.ts';
import { bodyStates, logits, memoryShapes, tablesOf } from '../../ml/architectures/model.ts';
import { parameter } from '../../ml/architectures/parameters.ts';
import { textStates } from '../../ml/architectures/textStates.ts';
import type { Method, TensorSpec, Tensors } from '../../ml/program/program.ts';
import type { Head } from '../../ml/train/task.ts';
import { wholeTextInputs, wholeTextsIn } from '../../ml/train/wholeTexts.ts';

export { HIDDEN } from '../../ml/train/wholeTexts.ts';

/** What a model makes of texts, recorded with two sets of sides: see `Twins`. */
export interface TextRecordings {
  recordings: readonly [Recording, Recording];
  /** Names and shapes of the parameters, whether they are read or not. */
  shapes: ReadonlyMap<string, readonly number[]>;
  /** Numbers that follow from the configuration, `[positions, C]`, by the names of what is kept. */
  tables: TableValues;
  /** Of a decoder: what it remembers of one text, `[1, K, positions, C]`, by names such as `0.key`. */
  memory: ReadonlyMap<string, readonly number[]>;
  /** Whether it reads whole texts, and no memory. */
  whole: boolean;
}

export type TableValues = ReadonlyMap<string, { shape: readonly number[]; values: Float32Array }>;

/** Sides in the two recordings: nothing is computed, so that they may be as long as no window of attention is. */
const RECORDED = [
  { B: 3, T: 5, P: 100_003 },
  { B: 11, T: 13, P: 200_017 },
] as const;
type Sides = (typeof RECORDED)[number];

/** What the two recordings have for a length. */
export const recordedSides = (of: (sides: Sides) => number): [number, number] => [of(RECORDED[0]), of(RECORDED[1])];

/** What Optimum calls the states of all tokens. */
export const STATES = 'last_hidden_state';

const table = (name: string) => `table.${name}`;
/** What `optimum` calls a part of a layer's memory, of its name here, `0.key`. */
export const memoryName = (prefix: string, name: string) => `${prefix}.${name}`;

/**
 * Records what an architecture computes here. Arguments are `ids` `[B, T]`, `positions` `[B · T]` and `mask`, what is added to scores of attention.
 *
 * A decoder: besides `past.N.key|value`, `mask` `[B, 1, T, P + T]` → `logits` `[B, T, V]`, `present.N.key|value`. What reads whole texts: `mask`
 * `[B, 1, T or 1, T]`, `lengths` `[B]`, `last` `[B]`, the places of the texts' last tokens → what the head calls it, `[B, N]`, and of a body
 * alone `last_hidden_state` besides.
 */
export function recordText(config: ModelConfig, head: Head): TextRecordings {
  registerRecordingBackend();
  const tables = withRecording(() => tableValues(config));
  const shapes = head.shapes(config);
  if (!head.whole) {
    const memory = memoryShapes(config, 1);
    return { recordings: recordDecoder(config, { shapes, tables, memory }), shapes, tables, memory, whole: false };
  }
  const recordings = recordWhole(config, head.whole, { shapes, tables });
  return { recordings, shapes, tables, memory: new Map(), whole: true };
}

function tableValues(config: ModelConfig): TableValues {
  return new Map(
    Array.from(tablesOf(config), ([name, tensor]) => [
      table(name),
      { shape: tensor.shape, values: Float32Array.from(tensor.dataSync()) },
    ]),
  );
}

type Kept = Pick<TextRecordings, 'shapes' | 'tables'>;

/** Records with the parameters and tables as what is kept, and nothing as known. */
function recordBoth({ shapes, tables }: Kept, methodOf: (sides: Sides) => Method): readonly [Recording, Recording] {
  const variables = new Map(
    [...shapes, ...Array.from(tables, ([name, { shape }]) => [name, shape] as const)].map(([name, shape]) => [
      name,
      { dtype: DataType.FLOAT, shape },
    ]),
  );
  const [first, second] = RECORDED.map((sides) => shareEqualNodes(simplify(recordAside(variables, methodOf(sides)))));
  return [first as Recording, second as Recording];
}

const tablesIn = (state: Tensors): Tensors =>
  new Map(
    Array.from(state).flatMap(([name, tensor]) =>
      name.startsWith('table.') ? [[name.slice('table.'.length), tensor] as const] : [],
    ),
  );

function recordDecoder(config: ModelConfig, { memory, ...kept }: Kept & Pick<TextRecordings, 'memory'>) {
  return recordBoth(kept, ({ B, T, P }) => ({
    inputs: new Map<string, TensorSpec>([
      ['ids', { dtype: 'int32', shape: [B, T] }],
      ['positions', { dtype: 'int32', shape: [B * T] }],
      ['mask', { dtype: 'float32', shape: [B, 1, T, P + T] }],
      ...Array.from(memory, ([name, [, K = 0, , C = 0]]) => {
        return [memoryName('past', name), { dtype: 'float32', shape: [B, K, P, C] }] as [string, TensorSpec];
      }),
    ]),
    call(inputs, state) {
      const present = new Map<string, tf.Tensor>();
      const input = {
        ids: parameter(inputs, 'ids') as tf.Tensor2D,
        positions: { at: parameter(inputs, 'positions') },
        mask: parameter(inputs, 'mask'),
      };
      const own = withContext(config, P + T);
      const hidden = bodyStates(own, state, tablesIn(state), input, (name, fresh) => {
        const all = tf.concat([parameter(inputs, memoryName('past', name)), fresh], 2);
        present.set(memoryName('present', name), all);
        return all;
      });
      const scores = logits(config, state, hidden);
      const outputs = new Map([['logits', tf.reshape(scores, [B, T, scores.shape[1] as number])], ...present]);
      return { outputs };
    },
  }));
}

function recordWhole(config: ModelConfig, { output, scores }: NonNullable<Head['whole']>, kept: Kept) {
  const hasStates = output === 'sentence_embedding';
  return recordBoth(kept, ({ B, T }) => ({
    inputs: wholeTextInputs(config, { B, T }),
    call(inputs, state) {
      const texts = wholeTextsIn(inputs);
      const own = withContext(config, T);
      const found = new Map([[output, scores(own, state, tablesIn(state), texts)]]);
      if (!hasStates) return { outputs: found };
      const states = textStates(own, state, tablesIn(state), texts);
      return { outputs: new Map([[STATES, tf.reshape(states, [B, T, states.shape[1]])], ...found]) };
    },
  }));
}
