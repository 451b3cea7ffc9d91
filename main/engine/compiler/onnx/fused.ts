import { type Node, sizeOf, typeOf, type Value } from '../graph.ts';
import { BLOCK } from './blockWeights.ts';
import type { GraphBuilder } from './graphBuilder.ts';

/** The domain of ONNX Runtime's own operators. */
export const RUNTIME_DOMAIN = 'com.microsoft';

/** Sums of products in int8, which processors have instructions for: the slow path of 8 bits takes fifteen times as long (measured). */
const INT8_SUMS = 4;

/** The product of rows `[M, K]` with a matrix `[N, K]` of 4 or 8 bits a number: see `blockWeights.ts`. */
export const blockNode = (
  [x, values, scales]: readonly [x: string, values: string, scales: string],
  { N, K, bits }: Record<'N' | 'K' | 'bits', number>,
) => ({
  op_type: 'MatMulNBits',
  domain: RUNTIME_DOMAIN,
  input: [x, values, scales],
  attributes: {
    K: { i: K },
    N: { i: N },
    bits: { i: bits },
    block_size: { i: BLOCK },
    accuracy_level: { i: INT8_SUMS },
  },
});

/** The same in a graph. */
export function blockProduct(graph: GraphBuilder, ...product: Parameters<typeof blockNode>): string {
  const { op_type, domain, input, attributes } = blockNode(...product);
  return graph.addAll(op_type, input, 1, attributes, domain)[0] as string;
}

/**
 * Turned, kept and attended to by one operator of the runtime's, which reads as many positions of the cache as there are
 * (https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md, `GroupQueryAttention`). Inputs: see `operations.ts`.
 */
export function cachedAttention(graph: GraphBuilder, node: Node, inputs: readonly string[]): string[] {
  const [query = '', key = '', value = '', keys = '', values = '', last = '', tokens = '', cos = '', sin = ''] = inputs;
  const [B = 1, K = 1, , C = 1] = typeOf(node.inputs[3] as Value).shape;
  const [N = 1, width = C] = typeOf(node.inputs[0] as Value).shape;
  const inTexts = (rows: string, columns: number) => graph.add('Reshape', [rows, graph.int64s([B, N / B, columns])]);
  const rows = areWhole(node.inputs.slice(0, 3))
    ? [inTexts(graph.nodes.find(({ output }) => output.includes(query))?.input[0] as string, width + 2 * K * C), '', '']
    : [inTexts(query, width), inTexts(key, K * C), inTexts(value, K * C)];
  const [mixed = '', newKeys = '', newValues = ''] = graph.addAll(
    'GroupQueryAttention',
    [...rows, keys, values, last, tokens, cos, sin],
    3,
    {
      num_heads: { i: width / C },
      kv_num_heads: { i: K },
      scale: { f: Number(node.attributes.scale?.value) },
      do_rotary: { i: 1 },
    },
    RUNTIME_DOMAIN,
  );
  return [graph.add('Reshape', [mixed, graph.int64s([N, width])]), newKeys, newValues];
}

/** Whether rows lie side by side and are all that lies there, in order: the runtime takes them as they lie. */
function areWhole(parts: readonly Value[]): boolean {
  const whole = parts[0]?.node;
  const areParts = parts.every(({ node, index }, place) => node === whole && index === place);
  return areParts && whole?.op === 'SplitV' && whole.outputs.length === parts.length;
}

/** A root mean square norm by one operator of the runtime's, where a node is the last one of those that compute it. */
export function fusedNorm(graph: GraphBuilder, node: Node, nameOf: (value: Value) => string): string[] | null {
  const norm = rmsNorm(node);
  if (!norm) return null;
  const attributes = { axis: { i: -1 }, epsilon: { f: norm.epsilon }, stash_type: { i: 1 } };
  return [graph.add('SimplifiedLayerNormalization', [nameOf(norm.x), nameOf(norm.weight)], attributes)];
}

/** As `main/ml/layers/operations.ts` computes it: x · rsqrt(mean x² + ε) · weight. */
function rmsNorm(node: Node): { x: Value; weight: Value; epsilon: number } | null {
  const [normal, weight] = node.op === 'Mul' ? node.inputs : [];
  const [x, scale] = normal?.node.op === 'Mul' ? normal.node.inputs : [];
  const sum = scale?.node.op === 'Rsqrt' ? scale.node.inputs[0]?.node : undefined;
  const [mean, epsilon] = sum?.op === 'AddV2' || sum?.op === 'Add' ? sum.inputs : [];
  const square = mean?.node.op === 'Mean' ? mean.node.inputs[0]?.node : undefined;
  if (!x || !weight || !epsilon?.node.content || square?.op !== 'Square') return null;
  const squared = square.inputs[0];
  const isOfRows = typeOf(weight).shape.length === 1 && typeOf(weight).shape[0] === typeOf(x).shape.at(-1);
  if (squared?.node !== x.node || squared.index !== x.index || !isOfRows || sizeOf(typeOf(epsilon).shape) !== 1)
    return null;
  const { buffer, byteOffset } = epsilon.node.content;
  return { x, weight, epsilon: new DataView(buffer, byteOffset).getFloat32(0, true) };
}
