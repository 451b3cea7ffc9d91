import {
  ARGUMENT,
  CONSTANT,
  DataType,
  type Node,
  nodesOf,
  type Recording,
  typeOf,
  VARIABLE,
  type Value,
} from '../graph.ts';
import { BARRIER, CACHED_ATTENTION, NotRecordable, operation, REPLACE_ROWS } from '../operations.ts';
import { type Side, Twins } from '../twins.ts';
import { attributesOf, constant } from './graphDef.ts';
import type { AttrValue, NodeDef } from './savedModel.ts';

/** Recorded for other runtimes: TensorFlow has none of these. */
const NOT_ITS_OWN = new Set([CACHED_ATTENTION, REPLACE_ROWS]);

const { FLOAT, INT32, BOOL } = DataType;
const type = (dtype: DataType): AttrValue => ({ type: dtype });

/** A graph of TensorFlow's for inputs of any length. A value is its name; a length is one int32. */
export class SymbolicGraphDef {
  readonly nodes: NodeDef[] = [];
  readonly #twins: Twins;
  readonly #recording: Recording;
  readonly #constants = new Map<string, string>();
  readonly #followed = new Map<string, string>();

  /** @throws NotRecordable where the recordings are not alike */
  constructor(recordings: readonly [Recording, Recording]) {
    this.#twins = new Twins(recordings);
    this.#recording = recordings[0];
  }

  /** Tells of a length, and of its products with those before. */
  know(...sides: readonly Side[]): void {
    this.#twins.know(...sides);
  }

  add(
    op: string,
    input: readonly string[],
    attr: Record<string, AttrValue>,
    name = `own/n${this.nodes.length}`,
  ): string {
    this.nodes.push({ name, op, input: [...input], attr });
    return name;
  }

  /** An operation on numbers of one type. */
  of(dtype: DataType, op: string, ...input: readonly string[]): string {
    return this.add(op, input, { T: type(dtype) });
  }

  /** One int32, or several. */
  int32(values: number | readonly number[]): string {
    const [shape, all] = typeof values === 'number' ? [[], [values]] : [[values.length], values];
    return this.#constant(INT32, shape, new Uint8Array(Int32Array.from(all).buffer));
  }

  float(value: number): string {
    return this.#constant(FLOAT, [], new Uint8Array(Float32Array.of(value).buffer));
  }

  cast(value: string, SrcT: DataType, DstT: DataType): string {
    return this.add('Cast', [value], { SrcT: type(SrcT), DstT: type(DstT) });
  }

  /** Several lengths as a shape. */
  pack(sides: readonly string[]): string {
    return this.add('Pack', sides, { N: { i: sides.length }, T: type(INT32), axis: { i: 0 } });
  }

  reshape(value: string, dtype: DataType, shape: string): string {
    return this.add('Reshape', [value, shape], { T: type(dtype), Tshape: type(INT32) });
  }

  expand(value: string, dtype: DataType, axis: number): string {
    return this.add('ExpandDims', [value, this.int32(axis)], { T: type(dtype), Tdim: type(INT32) });
  }

  /** From 0 to before a length. */
  range(length: string): string {
    return this.add('Range', [this.int32(0), length, this.int32(1)], { Tidx: type(INT32) });
  }

  fill(shape: string, value: string, dtype: DataType): string {
    return this.add('Fill', [shape, value], { T: type(dtype), index_type: type(INT32) });
  }

  /** A side of a value. */
  lengthOf(value: string, dtype: DataType, axis: number): string {
    const shape = this.add('Shape', [value], { T: type(dtype), out_type: type(INT32) });
    const places = [axis, axis + 1, 1].map((place) => this.int32([place]));
    return this.add('StridedSlice', [shape, ...places], {
      T: type(INT32),
      Index: type(INT32),
      shrink_axis_mask: { i: 1 },
    });
  }

