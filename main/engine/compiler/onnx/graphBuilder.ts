import { DataType, type Node } from '../graph.ts';
import { NotRecordable } from '../operations.ts';
import { type OnnxAttribute, type OnnxNode, type OnnxTensor, OnnxType } from './onnxModel.ts';

const TYPED = {
  [OnnxType.FLOAT]: Float32Array,
  [OnnxType.INT32]: Int32Array,
} as const;

const ONNX_TYPES: Partial<Record<DataType, OnnxType>> = {
  [DataType.FLOAT]: OnnxType.FLOAT,
  [DataType.INT32]: OnnxType.INT32,
  [DataType.BOOL]: OnnxType.BOOL,
};

/** @throws NotRecordable for a type that has none here */
export function onnxType(dtype: DataType): OnnxType {
  const type = ONNX_TYPES[dtype];
  if (type === undefined) throw new NotRecordable(`ONNX has no numbers of the type ${dtype} here`);
  return type;
}

/** Collects the nodes of a graph in their order; a value is its name. */
export class GraphBuilder {
  readonly nodes: OnnxNode[] = [];
  readonly initializers: OnnxTensor[] = [];
  readonly #constants = new Map<string, string>();
  #count = 0;

  /** Adds a node with one output. */
  add(op_type: string, input: readonly string[], attributes: Readonly<Record<string, OnnxAttribute>> = {}): string {
    const [only = ''] = this.addAll(op_type, input, 1, attributes);
    return only;
  }

  addAll(
    op_type: string,
    input: readonly string[],
    outputs: number,
    attributes: Readonly<Record<string, OnnxAttribute>> = {},
    domain?: string,
  ): string[] {
    const output = Array.from({ length: outputs }, () => this.#fresh());
    this.nodes.push({ op_type, input, output, attributes, ...(domain && { domain }) });
    return output;
  }

  /** Gives a value a name of its own, by a node that does nothing but that. */
  rename(value: string, name: string): void {
    this.nodes.push({ op_type: 'Identity', input: [value], output: [name], attributes: {} });
  }

  tensor(data_type: OnnxType, dims: readonly number[], raw_data: Uint8Array): string {
    const key = `${data_type} ${dims.join()} ${Buffer.from(raw_data).toString('latin1')}`;
    const known = this.#constants.get(key);
    if (known) return known;
    const name = this.#fresh('c');
    this.initializers.push({ name, data_type, dims, raw_data });
    this.#constants.set(key, name);
    return name;
  }

  /** A constant vector of int64, which is what axes, shapes and paddings are. */
  int64s(values: readonly number[]): string {
    return this.tensor(OnnxType.INT64, [values.length], bytesOf(BigInt64Array.from(values, BigInt)));
  }

  /** A vector of int64 that follows from a node: sides of shapes, places in them. */
  sides(node: Node, of: (node: Node) => readonly number[]): string {
    return this.int64s(of(node));
  }

  /** A constant of the recording. */
  constant(node: Node): string {
    const [type] = node.outputs;
    if (!type) throw new Error('a constant without a type');
    return this.tensor(onnxType(type.dtype), type.shape, node.content as Uint8Array);
  }

  scalar(value: number): string {
    return this.tensor(OnnxType.FLOAT, [], bytesOf(Float32Array.of(value)));
  }

  /** @param sides of `sides` or `int64s` */
  zeros(type: OnnxType, sides: string): string {
    const zero = type === OnnxType.BOOL ? Uint8Array.of(0) : new TYPED[type as keyof typeof TYPED](1);
    return this.add('Expand', [this.tensor(type, [], bytesOf(zero)), sides]);
  }

  #fresh(prefix = 't'): string {
    this.#count += 1;
    return `${prefix}${this.#count}`;
  }
}

export const bytesOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array =>
  new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength);

/** The constants that a node reads: sides of shapes have become numbers of their own. */
export function usedInitializers({ nodes, initializers }: GraphBuilder): OnnxTensor[] {
  const read = new Set(nodes.flatMap(({ input }) => input));
  return initializers.filter(({ name }) => read.has(name));
}
