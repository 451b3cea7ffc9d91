import { DataType, type Node, nodesOf, type Recording, sizeOf, typeOf, type Value } from '../graph.ts';
import { NotRecordable } from '../operations.ts';
import { bytesOf, GraphBuilder } from './graphBuilder.ts';
import { OnnxType } from './onnxModel.ts';

/** A length that is known when the graph runs, and what it was in the two recordings. */
export interface Side {
  /** A vector of one int64 in the graph. */
  value: string;
  recorded: readonly [number, number];
}

/**
 * A graph for inputs of any length, of two recordings of one function: a recording has sides of fixed length, and where the two differ they
 * tell which length it is that a number follows. The lengths of the recordings have to have ratios of their own.
 */
export class SymbolicGraph extends GraphBuilder {
  readonly #twins: ReadonlyMap<Node, Node>;
  readonly #sides: Side[] = [];

  /** @throws NotRecordable where the recordings are not alike */
  constructor(recordings: readonly [Recording, Recording]) {
    super();
    const [nodes, others] = recordings.map(nodesOf) as [Node[], Node[]];
    const isAlike = nodes.length === others.length && nodes.every(({ op }, index) => others[index]?.op === op);
    if (!isAlike) throw new NotRecordable('what is computed depends on the length of the text');
    this.#twins = new Map(nodes.map((node, index) => [node, others[index] as Node]));
  }

  /** Tells of a length, and of its products with those before. */
  know(...sides: readonly Side[]): void {
    this.#sides.push(...sides);
  }

  override sides(node: Node, of: (node: Node) => readonly number[]): string {
    const [numbers, others] = [of(node), of(this.#twins.get(node) ?? node)];
    if (numbers.join() === others.join()) return this.int64s(numbers);
    const parts = numbers.map((number, index) => this.#length(number, others[index] as number));
    return parts.length === 1 ? (parts[0] as string) : this.add('Concat', parts, { axis: { i: 0 } });
  }

  /** The sides of a value: a name where they are another one in each recording. */
  shape({ node, index }: Value, name: string): (number | string)[] {
    const other = typeOf({ node: this.#twins.get(node) ?? node, index }).shape;
    return typeOf({ node, index }).shape.map((side, axis) => (side === other[axis] ? side : `${name} ${axis}`));
  }

  /** One that is another one in each recording counts from 0, or follows a length and is never read as numbers. */
  override constant(node: Node): string {
    const twin = this.#twins.get(node) ?? node;
    const same = Buffer.from(node.content as Uint8Array).equals(Buffer.from(twin.content as Uint8Array));
    if (same && typeOf({ node, index: 0 }).shape.join() === typeOf({ node: twin, index: 0 }).shape.join())
      return super.constant(node);
    const { dtype, shape } = typeOf({ node, index: 0 });
    if (dtype !== DataType.FLOAT || shape.length !== 1) return NEVER_READ;
    const values = new Float32Array((node.content as Uint8Array).slice().buffer);
    if (!values.every((value, index) => value === index)) return NEVER_READ;
    const length = this.#length(sizeOf(shape), sizeOf(typeOf({ node: twin, index: 0 }).shape));
    const zero = this.tensor(OnnxType.INT64, [], bytesOf(BigInt64Array.of(0n)));
    const one = this.tensor(OnnxType.INT64, [], bytesOf(BigInt64Array.of(1n)));
    const numbers = this.add('Range', [zero, this.add('Squeeze', [length]), one]);
    return this.add('Cast', [numbers], { to: { i: OnnxType.FLOAT } });
  }

  /** @throws NotRecordable where something is read that only the recordings know */
  assertKnown(): void {
    const reader = this.nodes.find(({ input }) => input.includes(NEVER_READ));
    if (reader) throw new NotRecordable(`numbers that ${reader.op_type} reads depend on the length of the text`);
  }

  #length(number: number, other: number): string {
    if (number === other) return this.int64s([number]);
    for (const { value, recorded } of this.#sides) {
      const factor = number / recorded[0];
      if (!Number.isInteger(factor) || factor !== other / recorded[1]) continue;
      return factor === 1 ? value : this.add('Mul', [value, this.int64s([factor])]);
    }
    throw new NotRecordable(`a side is ${number} long in one recording and ${other} in the other`);
  }
}

const NEVER_READ = 'not known before it runs';
