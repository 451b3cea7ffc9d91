import * as tf from '@tensorflow/tfjs-core';
import { bodyOf, type ModelConfig, withContext } from '../../../shared/domain/architectures/index.ts';
import { registerRecordingBackend } from '../../engine/backends/recordingBackend.ts';
import { DataType, type Recording, typeOf, VARIABLE, type Value } from '../../engine/compiler/graph.ts';
import { usedInitializers } from '../../engine/compiler/onnx/graphBuilder.ts';
import { lower } from '../../engine/compiler/onnx/lower.ts';
import { type OnnxNode, type OnnxTensor, OnnxType, type OnnxValueInfo } from '../../engine/compiler/onnx/onnxModel.ts';
import { SymbolicGraph } from '../../engine/compiler/onnx/symbolicGraph.ts';
import { recordAside, withRecording } from '../../engine/compiler/recordAside.ts';
import { shareEqualNodes, simplify } from '../../engine/compiler/simplify.ts';
import { bodyStates, logits, memoryShapes, tablesOf } from '../../ml/architectures/model.ts';
import { parameter } from '../../ml/architectures/parameters.ts';
import { textStates } from '../../ml/architectures/textStates.ts';
import type { Method, TensorSpec, Tensors } from '../../ml/program/program.ts';
import type { Head } from '../../ml/train/task.ts';

/** A graph whose large tensors are told apart: weights by their Hugging Face names, and what follows from the configuration. */
export interface TextModelGraph {
  nodes: readonly OnnxNode[];
  /** Small constants. */
  initializers: readonly OnnxTensor[];
  inputs: readonly OnnxValueInfo[];
  outputs: readonly OnnxValueInfo[];
  /** Names and shapes of the weights that are read. */
  weights: ReadonlyMap<string, readonly number[]>;
  /** Numbers of tables, `[positions, C]`, by the names of initializers. */
  tables: ReadonlyMap<string, { shape: readonly number[]; values: Float32Array }>;
}

/** Sides in the two recordings: nothing is computed, so that they may be as long as no window of attention is. */
const RECORDED = [
  { B: 3, T: 5, P: 100_003 },
  { B: 11, T: 13, P: 200_017 },
] as const;
type Sides = (typeof RECORDED)[number];

const BATCH = 'batch_size';
const SEQUENCE = 'sequence_length';
const PAST = 'past_sequence_length';
const TOTAL = 'past_sequence_length + sequence_length';

const table = (name: string) => `table.${name}`;
/** What `optimum` calls a part of a layer's memory, of its name here, `0.key`. */
const memoryName = (prefix: string, name: string) => `${prefix}.${name}`;
const HIDDEN = -1e9;
/** What Optimum calls the states of all tokens. */
const STATES = 'last_hidden_state';

/**
 * The graph of a model for texts of any length, out of what its architecture computes here: inputs and outputs have the names that
 * transformers.js and Optimum expect.
 *
 * A decoder: `input_ids`, `attention_mask`, `position_ids`, `past_key_values.N.key|value` → `logits` `[B, T, V]`, `present.N.key|value`. What
 * reads whole texts: `input_ids`, `attention_mask` (texts padded at their ends) → what the head calls it, `[B, N]`, and of a body alone
 * `last_hidden_state` besides.
 *
 * @throws NotRecordable when the model computes something that has no operators of ONNX
 */
export function textModel(config: ModelConfig, head: Head): TextModelGraph {
  registerRecordingBackend();
  const tables = withRecording(() => tableValues(config));
  return head.whole ? wholeTextModel(config, head, head.whole, tables) : decoderModel(config, head, tables);
}

type TableValues = ReadonlyMap<string, { shape: readonly number[]; values: Float32Array }>;

function tableValues(config: ModelConfig): TableValues {
  return new Map(
    Array.from(tablesOf(config), ([name, tensor]) => [
      table(name),
      { shape: tensor.shape, values: Float32Array.from(tensor.dataSync()) },
    ]),
  );
}

