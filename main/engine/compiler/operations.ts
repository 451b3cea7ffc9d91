import { type Attribute, CONSTANT, DataType, type TensorType, typeOf, type Value } from './graph.ts';

/*
 * The operations that a recording may contain: how their outputs are called in a GraphDef and which shapes they have. Source:
 * tensorflow/core/ops/*.cc and tensorflow/core/framework/common_shape_fns.cc. An operation that is not here is not recorded: the
 * caller then stays eager.
 */

export interface Operation {
  /** Names of the output arguments; a single name with several outputs stands for a list. */
  outputs: readonly string[];
  infer(inputs: readonly Value[], attributes: Readonly<Record<string, Attribute>>): TensorType[];
}

/** Why a function cannot be recorded. Its caller runs it eagerly instead. */
export class NotRecordable extends Error {
  override readonly name = 'NotRecordable';
}

/** Both inputs once both are there: see `main/ml/layers/barrier.ts`. No operation of TensorFlow's. */
export const BARRIER = 'Barrier';

/** Attends to a cache that it adds to: see `main/ml/layers/cachedAttention.ts`. No operation of TensorFlow's. */
export const CACHED_ATTENTION = 'CachedAttention';

/** Writes rows into a table: see `main/ml/layers/replaceRows.ts`. No operation of TensorFlow's. */
export const REPLACE_ROWS = 'ReplaceRows';

const first = (inputs: readonly Value[]): TensorType => typeOf(inputs[0] as Value);

/** Element by element, with NumPy's broadcasting. */
const elementWise = (output: string, dtype?: DataType): Operation => ({
  outputs: [output],
  infer: (inputs) => {
    const types = inputs.map(typeOf);
    return [{ dtype: dtype ?? (types[0] as TensorType).dtype, shape: broadcast(types.map(({ shape }) => shape)) }];
  },
});

const same = (output: string): Operation => ({ outputs: [output], infer: (inputs) => [first(inputs)] });

const reduction: Operation = {
  outputs: ['output'],
  infer: (inputs, attributes) => {
    const { dtype, shape } = first(inputs);
    const axes = new Set(integers(inputs[1] as Value).map((axis) => (axis < 0 ? axis + shape.length : axis)));
    const keep = attributes.keep_dims?.value === true;
    const reduced = shape.map((side, axis) => (axes.has(axis) ? 1 : side)).filter((_, axis) => keep || !axes.has(axis));
    return [{ dtype, shape: reduced }];
  },
};