  /**
   * Adds what was recorded.
   *
   * @param source what stands for an argument or for what is kept
   * @returns what gives the name of a recorded value
   * @throws NotRecordable for an operation that TensorFlow has not, and where something is read that only the recordings know
   */
  lower(source: (node: Node) => string): (value: Value) => string {
    const names = new Map<Node, readonly string[]>();
    const nameOf = ({ node, index }: Value) => names.get(node)?.[index] as string;
    for (const [number, node] of nodesOf(this.#recording).entries()) {
      const input = node.inputs.map(nameOf);
      if (node.op === ARGUMENT || node.op === VARIABLE) names.set(node, [source(node)]);
      else if (node.op === CONSTANT) names.set(node, [this.#recorded(node)]);
      else if (node.op === BARRIER) names.set(node, input);
      else names.set(node, this.#operation(node, input, `model/n${number}`));
    }
    return nameOf;
  }

  #operation(node: Node, input: readonly string[], name: string): string[] {
    if (NOT_ITS_OWN.has(node.op)) throw new NotRecordable(`TensorFlow has no operation ${node.op}`);
    const { outputs } = operation(node.op);
    const attr = attributesOf(node);
    if (JSON.stringify(attr) !== JSON.stringify(attributesOf(this.#twins.of(node))))
      throw new NotRecordable(`TensorFlow has no operation ${node.op}`);
    this.add(node.op, input, attr, name);
    return node.outputs.map((_, index) => (index === 0 || outputs.length === 0 ? name : `${name}:${index}`));
  }

  /** A constant of the recordings. One that is another one in each follows a length, number by number. */
  #recorded(node: Node): string {
    const twin = this.#twins.of(node);
    const [own, other] = [node, twin].map((one) => typeOf({ node: one, index: 0 }));
    if (!own || !other) throw new Error('a constant without a type');
    const [bytes, others] = [node.content as Uint8Array, twin.content as Uint8Array];
    const sameShape = own.shape.join() === other.shape.join();
    if (sameShape && Buffer.from(bytes).equals(Buffer.from(others))) return this.#constant(own.dtype, own.shape, bytes);
    if (own.dtype === INT32 && sameShape && own.shape.length < 2) {
      const [numbers, otherNumbers] = [bytes, others].map((one) => new Int32Array(one.slice().buffer));
      const sides = Array.from(numbers as Int32Array, (number, at) => this.#side(number, otherNumbers?.[at] as number));
      return own.shape.length === 0 ? (sides[0] as string) : this.pack(sides);
    }
    const sides = own.shape.map((side, axis) => this.#side(side, other.shape[axis] as number));
    const alike = alikeBytes(bytes, others, own.dtype === BOOL ? 1 : 4);
    if (alike) return this.fill(this.pack(sides), this.#constant(own.dtype, [], alike), own.dtype);
    if (own.dtype === FLOAT && sides.length === 1 && [bytes, others].every(counts))
      return this.cast(this.range(sides[0] as string), INT32, FLOAT);
    throw new NotRecordable('numbers that depend on the length of the text');
  }

  #side(number: number, other: number): string {
    if (number === other) return this.int32(number);
    const { value, factor } = this.#twins.followed(number, other);
    if (factor === 1) return value;
    const key = `${value} ${factor}`;
    const known = this.#followed.get(key) ?? this.of(INT32, 'Mul', value, this.int32(factor));
    this.#followed.set(key, known);
    return known;
  }

  #constant(dtype: DataType, shape: readonly number[], content: Uint8Array): string {
    const key = `${dtype} ${shape.join()} ${Buffer.from(content).toString('latin1')}`;
    let name = this.#constants.get(key);
    if (name === undefined) {
      name = `own/c${this.#constants.size}`;
      this.#constants.set(key, name);
      this.nodes.push(constant(name, dtype, shape, content));
    }
    return name;
  }
}

/** What all elements of both are, where it is one and the same. */
function alikeBytes(bytes: Uint8Array, others: Uint8Array, width: number): Uint8Array | null {
  const first = Buffer.from(bytes.subarray(0, width));
  const isFirst = (one: Uint8Array) => {
    for (let at = 0; at < one.length; at += width) if (!first.equals(one.subarray(at, at + width))) return false;
    return one.length > 0;
  };
  return isFirst(bytes) && isFirst(others) ? first : null;
}

const counts = (bytes: Uint8Array): boolean =>
  new Float32Array(bytes.slice().buffer).every((value, index) => value === index);
