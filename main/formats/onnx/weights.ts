import type { OnnxDtype } from '../../../shared/domain/formats/dtype.ts';
import { BLOCK, quantizeRows, quantizeTable, transposed } from '../../engine/compiler/onnx/blockWeights.ts';
import { blockNode } from '../../engine/compiler/onnx/fused.ts';
import { bytesOf } from '../../engine/compiler/onnx/graphBuilder.ts';
import type { LargeTensor } from '../../engine/compiler/onnx/onnxFile.ts';
import { type OnnxNode, OnnxType } from '../../engine/compiler/onnx/onnxModel.ts';
import { narrow } from '../huggingface/narrow.ts';
import type { TextModelGraph } from './textModel.ts';

/** Nodes that read a model's weights as they are written, and those. */
export interface WrittenWeights {
  nodes: OnnxNode[];
  tensors: LargeTensor[];
  /** Whether some are read by operators of ONNX Runtime's own. */
  contrib: boolean;
}

type Read = (name: string) => Promise<Float32Array>;
type Matrix = readonly [number, number];

/** @param read gives a weight's numbers, fresh memory each time */
export function writtenWeights(graph: TextModelGraph, dtype: OnnxDtype, read: Read): WrittenWeights {
  const tables = Array.from(graph.tables, ([name, { shape, values }]) => plain(name, shape, async () => values));
  const weights = [...graph.weights];
  if (dtype === 'f32')
    return {
      nodes: [...graph.nodes],
      tensors: [...tables, ...weights.map(([name, shape]) => plain(name, shape, () => read(name)))],
      contrib: false,
    };
  if (dtype === 'f16') {
    const widened: OnnxNode[] = [];
    const halves = weights.map(([name, shape]): LargeTensor => {
      const half = `${name}.f16`;
      widened.push({ op_type: 'Cast', input: [half], output: [name], attributes: { to: { i: OnnxType.FLOAT } } });
      const bytes = 2 * sizeOf(shape);
      return {
        name: half,
        data_type: OnnxType.FLOAT16,
        dims: shape,
        bytes,
        read: async () => narrow(await read(name), 'F16', name),
      };
    });
    return { nodes: [...widened, ...graph.nodes], tensors: [...tables, ...halves], contrib: false };
  }
  const quantized = quantize(graph, dtype === 'int4' ? 4 : 8, read);
  return { ...quantized, tensors: [...tables, ...quantized.tensors] };
}

/** Matrices of products and tables that are looked up in fewer bits; what is small, and what is read otherwise, stays as it is. */
function quantize({ nodes, weights }: TextModelGraph, bits: 4 | 8, read: Read): WrittenWeights {
  const tensors: LargeTensor[] = [];
  const kept = new Set<string>();
  const done = new Set<string>();
  const add = (name: string, made: () => LargeTensor[]) => {
    if (done.has(name)) return;
    done.add(name);
    tensors.push(...made());
  };
  let contrib = false;
  const changed = nodes.flatMap((node): OnnxNode[] => {
    const [x = '', name = ''] = node.op_type === 'Gather' ? [node.input[1], node.input[0]] : node.input;
    const shape = weights.get(name);
    const isMatrix = shape?.length === 2;
    const { transA, transB } = node.attributes;
    if (node.op_type === 'Gemm' && isMatrix && node.input.length === 2 && isOff(transA)) {
      const isTurned = isOff(transB);
      const [N, K] = (isTurned ? [shape[1], shape[0]] : shape) as Matrix;
      contrib = true;
      add(`${name}.q${bits}`, () => matrix(name, [N, K], isTurned, bits, read));
      return [{ ...blockNode([x, `${name}.q${bits}`, `${name}.scales`], { N, K, bits }), output: node.output }];
    }
    if (node.op_type === 'Gather' && isMatrix) {
      add(`${name}.rows`, () => table(name, shape as unknown as Matrix, read));
      const [output = ''] = node.output;
      const part = (what: string) => `${output}.${what}`;
      return [
        { op_type: 'Gather', input: [`${name}.rows`, x], output: [part('rows')], attributes: node.attributes },
        { op_type: 'Cast', input: [part('rows')], output: [part('steps')], attributes: { to: { i: OnnxType.FLOAT } } },
        { op_type: 'Gather', input: [`${name}.rowScales`, x], output: [part('scales')], attributes: node.attributes },
        { op_type: 'Mul', input: [part('steps'), part('scales')], output: [output], attributes: {} },
      ];
    }
    for (const input of node.input) if (weights.has(input)) kept.add(input);
    return [node];
  });
  for (const name of kept) tensors.push(plain(name, weights.get(name) as readonly number[], () => read(name)));
  return { nodes: changed, tensors, contrib };
}

const isOff = (attribute: OnnxNode['attributes'][string] | undefined): boolean =>
  attribute === undefined || ('i' in attribute && attribute.i === 0);

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, side) => product * side, 1);

function plain(name: string, dims: readonly number[], read: () => Promise<Float32Array>): LargeTensor {
  return { name, data_type: OnnxType.FLOAT, dims, bytes: 4 * sizeOf(dims), read: async () => bytesOf(await read()) };
}

/**
 * Makes what two tensors are read from once for both, as they are written one after the other: what is in memory is one matrix, not a model.
 */
function once<T>(make: () => Promise<T>): { first(): Promise<T>; second(): Promise<T> } {
  let made: Promise<T> | null = null;
  return {
    first: () => {
      made = make();
      return made;
    },
    second: async () => {
      const found = await (made ?? make());
      made = null;
      return found;
    },
  };
}

/** The two tensors of a matrix. */
function matrix(name: string, [N, K]: Matrix, isTurned: boolean, bits: 4 | 8, read: Read): LargeTensor[] {
  const blocks = Math.ceil(K / BLOCK);
  const quantized = once(async () => {
    const data = await read(name);
    return quantizeRows(isTurned ? transposed(data, [K, N]) : data, [N, K], bits);
  });
  const bytes = (BLOCK * bits) / 8;
  return [
    {
      name: `${name}.q${bits}`,
      data_type: OnnxType.UINT8,
      dims: [N, blocks, bytes],
      bytes: N * blocks * bytes,
      read: async () => (await quantized.first()).values,
    },
    plain(`${name}.scales`, [N, blocks], async () => (await quantized.second()).scales),
  ];
}

function table(name: string, [V, D]: Matrix, read: Read): LargeTensor[] {
  const quantized = once(async () => quantizeTable(await read(name), [V, D]));
  return [
    {
      name: `${name}.rows`,
      data_type: OnnxType.INT8,
      dims: [V, D],
      bytes: V * D,
      read: async () => (await quantized.first()).values,
    },
    plain(`${name}.rowScales`, [V, 1], async () => (await quantized.second()).scales),
  ];
}
