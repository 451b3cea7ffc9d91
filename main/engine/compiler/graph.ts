/*
 * The recorded form of a pure tensor function: nodes in the words of TensorFlow's operations, joined by object references. A node is
 * made after its inputs, so a graph cannot have cycles.
 */

/** Values of `tensorflow.DataType` (types.proto), as far as they occur here. */
export const DataType = { FLOAT: 1, INT32: 3, INT64: 9, BOOL: 10, BFLOAT16: 14, RESOURCE: 20 } as const;
export type DataType = (typeof DataType)[keyof typeof DataType];

export interface TensorType {
  dtype: DataType;
  shape: readonly number[];
}

export type Attribute =
  | { kind: 'int'; value: number }
  | { kind: 'float'; value: number }
  | { kind: 'bool'; value: boolean }
  | { kind: 'type'; value: DataType }
  | { kind: 'string'; value: string };

export interface Node {
  /** TensorFlow's name of the operation, or one of the three sources below. */
  op: string;
  inputs: readonly Value[];
  attributes: Readonly<Record<string, Attribute>>;
  outputs: readonly TensorType[];
  /** Of a constant: its little-endian bytes. */
  content?: Uint8Array;
  /** Of an argument or a variable. */
  name?: string;
}

/** One output of a node. */
export interface Value {
  node: Node;
  index: number;
}

/** Sources: what a method is given, what the program keeps, and what never changes. */
export const ARGUMENT = 'Argument';
export const VARIABLE = 'Variable';
export const CONSTANT = 'Const';

/** A method as recorded: what it returns and what it leaves in the program's variables. */
export interface Recording {
  results: ReadonlyMap<string, Value>;
  assignments: ReadonlyMap<string, Value>;
}

export function typeOf({ node, index }: Value): TensorType {
  const type = node.outputs[index];
  if (!type) throw new Error(`${node.op} has no output ${index}`);
  return type;
}

export const sizeOf = (shape: readonly number[]): number => shape.reduce((product, side) => product * side, 1);

/** All nodes that the recording needs, inputs first. */
export function nodesOf({ results, assignments }: Recording): Node[] {
  const ordered: Node[] = [];
  const seen = new Set<Node>();
  // An explicit stack: a chain of thousands of nodes would overflow the call stack.
  const stack = [...assignments.values(), ...results.values()].map(({ node }) => ({ node, next: 0 })).reverse();
  while (stack.length > 0) {
    const top = stack[stack.length - 1] as { node: Node; next: number };
    if (seen.has(top.node)) {
      stack.pop();
      continue;
    }
    const input = top.node.inputs[top.next++];
    if (input) {
      if (!seen.has(input.node)) stack.push({ node: input.node, next: 0 });
    } else {
      seen.add(top.node);
      ordered.push(top.node);
      stack.pop();
    }
  }
  return ordered;
}

/** Builds nodes; `make` is told the new inputs of each old node and gives the values that stand for its outputs. */
export function rewrite(
  recording: Recording,
  make: (node: Node, inputs: readonly Value[]) => readonly Value[],
): Recording {
  const replaced = new Map<Node, readonly Value[]>();
  const translate = ({ node, index }: Value): Value => {
    const value = replaced.get(node)?.[index];
    if (!value) throw new Error(`nothing stands for output ${index} of ${node.op}`);
    return value;
  };
  for (const node of nodesOf(recording)) replaced.set(node, make(node, node.inputs.map(translate)));
  const all = (values: ReadonlyMap<string, Value>) =>
    new Map(Array.from(values, ([name, value]) => [name, translate(value)]));
  return { results: all(recording.results), assignments: all(recording.assignments) };
}

/** The outputs of a node as values. */
export const outputsOf = (node: Node): Value[] => node.outputs.map((_, index) => ({ node, index }));

export function constantOf(dtype: DataType, shape: readonly number[], content: Uint8Array): Value {
  return { node: { op: CONSTANT, inputs: [], attributes: {}, outputs: [{ dtype, shape }], content }, index: 0 };
}

/** A value in numbers of another kind. */
export function castTo(value: Value, DstT: DataType): Value {
  const { dtype, shape } = typeOf(value);
  const attributes: Record<string, Attribute> = {
    SrcT: { kind: 'type', value: dtype },
    DstT: { kind: 'type', value: DstT },
    Truncate: { kind: 'bool', value: false },
  };
  return { node: { op: 'Cast', inputs: [value], attributes, outputs: [{ dtype: DstT, shape }] }, index: 0 };
}