const OPERATIONS: ReadonlyMap<string, Operation> = new Map<string, Operation>([
  ['Add', elementWise('z')],
  ['AddV2', elementWise('z')],
  ['Sub', elementWise('z')],
  ['Mul', elementWise('z')],
  ['RealDiv', elementWise('z')],
  ['Minimum', elementWise('z')],
  ['Maximum', elementWise('z')],
  ['Less', elementWise('z', DataType.BOOL)],
  ['LessEqual', elementWise('z', DataType.BOOL)],
  ['Equal', elementWise('z', DataType.BOOL)],
  ['GreaterEqual', elementWise('z', DataType.BOOL)],
  ['Greater', elementWise('z', DataType.BOOL)],
  ['LogicalAnd', elementWise('z', DataType.BOOL)],
  ['Neg', same('y')],
  ['Square', same('y')],
  ['Sqrt', same('y')],
  ['Rsqrt', same('y')],
  ['Exp', same('y')],
  ['Log', same('y')],
  ['Tanh', same('y')],
  ['Erf', same('y')],
  ['Sigmoid', same('y')],
  ['ZerosLike', same('y')],
  ['Softmax', same('softmax')],
  ['AddN', same('sum')],
  ['Sum', reduction],
  ['Mean', reduction],
  ['Max', reduction],
  ['Select', { outputs: ['output'], infer: (inputs) => [typeOf(inputs[1] as Value)] }],
  [
    'SelectV2',
    {
      outputs: ['output'],
      infer: (inputs) => {
        const types = inputs.map(typeOf);
        return [{ dtype: (types[1] as TensorType).dtype, shape: broadcast(types.map(({ shape }) => shape)) }];
      },
    },
  ],
  [
    'Cast',
    {
      outputs: ['y'],
      infer: (inputs, attributes) => [{ dtype: attributes.DstT?.value as DataType, shape: first(inputs).shape }],
    },
  ],
  [
    'Reshape',
    {
      outputs: ['output'],
      infer: (inputs) => {
        const { dtype, shape } = first(inputs);
        const wanted = integers(inputs[1] as Value);
        const known = wanted.reduce((product, side) => (side < 0 ? product : product * side), 1);
        const size = shape.reduce((product, side) => product * side, 1);
        return [{ dtype, shape: wanted.map((side) => (side < 0 ? size / known : side)) }];
      },
    },
  ],
  [
    'ExpandDims',
    {
      outputs: ['output'],
      infer: (inputs) => {
        const { dtype, shape } = first(inputs);
        const [axis = 0] = integers(inputs[1] as Value);
        return [{ dtype, shape: shape.toSpliced(axis < 0 ? axis + shape.length + 1 : axis, 0, 1) }];
      },
    },
  ],
  [
    'Transpose',
    {
      outputs: ['y'],
      infer: (inputs) => {
        const { dtype, shape } = first(inputs);
        return [{ dtype, shape: integers(inputs[1] as Value).map((axis) => shape[axis] as number) }];
      },
    },
  ],
  [
    'BatchMatMulV2',
    {
      outputs: ['output'],
      infer: (inputs, { adj_x, adj_y }) => {
        const [a, b] = inputs.map(typeOf) as [TensorType, TensorType];
        const rows = a.shape.at(adj_x?.value ? -1 : -2) as number;
        const columns = b.shape.at(adj_y?.value ? -2 : -1) as number;
        return [{ dtype: a.dtype, shape: [...broadcast([a.shape.slice(0, -2), b.shape.slice(0, -2)]), rows, columns] }];
      },
    },
  ],
  [
    'SplitV',
    {
      outputs: ['output'],
      infer: (inputs) => {
        const { dtype, shape } = first(inputs);
        const [axis = 0] = integers(inputs[2] as Value);
        const at = axis < 0 ? axis + shape.length : axis;
        return integers(inputs[1] as Value).map((side) => ({ dtype, shape: shape.with(at, side) }));
      },
    },
  ],
  [
    'ConcatV2',
    {
      outputs: ['output'],
      infer: (inputs) => {
        const parts = inputs.slice(0, -1).map(typeOf);
        const { dtype, shape } = first(inputs);
        const [axis = 0] = integers(inputs.at(-1) as Value);
        const at = axis < 0 ? axis + shape.length : axis;
        return [
          {
            dtype,
            shape: shape.with(
              at,
              parts.reduce((sum, part) => sum + (part.shape[at] as number), 0),
            ),
          },
        ];
      },
    },
  ],
  [
    'Pack',
    {
      outputs: ['output'],
      infer: (inputs, { axis }) => {
        const { dtype, shape } = first(inputs);
        return [{ dtype, shape: shape.toSpliced((axis?.value as number | undefined) ?? 0, 0, inputs.length) }];
      },
    },
  ],
  [
    'GatherV2',
    {
      outputs: ['output'],
      infer: (inputs) => {
        const { dtype, shape } = first(inputs);
        const [axis = 0] = integers(inputs[2] as Value);
        const indices = typeOf(inputs[1] as Value).shape;
        return [{ dtype, shape: [...shape.slice(0, axis), ...indices, ...shape.slice(axis + 1)] }];
      },
    },
  ],
  [
    'GatherNd',
    {
      outputs: ['output'],
      infer: (inputs) => {
        const { dtype, shape } = first(inputs);
        const indices = typeOf(inputs[1] as Value).shape;
        return [{ dtype, shape: [...indices.slice(0, -1), ...shape.slice(indices.at(-1))] }];
      },
    },
  ],
  [
    'ScatterNd',
    {
      outputs: ['output'],
      infer: (inputs) => [{ dtype: typeOf(inputs[1] as Value).dtype, shape: integers(inputs[2] as Value) }],
    },
  ],
  [
    'SparseSoftmaxCrossEntropyWithLogits',
    {
      outputs: ['loss', 'backprop'],
      infer: (inputs) => {
        const { dtype, shape } = first(inputs);
        return [
          { dtype, shape: shape.slice(0, 1) },
          { dtype, shape },
        ];
      },
    },
  ],
  [
    'UnsortedSegmentSum',
    {
      outputs: ['output'],
      infer: (inputs) => {
        const { dtype, shape } = first(inputs);
        const indices = typeOf(inputs[1] as Value).shape;
        const [segments = 0] = integers(inputs[2] as Value);
        return [{ dtype, shape: [segments, ...shape.slice(indices.length)] }];
      },
    },
  ],
  [
    'Range',
    {
      outputs: ['output'],
      infer: (inputs) => {
        const [start = 0, limit = 0, delta = 1] = inputs.map((input) => integers(input)[0] as number);
        return [{ dtype: first(inputs).dtype, shape: [Math.max(0, Math.ceil((limit - start) / delta))] }];
      },
    },
  ],
  [
    'Slice',
    {
      outputs: ['output'],
      infer: (inputs) => {
        const { dtype, shape } = first(inputs);
        const begin = integers(inputs[1] as Value);
        const size = integers(inputs[2] as Value);
        return [
          { dtype, shape: size.map((side, at) => (side < 0 ? (shape[at] as number) - (begin[at] as number) : side)) },
        ];
      },
    },
  ],
  [
    'PadV2',
    {
      outputs: ['output'],
      infer: (inputs) => {
        const { dtype, shape } = first(inputs);
        const paddings = integers(inputs[1] as Value);
        return [
          {
            dtype,
            shape: shape.map((side, at) => side + (paddings[2 * at] as number) + (paddings[2 * at + 1] as number)),
          },
        ];
      },
    },
  ],
  [
    'BlockLSTMV2',
    {
      outputs: ['i', 'cs', 'f', 'o', 'ci', 'co', 'h'],
      infer: (inputs) => {
        const [, x, c] = inputs.map(typeOf) as [TensorType, TensorType, TensorType];
        const [T, B] = x.shape as [number, number];
        return Array.from({ length: 7 }, () => ({ dtype: x.dtype, shape: [T, B, c.shape[1] as number] }));
      },
    },
  ],
  [
    'BlockLSTMGradV2',
    {
      outputs: ['x_grad', 'cs_prev_grad', 'h_prev_grad', 'w_grad', 'wci_grad', 'wcf_grad', 'wco_grad', 'b_grad'],
      infer: (inputs) => inputs.slice(1, 9).map(typeOf),
    },
  ],
  [REPLACE_ROWS, same('output')],
  // Query, key, value, both caches, and what says where.
  [
    CACHED_ATTENTION,
    {
      outputs: ['mixed', 'key', 'value'],
      infer: (inputs) => [inputs[0], ...inputs.slice(3, 5)].map((input) => typeOf(input as Value)),
    },
  ],
  [BARRIER, { outputs: ['output'], infer: (inputs) => inputs.map(typeOf) }],
  [
    'StatelessRandomUniform',
    {
      outputs: ['output'],
      infer: (inputs) => [{ dtype: DataType.FLOAT, shape: integers(inputs[0] as Value) }],
    },
  ],
  [
    'Tile',
    {
      outputs: ['output'],
      infer: (inputs) => {
        const { dtype, shape } = first(inputs);
        const times = integers(inputs[1] as Value);
        return [{ dtype, shape: shape.map((side, at) => side * (times[at] as number)) }];
      },
    },
  ],
  [
    'Fill',
    {
      outputs: ['output'],
      infer: (inputs) => [{ dtype: typeOf(inputs[1] as Value).dtype, shape: integers(inputs[0] as Value) }],
    },
  ],
]);

/** @throws NotRecordable */
export function operation(name: string): Operation {
  const found = OPERATIONS.get(name);
  if (!found) throw new NotRecordable(`the compiler does not know the operation ${name}`);
  return found;
}

/** The shape that shapes have together. */
export function broadcast(shapes: readonly (readonly number[])[]): number[] {
  const rank = Math.max(0, ...shapes.map(({ length }) => length));
  return Array.from({ length: rank }, (_, axis) => {
    let side = 1;
    for (const shape of shapes) {
      const own = shape[axis - rank + shape.length] ?? 1;
      if (own !== 1 && side !== 1 && own !== side) throw new Error(`shapes do not fit: ${JSON.stringify(shapes)}`);
      if (own !== 1) side = own;
    }
    return side;
  });
}

/** The numbers of a constant int32 input, which decide about a shape. */
function integers({ node, index }: Value): number[] {
  if (node.op !== CONSTANT || !node.content || index !== 0)
    throw new NotRecordable(`a shape depends on the value of ${node.op}`);
  const { buffer, byteOffset, byteLength } = node.content;
  return Array.from(new Int32Array(buffer.slice(byteOffset, byteOffset + byteLength)));
}