/** Records with the parameters and tables as what is kept, and nothing as known. */
function recordBoth(
  shapes: ReadonlyMap<string, readonly number[]>,
  tables: TableValues,
  methodOf: (sides: Sides) => Method,
): readonly [Recording, Recording] {
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

function decoderModel(config: ModelConfig, head: Head, tables: TableValues): TextModelGraph {
  const shapes = head.shapes(config);
  const memory = memoryShapes(config, 1);
  const recordings = recordBoth(shapes, tables, ({ B, T, P }) => ({
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
  const graph = new SymbolicGraph(recordings);
  const { batch, sequence } = know(graph);
  const [firstPart = ''] = memory.keys();
  const past = lengthOf(graph, memoryName('past_key_values', firstPart), 2);
  const total = graph.add('Add', [past, sequence]);
  const recorded = (of: (sides: Sides) => number): [number, number] => [of(RECORDED[0]), of(RECORDED[1])];
  graph.know(
    { value: past, recorded: recorded(({ P }) => P) },
    { value: total, recorded: recorded(({ P, T }) => P + T) },
    { value: graph.add('Mul', [batch, total]), recorded: recorded(({ B, P, T }) => B * (P + T)) },
  );
  const sources: Record<string, string> = {
    ids: toInt32(graph, 'input_ids'),
    positions: toInt32(graph, graph.add('Reshape', ['position_ids', graph.int64s([-1])])),
    mask: causalMask(graph, { past, sequence, total }),
  };
  const part = (name: string) => (name.startsWith('past.') ? `past_key_values.${name.slice('past.'.length)}` : name);
  const found = finish(graph, recordings[0], shapes, tables, (name) => sources[name] ?? part(name));
  const ids = (name: string, side: string): OnnxValueInfo => ({ name, type: OnnxType.INT64, shape: [BATCH, side] });
  const cache = (prefix: string, side: string): OnnxValueInfo[] =>
    Array.from(memory, ([name, [, K = 0, , C = 0]]) => ({
      name: memoryName(prefix, name),
      type: OnnxType.FLOAT,
      shape: [BATCH, K, side, C],
    }));
  const V = typeOf(recordings[0].results.get('logits') as Value).shape.at(-1) as number;
  return {
    ...found,
    inputs: [
      ids('input_ids', SEQUENCE),
      ids('attention_mask', TOTAL),
      ids('position_ids', SEQUENCE),
      ...cache('past_key_values', PAST),
    ],
    outputs: [{ name: 'logits', type: OnnxType.FLOAT, shape: [BATCH, SEQUENCE, V] }, ...cache('present', TOTAL)],
  };
}

function wholeTextModel(
  config: ModelConfig,
  head: Head,
  { output, scores }: NonNullable<Head['whole']>,
  tables: TableValues,
): TextModelGraph {
  const shapes = head.shapes(config);
  const isDecoder = bodyOf(config) === 'decoder';
  const hasStates = output === 'sentence_embedding';
  const recordings = recordBoth(shapes, tables, ({ B, T }) => ({
    inputs: new Map<string, TensorSpec>([
      ['ids', { dtype: 'int32', shape: [B, T] }],
      ['positions', { dtype: 'int32', shape: [B * T] }],
      ['mask', { dtype: 'float32', shape: [B, 1, isDecoder ? T : 1, T] }],
      ['lengths', { dtype: 'float32', shape: [B] }],
      ['last', { dtype: 'int32', shape: [B] }],
    ]),
    call(inputs, state) {
      const texts = {
        ids: parameter(inputs, 'ids') as tf.Tensor2D,
        lengths: parameter(inputs, 'lengths') as tf.Tensor1D,
        last: parameter(inputs, 'last') as tf.Tensor1D,
        seen: { positions: { at: parameter(inputs, 'positions') }, mask: parameter(inputs, 'mask') },
      };
      const own = withContext(config, T);
      const found = new Map([[output, scores(own, state, tablesIn(state), texts)]]);
      if (!hasStates) return { outputs: found };
      const states = textStates(own, state, tablesIn(state), texts);
      return { outputs: new Map([[STATES, tf.reshape(states, [B, T, states.shape[1]])], ...found]) };
    },
  }));
  const graph = new SymbolicGraph(recordings);
  const { batch, sequence } = know(graph);
  const attended = graph.add('Cast', ['attention_mask'], { to: { i: OnnxType.FLOAT } });
  const lengths = graph.add('ReduceSum', [attended, graph.int64s([1])], { keepdims: { i: 0 } });
  const places = range(graph, scalarOf(graph, graph.int64s([0])), scalarOf(graph, sequence));
  const starts = graph.add('Mul', [range(graph, scalarOf(graph, graph.int64s([0])), scalarOf(graph, batch)), sequence]);
  const lastPlaces = graph.add('Sub', [graph.add('Cast', [lengths], { to: { i: OnnxType.INT64 } }), graph.int64s([1])]);
  const positions = graph.add('Expand', [places, graph.add('Concat', [batch, sequence], { axis: { i: 0 } })]);
  const sources: Record<string, string> = {
    ids: toInt32(graph, 'input_ids'),
    positions: toInt32(graph, graph.add('Reshape', [positions, graph.int64s([-1])])),
    mask: isDecoder
      ? causalMask(graph, { past: graph.int64s([0]), sequence, total: sequence })
      : graph.add('Mul', [hiddenOf(graph, 'attention_mask'), graph.scalar(HIDDEN)]),
    lengths,
    last: toInt32(graph, graph.add('Add', [starts, lastPlaces])),
  };
  const found = finish(graph, recordings[0], shapes, tables, (name) => sources[name] ?? name);
  const ids = (name: string): OnnxValueInfo => ({ name, type: OnnxType.INT64, shape: [BATCH, SEQUENCE] });
  return {
    ...found,
    inputs: [ids('input_ids'), ids('attention_mask')],
    outputs: Array.from(recordings[0].results, ([name, value]) => {
      const width = typeOf(value).shape.at(-1) as number;
      return { name, type: OnnxType.FLOAT, shape: name === STATES ? [BATCH, SEQUENCE, width] : [BATCH, width] };
    }),
  };
}

/** Tells the graph how many texts there are, of how many tokens. */
function know(graph: SymbolicGraph) {
  const batch = lengthOf(graph, 'input_ids', 0);
  const sequence = lengthOf(graph, 'input_ids', 1);
  graph.know(
    { value: batch, recorded: [RECORDED[0].B, RECORDED[1].B] },
    { value: sequence, recorded: [RECORDED[0].T, RECORDED[1].T] },
    {
      value: graph.add('Mul', [batch, sequence]),
      recorded: [RECORDED[0].B * RECORDED[0].T, RECORDED[1].B * RECORDED[1].T],
    },
  );
  return { batch, sequence };
}

/** A side of an input as a vector of one int64. */
const lengthOf = (graph: SymbolicGraph, input: string, axis: number): string =>
  graph.add('Shape', [input], { start: { i: axis }, end: { i: axis + 1 } });

const scalarOf = (graph: SymbolicGraph, vector: string): string => graph.add('Squeeze', [vector]);
const toInt32 = (graph: SymbolicGraph, value: string): string =>
  graph.add('Cast', [value], { to: { i: OnnxType.INT32 } });

/** Numbers from one int64 to before another one. */
const range = (graph: SymbolicGraph, from: string, to: string): string =>
  graph.add('Range', [from, to, scalarOf(graph, graph.int64s([1]))]);

/** 1 where a token is padding, else 0: `[B, S]` → `[B, 1, 1, S]`. */
function hiddenOf(graph: SymbolicGraph, mask: string): string {
  const attended = graph.add('Cast', [mask], { to: { i: OnnxType.FLOAT } });
  return graph.add('Unsqueeze', [graph.add('Sub', [graph.scalar(1), attended]), graph.int64s([1, 2])]);
}

/** Hides what comes later and what is padding: `[B, 1, T, S]`. */
function causalMask(
  graph: SymbolicGraph,
  { past, sequence, total }: Record<'past' | 'sequence' | 'total', string>,
): string {
  const places = range(graph, scalarOf(graph, graph.int64s([0])), scalarOf(graph, total));
  const own = graph.add('Add', [range(graph, scalarOf(graph, graph.int64s([0])), scalarOf(graph, sequence)), past]);
  const later = graph.add('Greater', [places, graph.add('Unsqueeze', [own, graph.int64s([1])])]); // T S
  const causal = graph.add('Cast', [later], { to: { i: OnnxType.FLOAT } });
  const both = graph.add('Max', [causal, hiddenOf(graph, 'attention_mask')]);
  return graph.add('Mul', [both, graph.scalar(HIDDEN)]);
}

/** Lowers a recording, names its results, and tells apart what is large. */
function finish(
  graph: SymbolicGraph,
  recording: Recording,
  shapes: ReadonlyMap<string, readonly number[]>,
  tables: TableValues,
  argument: (name: string) => string,
): Pick<TextModelGraph, 'nodes' | 'initializers' | 'weights' | 'tables'> {
  const read = new Set<string>();
  const nameOf = lower(graph, recording, (node) => {
    const name = node.name as string;
    if (node.op !== VARIABLE) return argument(name);
    read.add(name);
    return name;
  });
  for (const [name, value] of recording.results) graph.rename(nameOf(value), name);
  graph.assertKnown();
  return {
    nodes: graph.nodes,
    initializers: usedInitializers(graph),
    weights: new Map(Array.from(shapes).filter(([name]) => read.has(name))),
    tables: new Map(Array.from(tables).filter(([name]) => read.has(name))),
  };
}
