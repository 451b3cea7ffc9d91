import { CONSTANT, DataType, type Node, nodesOf, type Recording, typeOf, VARIABLE } from '../graph.ts';

/** Operations that read each number of their first input just before they write the one in its place, or leave it there. */
const ELEMENT_BY_ELEMENT = new Set(['Add', 'AddV2', 'Sub', 'Mul', 'RealDiv']);

/** Operations whose result is in memory of its own, whatever the runtime makes of them; of others it may be that of an input. */
const COPYING = new Set([
  'BatchMatMulV2',
  'Sum',
  'Mean',
  'Max',
  'Softmax',
  'GatherV2',
  'UnsortedSegmentSum',
  'SparseSoftmaxCrossEntropyWithLogits',
]);

/**
 * The state whose new value may be written over its old one, since whoever reads the old one has to come before: a method then needs no
 * second copy of it.
 */
export function inPlace(recording: Recording): string[] {
  const readers = new Map<Node, Node[]>();
  for (const node of nodesOf(recording)) {
    for (const input of node.inputs) readers.set(input.node, [...(readers.get(input.node) ?? []), node]);
  }
  const variables = new Map(
    nodesOf(recording).flatMap((node) => (node.op === VARIABLE ? [[node.name as string, node] as const] : [])),
  );
  const given = new Set([...recording.results.values(), ...recording.assignments.values()].map(({ node }) => node));
  return Array.from(recording.assignments).flatMap(([name, value]) => {
    const variable = variables.get(name);
    if (!variable) return [name];
    if (given.has(variable) || value.node.op === VARIABLE) return [];
    const { shape } = typeOf({ node: variable, index: 0 });
    const earlier = ancestorsOf(value.node);
    const isSafe = readersOf(variable, readers).every((reader) =>
      reader === value.node
        ? ELEMENT_BY_ELEMENT.has(reader.op) && typeOf(value).shape.join() === shape.join()
        : earlier.has(reader) && !given.has(reader),
    );
    return isSafe ? [name] : [];
  });
}

/** Whoever reads the memory of a node: its readers, and those of what may be the same memory under another name. */
function readersOf(node: Node, readers: ReadonlyMap<Node, readonly Node[]>): Node[] {
  const found = new Set<Node>();
  const stack = [node];
  for (let next = stack.pop(); next; next = stack.pop()) {
    for (const reader of readers.get(next) ?? []) {
      if (found.has(reader)) continue;
      found.add(reader);
      if (!copies(reader)) stack.push(reader);
    }
  }
  return [...found];
}

/** The runtime never writes over what it is given: whatever it computes of it lies elsewhere, unless it computes nothing. */
function copies({ op, inputs }: Node): boolean {
  if (COPYING.has(op)) return true;
  return ELEMENT_BY_ELEMENT.has(op) && inputs.some(({ node }) => changes(node));
}

/** Whether a node is a number that changes what it is added to or multiplied with: the runtime may leave out what 0 and 1 are for. */
function changes({ op, content, outputs: [type] }: Node): boolean {
  if (op !== CONSTANT || type?.dtype !== DataType.FLOAT || content?.byteLength !== 4) return false;
  const [value] = new Float32Array(content.slice().buffer);
  return value !== 0 && value !== 1;
}

function ancestorsOf(node: Node): Set<Node> {
  const seen = new Set<Node>();
  const stack = [node];
  for (let next = stack.pop(); next; next = stack.pop()) {
    for (const { node: input } of next.inputs) {
      if (seen.has(input)) continue;
      seen.add(input);
      stack.push(input);
    }
  }
  return seen;
}
