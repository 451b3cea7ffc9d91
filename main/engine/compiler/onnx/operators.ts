import { CONSTANT, DataType, type Node, sizeOf, typeOf, type Value } from '../graph.ts';
import { BARRIER, CACHED_ATTENTION, NotRecordable, REPLACE_ROWS } from '../operations.ts';
import { cachedAttention } from './fused.ts';
import { type GraphBuilder, onnxType } from './graphBuilder.ts';
import { OnnxType } from './onnxModel.ts';

/*
 * TensorFlow's operations in ONNX's operators (opset 18, https://onnx.ai/onnx/operators): beside `operations.ts`, which knows their shapes.
 * What has no twin is composed.
 */

/** Gives the names of the values that stand for the node's outputs. `inputs` are the names of those of its inputs. */
type Lowering = (graph: GraphBuilder, node: Node, inputs: readonly string[]) => string[];

const same =
  (operator: string): Lowering =>
  (graph, _node, inputs) => [graph.add(operator, inputs)];

const reduction =
  (operator: string): Lowering =>
  (graph, node, [x = '']) => {
    const axes = integersOf(node.inputs[1] as Value);
    if (axes.length === 0) return [x];
    const keepdims = { i: node.attributes.keep_dims?.value === true ? 1 : 0 };
    return [graph.add(operator, [x, graph.int64s(axes)], { keepdims })];
  };

const reshape: Lowering = (graph, node, [x = '']) => [graph.add('Reshape', [x, graph.sides(node, shapeOf)])];

const select: Lowering = (graph, node, [condition = '', ...choices]) => {
  const { shape } = typeOf(node.inputs[0] as Value);
  const rank = shapeOf(node).length;
  // The older form chooses whole rows by a vector.
  const rows = node.op === 'Select' && shape.length === 1 && rank > 1;
  const column = (one: Node) => [...typeOf(one.inputs[0] as Value).shape, ...Array<number>(rank - 1).fill(1)];
  const chosen = rows ? graph.add('Reshape', [condition, graph.sides(node, column)]) : condition;
  return [graph.add('Where', [chosen, ...choices])];
};

const matMul: Lowering = (graph, node, inputs) => {
  const { adj_x, adj_y } = node.attributes;
  const ranks = node.inputs.map((input) => typeOf(input).shape.length);
  if (ranks.every((rank) => rank === 2)) {
    const flag = (attribute: typeof adj_x) => ({ i: attribute?.value ? 1 : 0 });
    return [graph.add('Gemm', inputs, { transA: flag(adj_x), transB: flag(adj_y) })];
  }
  const factors = inputs.map((input, index) =>
    (index === 0 ? adj_x : adj_y)?.value
      ? graph.add('Transpose', [input], { perm: { ints: swapped(ranks[index] as number) } })
      : input,
  );
  return [graph.add('MatMul', factors)];
};

const swapped = (rank: number): number[] => [
  ...Array.from({ length: rank - 2 }, (_, axis) => axis),
  rank - 1,
  rank - 2,
];

const pack: Lowering = (graph, node, inputs) => {
  const axis = Number(node.attributes.axis?.value ?? 0);
  const widened = inputs.map((input) => graph.add('Unsqueeze', [input, graph.int64s([axis])]));
  return [graph.add('Concat', widened, { axis: { i: axis } })];
};

const toInt64 = (graph: GraphBuilder, value: string) => graph.add('Cast', [value], { to: { i: OnnxType.INT64 } });

/**
 * Rows whose numbers are negative are dropped by TensorFlow; those that are looked up have none. Number by number, one after the other:
 * `ScatterND` adds rows in several threads, which lose one another's sums where rows go to one place (onnxruntime's issue 23396).
 *
 * @param as makes whole numbers of the type that `ids` have of int64
 */
export function segmentSum(
  graph: GraphBuilder,
  node: Node,
  [rows, ids]: readonly [rows: string, ids: string],
  as: (int64: string) => string = (int64) => int64,
): string[] {
  const minusOne = graph.int64s([-1]);
  const [zero, one] = [as(graph.int64s([0])), as(graph.int64s([1]))];
  const width = as(
    graph.sides(node, ({ inputs }) => {
      const [updates, places] = inputs.slice(0, 2).map((input) => typeOf(input).shape);
      return [sizeOf(updates?.slice(places?.length) ?? [])];
    }),
  );
  const inRow = graph.add(
    'Range',
    [zero, width, one].map((value) => graph.add('Squeeze', [value])),
  );
  const starts = graph.add('Mul', [graph.add('Reshape', [ids, graph.int64s([-1, 1])]), width]);
  const places = graph.add('Reshape', [graph.add('Add', [starts, inRow]), minusOne]);
  const zeros = graph.zeros(
    OnnxType.FLOAT,
    graph.sides(node, (of) => [sizeOf(shapeOf(of))]),
  );
  const numbers = graph.add('Reshape', [rows, minusOne]);
  const sums = graph.add('ScatterElements', [zeros, places, numbers], { axis: { i: 0 }, reduction: { s: 'add' } });
  return [graph.add('Reshape', [sums, graph.sides(node, shapeOf)])];
}

