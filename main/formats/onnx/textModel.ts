import type { ModelConfig } from '../../../shared/domain/architectures/index.ts';
import { bodyOf } from '../../../shared/domain/architectures/index.ts';
import { typeOf, VARIABLE, type Value } from '../../engine/compiler/graph.ts';
import { usedInitializers } from '../../engine/compiler/onnx/graphBuilder.ts';
import { lower } from '../../engine/compiler/onnx/lower.ts';
import { type OnnxNode, type OnnxTensor, OnnxType, type OnnxValueInfo } from '../../engine/compiler/onnx/onnxModel.ts';
import { SymbolicGraph } from '../../engine/compiler/onnx/symbolicGraph.ts';
import type { Head } from '../../ml/train/task.ts';
import {
  HIDDEN,
  memoryName,
  recordedSides,
  recordText,
  STATES,
  type TextRecordings,
} from '../recorded/textRecordings.ts';

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

const BATCH = 'batch_size';
const SEQUENCE = 'sequence_length';
const PAST = 'past_sequence_length';
const TOTAL = 'past_sequence_length + sequence_length';

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
  const recorded = recordText(config, head);
  return recorded.whole ? wholeTextModel(config, recorded) : decoderModel(recorded);
}

function decoderModel(recorded: TextRecordings): TextModelGraph {
  const { recordings, memory } = recorded;
  const graph = new SymbolicGraph(recordings);
  const { batch, sequence } = know(graph);
  const [firstPart = ''] = memory.keys();
  const past = lengthOf(graph, memoryName('past_key_values', firstPart), 2);
  const total = graph.add('Add', [past, sequence]);
  graph.know(
    { value: past, recorded: recordedSides(({ P }) => P) },
    { value: total, recorded: recordedSides(({ P, T }) => P + T) },
    { value: graph.add('Mul', [batch, total]), recorded: recordedSides(({ B, P, T }) => B * (P + T)) },
  );
  const sources: Record<string, string> = {
    ids: toInt32(graph, 'input_ids'),
    positions: toInt32(graph, graph.add('Reshape', ['position_ids', graph.int64s([-1])])),
    mask: causalMask(graph, { past, sequence, total }),
  };
  const part = (name: string) => (name.startsWith('past.') ? `past_key_values.${name.slice('past.'.length)}` : name);
  const found = finish(graph, recorded, (name) => sources[name] ?? part(name));
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

function wholeTextModel(config: ModelConfig, recorded: TextRecordings): TextModelGraph {
  const { recordings } = recorded;
  const isDecoder = bodyOf(config) === 'decoder';
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
  const found = finish(graph, recorded, (name) => sources[name] ?? name);
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
    { value: batch, recorded: recordedSides(({ B }) => B) },
    { value: sequence, recorded: recordedSides(({ T }) => T) },
    { value: graph.add('Mul', [batch, sequence]), recorded: recordedSides(({ B, T }) => B * T) },
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
  { recordings: [recording], shapes, tables }: TextRecordings,
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
