import { DataType, type Node, type Recording, sizeOf, typeOf, type Value } from '../graph.ts';
import { NotRecordable } from '../operations.ts';
import { type Side, Twins } from '../twins.ts';
import { bytesOf, GraphBuilder } from './graphBuilder.ts';
import { OnnxType } from './onnxModel.ts';

/** A graph for inputs of any length. A length is a vector of one int64. */
export class SymbolicGraph extends GraphBuilder {
  readonly #twins: Twins;

  /** @throws NotRecordable where the recordings are not alike */
  constructor(recordings: readonly [Recording, Recording]) {
    super();
    this.#twins = new Twins(recordings);
  }

  /** Tells of a length, and of its products with those before. */
  know(...sides: readonly Side[]): void {
    this.#twins.know(...sides);
  }

  override sides(node: Node, of: (node: Node) => readonly number[]): string {
    const [numbers, others] = [of(node), of(this.#twins.of(node))];
    if (numbers.join() === others.join()) return this.int64s(numbers);
    const parts = numbers.map((number, index) => this.#length(number, others[index] as number));
    return parts.length === 1 ? (parts[0] as string) : this.add('Concat', parts, { axis: { i: 0 } });
  }

  /** The sides of a value: a name where they are another one in each recording. */
  shape({ node, index }: Value, name: string): (number | string)[] {
    const other = typeOf({ node: this.#twins.of(node), index }).shape;
    return typeOf({ node, index }).shape.map((side, axis) => (side === other[axis] ? side : `${name} ${axis}`));
  }

  /** One that is another one in each recording counts from 0, or follows a length and is never read as numbers. */
  override constant(node: Node): string {
    const twin = this.#twins.of(node);
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
    const { value, factor } = this.#twins.followed(number, other);
    return factor === 1 ? value : this.add('Mul', [value, this.int64s([factor])]);
  }
}

const NEVER_READ = 'not known before it runs';