const unsortedSegmentSum: Lowering = (graph, node, [rows = '', ids = '']) =>
  segmentSum(graph, node, [rows, toInt64(graph, ids)]);

/** Loss of each row and its gradient: by the logarithm of the softmax, which does not lose small probabilities. */
const crossEntropy: Lowering = (graph, _node, [logits = '', labels = '']) => {
  return ownOfRows(graph, graph.add('LogSoftmax', [logits], { axis: { i: -1 } }), toInt64(graph, labels));
};

/** Of logarithms of probabilities `[N, V]`, and which one is right `[N]`: the loss of each row, and the gradient `[N, V]` of its logits. */
export function ownOfRows(graph: GraphBuilder, logarithms: string, labels: string): string[] {
  const last = graph.int64s([-1]);
  const places = graph.add('Unsqueeze', [labels, last]);
  const own = graph.add('GatherElements', [logarithms, places], { axis: { i: -1 } });
  const loss = graph.add('Neg', [graph.add('Squeeze', [own, last])]);
  const ownGradient = graph.add('Sub', [graph.add('Exp', [own]), graph.scalar(1)]);
  const softmax = graph.add('Exp', [logarithms]);
  return [loss, graph.add('ScatterElements', [softmax, places, ownGradient], { axis: { i: -1 } })];
}

const slice: Lowering = (graph, node, [x = '']) => {
  const begin = (one: Node) => integersOf(one.inputs[1] as Value);
  const end = (one: Node) => begin(one).map((from, axis) => from + (shapeOf(one)[axis] as number));
  return [graph.add('Slice', [x, graph.sides(node, begin), graph.sides(node, end)])];
};

const pad: Lowering = (graph, node, [x = '', , value = '']) => {
  const paddings = integersOf(node.inputs[1] as Value);
  const ends = (side: number) => paddings.filter((_, index) => index % 2 === side);
  return [graph.add('Pad', [x, graph.int64s([...ends(0), ...ends(1)]), value])];
};

const range: Lowering = (graph, node) => {
  const [start, limit, delta] = node.inputs.map((_, index) =>
    graph.add('Squeeze', [graph.sides(node, (one) => integersOf(one.inputs[index] as Value).slice(0, 1))]),
  ) as [string, string, string];
  const numbers = graph.add('Range', [start, limit, delta]);
  return [graph.add('Cast', [numbers], { to: { i: onnxType(typeOf({ node, index: 0 }).dtype) } })];
};

/**
 * The second value by way of the first, so that nothing that is computed from it can be computed, or be taken for what was computed, before:
 * zero times whether a number of the first one is a number.
 */
const barrier: Lowering = (graph, node, [a = '', b = '']) => {
  const [first, second] = node.inputs.map(typeOf);
  if (first?.dtype !== DataType.FLOAT || second?.dtype !== DataType.FLOAT || sizeOf(first.shape) === 0) return [a, b];
  const flat = graph.add('Reshape', [a, graph.int64s([-1])]);
  const one = graph.add('Slice', [flat, graph.int64s([0]), graph.int64s([1])]);
  const isNumber = graph.add('Cast', [graph.add('Equal', [one, one])], { to: { i: OnnxType.FLOAT } });
  const zero = graph.add('Sub', [isNumber, isNumber]);
  return [a, graph.add('Add', [b, graph.add('Reshape', [zero, graph.int64s([])])])];
};

/** Rows of a table, `[R, C]` or R rows in several sides: fresh `[…, C]`, which of them `[…]`. */
const replaceRows: Lowering = (graph, node, [table = '', fresh = '', rows = '']) => {
  const { shape } = typeOf(node.inputs[0] as Value);
  const places = graph.add('Unsqueeze', [toInt64(graph, rows), graph.int64s([-1])]);
  if (shape.length === 2) return [graph.add('ScatterND', [table, places, fresh])];
  const flat = graph.add('Reshape', [table, graph.int64s([-1, shape.at(-1) as number])]);
  const sides = graph.sides(node, ({ inputs }) => typeOf(inputs[0] as Value).shape);
  return [graph.add('Reshape', [graph.add('ScatterND', [flat, places, fresh]), sides])];
};

