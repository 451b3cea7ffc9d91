import { ARGUMENT, CONSTANT, type Node, typeOf, type Value } from '../graph.ts';
import { BARRIER, NotRecordable } from '../operations.ts';
import { integersOf } from './operators.ts';

/** Random numbers that a method gets as an input: ONNX has no operator whose numbers a seed decides. */
export interface Drawn {
  shape: readonly number[];
  /** The input `[2]` that the seed is made of, and what is added to it. */
  argument: string;
  added: readonly [number, number];
}

/** @throws NotRecordable when the seed is not an input to which constants were added */
export function drawnBy(node: Node): Drawn {
  const { argument, added } = seedOf(node.inputs[1] as Value);
  return { shape: typeOf({ node, index: 0 }).shape, argument, added };
}

function seedOf(value: Value): Omit<Drawn, 'shape'> {
  const { node, index } = value;
  if (node.op === ARGUMENT && typeOf(value).shape.join() === '2')
    return { argument: node.name as string, added: [0, 0] };
  if (node.op === BARRIER) return seedOf(node.inputs[index] as Value);
  if (node.op === 'Add' || node.op === 'AddV2') {
    const [sum, constant] = node.inputs as [Value, Value];
    if (constant.node.op === CONSTANT) {
      const [first = 0, second = 0] = integersOf(constant);
      const { argument, added } = seedOf(sum);
      return { argument, added: [added[0] + first, added[1] + second] };
    }
  }
  throw new NotRecordable(`a seed is made of ${node.op}`);
}
