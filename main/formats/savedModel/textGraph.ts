import { bodyOf, type ModelConfig } from '../../../shared/domain/architectures/index.ts';
import { DataType, typeOf, VARIABLE, type Value } from '../../engine/compiler/graph.ts';
import type { GraphDef, Served, Signature, TensorInfo } from '../../engine/compiler/tensorflow/savedModel.ts';
import { shapeValue } from '../../engine/compiler/tensorflow/savedModel.ts';
import { SymbolicGraphDef } from '../../engine/compiler/tensorflow/symbolicGraphDef.ts';
import type { Head } from '../../ml/train/task.ts';
import {
  HIDDEN,
  memoryName,
  recordedSides,
  recordText,
  STATES,
  type TableValues,
  type TextRecordings,
} from '../recorded/textRecordings.ts';
import { addVariables, readName } from './variables.ts';

/** A model as a graph whose numbers lie in a checkpoint beside it. */
export interface ServedText {
  graph: GraphDef;
  served: Served;
  /** Names and shapes of the weights that are read. */
  weights: ReadonlyMap<string, readonly number[]>;
  /** Numbers of tables that are read. */
  tables: TableValues;
}

/** What is called where nothing else is asked for. */
export const DEFAULT_SIGNATURE = 'serving_default';
/** A decoder that remembers what it has read: for one token after the other. */
export const MEMORY_SIGNATURE = 'with_past';
export const PAST = 'past_key_values';
export const PRESENT = 'present';

const { FLOAT, INT32, BOOL } = DataType;

/**
 * The graph of a model for texts of any length, in batches of any size, out of what its architecture computes here.
 *
 * A decoder: `input_ids` → `logits` `[B, T, V]`; and as `with_past`: `input_ids`, `attention_mask`, `position_ids`,
 * `past_key_values.N.key|value` → `logits`, `present.N.key|value`. What reads whole texts: `input_ids`, `attention_mask` (texts padded at their
 * ends) → what the head calls it, `[B, N]`, and of a body alone `last_hidden_state` besides. Whatever is an id or a mask is an int32.
 *
 * @throws NotRecordable when the model computes something that TensorFlow has no operation for
 */
export function servedText(config: ModelConfig, head: Head): ServedText {
  const recorded = recordText(config, head);
  return recorded.whole ? wholeGraph(config, recorded) : decoderGraph(recorded);
}

function decoderGraph(recorded: TextRecordings): ServedText {
  const { recordings, memory } = recorded;
  const graph = new SymbolicGraphDef(recordings);
  const inputs: Record<string, TensorInfo> = {};
  const { batch, sequence } = know(graph, given(graph, inputs, 'input_ids'));
  // What is left out has its default: nothing is remembered, every token counts, and they follow each other.
  for (const [name, [, K = 0, , C = 0]] of memory) {
    const nothing = graph.fill(
      graph.pack([batch, graph.int32(K), graph.int32(0), graph.int32(C)]),
      graph.float(0),
      FLOAT,
    );
    given(graph, inputs, memoryName(PAST, name), { dtype: FLOAT, shape: [-1, K, -1, C], otherwise: nothing });
  }
  const [firstPart = ''] = memory.keys();
  const past = graph.lengthOf(memoryName(PAST, firstPart), FLOAT, 2);
  const total = graph.of(INT32, 'AddV2', past, sequence);
  const all = graph.pack([batch, total]);
  graph.know(
    { value: past, recorded: recordedSides(({ P }) => P) },
    { value: total, recorded: recordedSides(({ P, T }) => P + T) },
    { value: graph.of(INT32, 'Mul', batch, total), recorded: recordedSides(({ B, P, T }) => B * (P + T)) },
  );
  given(graph, inputs, 'attention_mask', { otherwise: graph.fill(all, graph.int32(1), INT32) });
  const own = graph.of(INT32, 'AddV2', graph.range(sequence), past);
  given(graph, inputs, 'position_ids', { otherwise: broadcast(graph, own, graph.pack([batch, sequence])) });
  const sources: Record<string, string> = {
    ids: 'input_ids',
    positions: flat(graph, 'position_ids'),
    mask: causalMask(graph, own, total),
  };
  const { input_ids } = inputs;
  const part = (name: string) => (name.startsWith('past.') ? memoryName(PAST, name.slice('past.'.length)) : name);
  return finish(
    graph,
    recorded,
    (name) => sources[name] ?? part(name),
    (outputs) => {
      const { logits } = outputs;
      return {
        [DEFAULT_SIGNATURE]: { inputs: { input_ids }, outputs: { logits } } as Signature,
        [MEMORY_SIGNATURE]: { inputs, outputs },
      };
    },
  );
}

