import { type Node, typeOf, type Value } from '../graph.ts';
import type { GraphBuilder } from './graphBuilder.ts';
import { OnnxType } from './onnxModel.ts';
import { integersOf, ownOfRows, segmentSum } from './operators.ts';

/*
 * Operations for a graphics processor: by operators that ONNX Runtime's WebGPU provider has kernels of
 * (onnxruntime/core/providers/webgpu), which `LogSoftmax`, `Sum` and arithmetic with int64 are not among. What it lacks the processor computes, and
 * every number of it crosses over and back: of `LogSoftmax` as many as a batch has tokens, times the vocabulary.
 */

/** Storage buffers of a shader that every implementation has: https://www.w3.org/TR/webgpu/#limits, maxStorageBuffersPerShaderStage. */
const MOST_BUFFERS = 8;

type GpuLowering = (graph: GraphBuilder, node: Node, inputs: readonly string[]) => string[];

const crossEntropy: GpuLowering = (graph, _node, [logits = '', labels = '']) => {
  const last = graph.int64s([-1]);
  const below = graph.add('Sub', [logits, graph.add('ReduceMax', [logits, last], { keepdims: { i: 1 } })]);
  const sum = graph.add('ReduceSum', [graph.add('Exp', [below]), last], { keepdims: { i: 1 } });
  return ownOfRows(graph, graph.add('Sub', [below, graph.add('Log', [sum])]), labels);
};

const sum: GpuLowering = (graph, _node, [first = '', ...others]) => [
  others.reduce((added, other) => graph.add('Add', [added, other]), first),
];

/** As on the processor, with places of int32. */
const unsortedSegmentSum: GpuLowering = (graph, node, [rows = '', ids = '']) =>
  segmentSum(graph, node, [rows, ids], (int64) => graph.add('Cast', [int64], { to: { i: OnnxType.INT32 } }));

/** One part after the other where a shader that gives them all would need more buffers than WebGPU promises. */
const split: GpuLowering = (graph, node, [x = '']) => {
  const [axis = 0] = integersOf(node.inputs[2] as Value);
  const sides = (one: Node) => integersOf(one.inputs[1] as Value);
  const { length } = node.outputs;
  if (length < MOST_BUFFERS) return graph.addAll('Split', [x, graph.sides(node, sides)], length, { axis: { i: axis } });
  const end = (part: number) => (one: Node) => [
    sides(one)
      .slice(0, part)
      .reduce((sum, side) => sum + side, 0),
  ];
  return node.outputs.map((_, part) =>
    graph.add('Slice', [
      x,
      graph.sides(node, end(part)),
      graph.sides(node, end(part + 1)),
      graph.int64s([axis < 0 ? axis + typeOf(node.inputs[0] as Value).shape.length : axis]),
    ]),
  );
};

const LOWERINGS: ReadonlyMap<string, GpuLowering> = new Map([
  ['SparseSoftmaxCrossEntropyWithLogits', crossEntropy],
  ['AddN', sum],
  ['UnsortedSegmentSum', unsortedSegmentSum],
  ['SplitV', split],
]);

/** The form of an operation for a graphics processor, where it has one of its own; `null` where it is as on the processor. */
export const gpuOperators = (graph: GraphBuilder, node: Node, nameOf: (value: Value) => string): string[] | null =>
  LOWERINGS.get(node.op)?.(graph, node, node.inputs.map(nameOf)) ?? null;
