import { ARGUMENT, CONSTANT, type Node, nodesOf, type Recording, VARIABLE, type Value } from '../graph.ts';
import type { GraphBuilder } from './graphBuilder.ts';
import { loweringOf } from './operators.ts';

/** ONNX's operators of version 18: those before lack sums into rows that are scattered. */
export const OPSET = 18;

/** An operation whose numbers are given: ONNX has none whose numbers a seed decides. */
export const RANDOM_UNIFORM = 'StatelessRandomUniform';

/**
 * Adds what was recorded to a graph.
 *
 * @param source the name of what is given: an argument, state, random numbers
 * @returns what gives the name of a recorded value in the graph
 * @throws NotRecordable
 */
export function lower(
  graph: GraphBuilder,
  recording: Recording,
  source: (node: Node) => string,
): (value: Value) => string {
  const names = new Map<Node, readonly string[]>();
  const nameOf = ({ node, index }: Value): string => names.get(node)?.[index] as string;
  for (const node of nodesOf(recording)) {
    if (node.op === ARGUMENT || node.op === VARIABLE || node.op === RANDOM_UNIFORM) names.set(node, [source(node)]);
    else if (node.op === CONSTANT) names.set(node, [graph.constant(node)]);
    else names.set(node, loweringOf(node.op)(graph, node, node.inputs.map(nameOf)));
  }
  return nameOf;
}