function wholeGraph(config: ModelConfig, recorded: TextRecordings): ServedText {
  const graph = new SymbolicGraphDef(recorded.recordings);
  const inputs: Record<string, TensorInfo> = {};
  const { batch, sequence } = know(graph, given(graph, inputs, 'input_ids'));
  const attended = graph.cast(given(graph, inputs, 'attention_mask'), INT32, FLOAT);
  const lengths = graph.add('Sum', [attended, graph.int32([1])], { T: { type: FLOAT }, Tidx: { type: INT32 } });
  const places = graph.range(sequence);
  const starts = graph.of(INT32, 'Mul', graph.range(batch), sequence);
  const lastPlaces = graph.of(INT32, 'Sub', graph.cast(lengths, FLOAT, INT32), graph.int32(1));
  const sources: Record<string, string> = {
    ids: 'input_ids',
    positions: flat(graph, broadcast(graph, places, graph.pack([batch, sequence]))),
    mask:
      bodyOf(config) === 'decoder'
        ? causalMask(graph, places, sequence)
        : graph.of(FLOAT, 'Mul', hiddenOf(graph), graph.float(HIDDEN)),
    lengths,
    last: graph.of(INT32, 'AddV2', starts, lastPlaces),
  };
  return finish(
    graph,
    recorded,
    (name) => sources[name] ?? name,
    (outputs) => ({ [DEFAULT_SIGNATURE]: { inputs, outputs } }),
  );
}

/** Adds what is given when the graph runs, by its own name, and notes it. */
function given(
  graph: SymbolicGraphDef,
  inputs: Record<string, TensorInfo>,
  name: string,
  about: { dtype?: DataType; shape?: readonly number[]; otherwise?: string } = {},
): string {
  const { dtype = INT32, shape = [-1, -1], otherwise } = about;
  inputs[name] = { name: `${name}:0`, dtype, tensor_shape: shapeValue(shape) };
  const attr = { dtype: { type: dtype }, shape: { shape: shapeValue(shape) } };
  return otherwise === undefined
    ? graph.add('Placeholder', [], attr, name)
    : graph.add('PlaceholderWithDefault', [otherwise], attr, name);
}

/** Tells the graph how many texts there are, of how many tokens. */
function know(graph: SymbolicGraphDef, ids: string) {
  const batch = graph.lengthOf(ids, INT32, 0);
  const sequence = graph.lengthOf(ids, INT32, 1);
  graph.know(
    { value: batch, recorded: recordedSides(({ B }) => B) },
    { value: sequence, recorded: recordedSides(({ T }) => T) },
    { value: graph.of(INT32, 'Mul', batch, sequence), recorded: recordedSides(({ B, T }) => B * T) },
  );
  return { batch, sequence };
}

const flat = (graph: SymbolicGraphDef, value: string): string => graph.reshape(value, INT32, graph.int32([-1]));

const broadcast = (graph: SymbolicGraphDef, value: string, shape: string): string =>
  graph.add('BroadcastTo', [value, shape], { T: { type: INT32 }, Tidx: { type: INT32 } });

/** 1 where a token is padding, else 0: `[B, S]` → `[B, 1, 1, S]`. */
function hiddenOf(graph: SymbolicGraphDef): string {
  const hidden = graph.of(FLOAT, 'Sub', graph.float(1), graph.cast('attention_mask', INT32, FLOAT));
  return graph.expand(graph.expand(hidden, FLOAT, 1), FLOAT, 1);
}

/** Hides what comes after the places of a text's own tokens, and what is padding: `[B, 1, T, S]`. */
function causalMask(graph: SymbolicGraphDef, own: string, total: string): string {
  const later = graph.of(INT32, 'Greater', graph.range(total), graph.expand(own, INT32, 1)); // T S
  const both = graph.of(FLOAT, 'Maximum', graph.cast(later, BOOL, FLOAT), hiddenOf(graph));
  return graph.of(FLOAT, 'Mul', both, graph.float(HIDDEN));
}

/** Lowers a recording, names its results, and adds what it reads. */
function finish(
  graph: SymbolicGraphDef,
  { recordings: [recording], shapes, tables }: TextRecordings,
  argument: (name: string) => string,
  signaturesOf: (outputs: Record<string, TensorInfo>) => Record<string, Signature>,
): ServedText {
  const read = new Set<string>();
  const nameOf = graph.lower((node) => {
    const name = node.name as string;
    if (node.op !== VARIABLE) return argument(name);
    read.add(name);
    return readName(name);
  });
  const outputs: Record<string, TensorInfo> = {};
  for (const [name, value] of recording.results) {
    graph.add('Identity', [nameOf(value)], { T: { type: FLOAT } }, name);
    outputs[name] = { name: `${name}:0`, dtype: FLOAT, tensor_shape: shapeValue(anyLength(name, value)) };
  }
  const weights = new Map(Array.from(shapes).filter(([name]) => read.has(name)));
  const readTables = new Map(Array.from(tables).filter(([name]) => read.has(name)));
  const kept = new Map([...Array.from(readTables, ([name, { shape }]) => [name, shape] as const), ...weights]);
  const served = { ...addVariables(graph, kept), signatures: signaturesOf(outputs) };
  return { graph: { node: graph.nodes, library: { function: [] } }, served, weights, tables: readTables };
}

/** The sides of a result: texts, and where there are some, tokens of each. */
function anyLength(name: string, value: Value): readonly number[] {
  const { shape } = typeOf(value);
  if (name.startsWith(`${PRESENT}.`)) return [-1, shape[1] as number, -1, shape[3] as number];
  const width = shape.at(-1) as number;
  return name === STATES || shape.length === 3 ? [-1, -1, width] : [-1, width];
}
