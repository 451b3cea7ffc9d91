import { type Node, nodesOf, type Recording } from './graph.ts';
import { NotRecordable } from './operations.ts';

/** A length that is known when the graph runs, and what it was in the two recordings. */
export interface Side {
  /** What it is in the graph. */
  value: string;
  recorded: readonly [number, number];
}

/**
 * Two recordings of one function, out of which a graph is made for inputs of any length: a recording has sides of fixed length, and where the
 * two differ they tell which length it is that a number follows. The lengths of the recordings have to have ratios of their own.
 */
export class Twins {
  readonly #twins: ReadonlyMap<Node, Node>;
  readonly #sides: Side[] = [];

  /** @throws NotRecordable where the recordings are not alike */
  constructor(recordings: readonly [Recording, Recording]) {
    const [nodes, others] = recordings.map(nodesOf) as [Node[], Node[]];
    const isAlike = nodes.length === others.length && nodes.every(({ op }, index) => others[index]?.op === op);
    if (!isAlike) throw new NotRecordable('what is computed depends on the length of the text');
    this.#twins = new Map(nodes.map((node, index) => [node, others[index] as Node]));
  }

  /** Tells of a length, and of its products with those before. */
  know(...sides: readonly Side[]): void {
    this.#sides.push(...sides);
  }

  /** A node of the first recording in the second one. */
  of(node: Node): Node {
    return this.#twins.get(node) ?? node;
  }

  /**
   * What a number follows that is another one in each recording.
   *
   * @throws NotRecordable where it is none of the lengths that are known
   */
  followed(number: number, other: number): { value: string; factor: number } {
    for (const { value, recorded } of this.#sides) {
      const factor = number / recorded[0];
      if (Number.isInteger(factor) && factor === other / recorded[1]) return { value, factor };
    }
    throw new NotRecordable(`a side is ${number} long in one recording and ${other} in the other`);
  }
}
