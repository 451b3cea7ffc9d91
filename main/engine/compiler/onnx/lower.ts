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
 * @param instead what stands for a node otherwise than operators tell; `null` for what they do
 * @returns what gives the name of a recorded value in the graph
 * @throws NotRecordable
 */
export function lower(
  graph: GraphBuilder,
  recording: Recording,
  source: (node: Node) => string,
  instead: (node: Node, nameOf: (value: Value) => string) => string[] | null = () => null,
): (value: Value) => string {
  const names = new Map<Node, readonly string[]>();
  const isGiven = ({ op }: Node) => op === ARGUMENT || op === VARIABLE || op === RANDOM_UNIFORM;
  // What is given is named when it is asked for: a constant that is only read otherwise is not.
  const nameOf = ({ node, index }: Value): string => {
    if (isGiven(node) && !names.has(node)) names.set(node, [source(node)]);
    return names.get(node)?.[index] as string;
  };
  for (const node of nodesOf(recording)) {
    if (isGiven(node)) continue;
    if (node.op === CONSTANT) names.set(node, [graph.constant(node)]);
    else names.set(node, instead(node, nameOf) ?? loweringOf(node.op)(graph, node, node.inputs.map(nameOf)));
  }
  return nameOf;
}