const LOWERINGS: ReadonlyMap<string, Lowering> = new Map<string, Lowering>([
  ['Add', same('Add')],
  ['AddV2', same('Add')],
  ['Sub', same('Sub')],
  ['Mul', same('Mul')],
  ['RealDiv', same('Div')],
  ['Minimum', same('Min')],
  ['Maximum', same('Max')],
  ['Less', same('Less')],
  ['LessEqual', same('LessOrEqual')],
  ['Equal', same('Equal')],
  ['GreaterEqual', same('GreaterOrEqual')],
  ['Greater', same('Greater')],
  ['LogicalAnd', same('And')],
  ['Neg', same('Neg')],
  ['Square', (graph, _node, [x = '']) => [graph.add('Mul', [x, x])]],
  ['Sqrt', same('Sqrt')],
  ['Rsqrt', (graph, _node, inputs) => [graph.add('Reciprocal', [graph.add('Sqrt', inputs)])]],
  ['Exp', same('Exp')],
  ['Log', same('Log')],
  ['Tanh', same('Tanh')],
  ['Erf', same('Erf')],
  ['Sigmoid', same('Sigmoid')],
  ['ZerosLike', (graph, node) => [graph.zeros(onnxType(typeOf({ node, index: 0 }).dtype), graph.sides(node, shapeOf))]],
  ['Softmax', (graph, _node, inputs) => [graph.add('Softmax', inputs, { axis: { i: -1 } })]],
  ['AddN', same('Sum')],
  ['Sum', reduction('ReduceSum')],
  ['Mean', reduction('ReduceMean')],
  ['Max', reduction('ReduceMax')],
  ['Select', select],
  ['SelectV2', select],
  [
    'Cast',
    (graph, node, inputs) => [graph.add('Cast', inputs, { to: { i: onnxType(typeOf({ node, index: 0 }).dtype) } })],
  ],
  ['Reshape', reshape],
  ['ExpandDims', reshape],
  [
    'Transpose',
    (graph, node, [x = '']) => [graph.add('Transpose', [x], { perm: { ints: integersOf(node.inputs[1] as Value) } })],
  ],
  ['BatchMatMulV2', matMul],
  [
    'SplitV',
    (graph, node, [x = '']) => {
      const [axis = 0] = integersOf(node.inputs[2] as Value);
      const sides = graph.sides(node, (one) => integersOf(one.inputs[1] as Value));
      return graph.addAll('Split', [x, sides], node.outputs.length, { axis: { i: axis } });
    },
  ],
  [
    'ConcatV2',
    (graph, node, inputs) => {
      const [axis = 0] = integersOf(node.inputs.at(-1) as Value);
      return [graph.add('Concat', inputs.slice(0, -1), { axis: { i: axis } })];
    },
  ],
  ['Pack', pack],
  [
    'GatherV2',
    (graph, node, inputs) => {
      const [axis = 0] = integersOf(node.inputs[2] as Value);
      return [graph.add('Gather', inputs.slice(0, 2), { axis: { i: axis } })];
    },
  ],
  ['GatherNd', (graph, _node, [x = '', places = '']) => [graph.add('GatherND', [x, toInt64(graph, places)])]],
  [
    'ScatterNd',
    (graph, node, [places = '', updates = '']) => {
      const zeros = graph.zeros(OnnxType.FLOAT, graph.sides(node, shapeOf));
      return [graph.add('ScatterND', [zeros, toInt64(graph, places), updates], { reduction: { s: 'add' } })];
    },
  ],
  ['SparseSoftmaxCrossEntropyWithLogits', crossEntropy],
  ['UnsortedSegmentSum', unsortedSegmentSum],
  ['Range', range],
  ['Slice', slice],
  ['PadV2', pad],
  [BARRIER, barrier],
  [REPLACE_ROWS, replaceRows],
  [CACHED_ATTENTION, cachedAttention],
  [
    'Tile',
    (graph, node, [x = '']) => [graph.add('Tile', [x, graph.sides(node, (one) => integersOf(one.inputs[1] as Value))])],
  ],
  ['Fill', (graph, node, [, value = '']) => [graph.add('Expand', [value, graph.sides(node, shapeOf)])]],
]);

/** @throws NotRecordable */
export function loweringOf(op: string): Lowering {
  const found = LOWERINGS.get(op);
  if (!found) throw new NotRecordable(`${op} has no operators of ONNX`);
  return found;
}

export const shapeOf = (node: Node): readonly number[] => typeOf({ node, index: 0 }).shape;

/** The numbers of a constant int32 input. */
export function integersOf({ node }: Value): number[] {
  if (node.op !== CONSTANT || !node.content)
    throw new NotRecordable(`the value of ${node.op} is needed before it is known`);
  const { buffer, byteOffset, byteLength } = node.content;
  return Array.from(new Int32Array(buffer.slice(byteOffset, byteOffset + byteLength)));
}
