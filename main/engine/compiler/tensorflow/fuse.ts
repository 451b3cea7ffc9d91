import {
  ARGUMENT,
  CONSTANT,
  type Node,
  nodesOf,
  outputsOf,
  type Recording,
  sizeOf,
  type TensorType,
  typeOf,
  VARIABLE,
  type Value,
} from '../graph.ts';

/*
 * Puts neighbouring operations that pass over the same tensors into one node, a cluster, which XLA compiles into loops that read and
 * write each tensor once. Matrix products stay outside: oneDNN's are better than XLA's on a CPU.
 */

/** A part of a graph as a function of `inputs`; stands in a node of the operation `CLUSTER`. */
export interface Cluster {
  /** What stands for the inputs inside, in their order. */
  parameters: readonly Node[];
  results: readonly Value[];
}

const CLUSTER = 'Cluster';
export const PARAMETER = 'Parameter';

export interface ClusterNode extends Node {
  op: typeof CLUSTER;
  cluster: Cluster;
}

export const isCluster = (node: Node): node is ClusterNode => node.op === CLUSTER;

/** Operations that XLA turns into loops over elements, or into no work at all. Its transpositions are slower than TensorFlow's. */
const ELEMENT_WISE = new Set([
  'Add',
  'AddV2',
  'Sub',
  'Mul',
  'RealDiv',
  'Minimum',
  'Maximum',
  'Neg',
  'Square',
  'Sqrt',
  'Rsqrt',
  'Exp',
  'Log',
  'Sigmoid',
  'Tanh',
  'Erf',
  'Cast',
  'Reshape',
  'SplitV',
  'ConcatV2',
  'SelectV2',
  'Sum',
  'Mean',
  'SparseSoftmaxCrossEntropyWithLogits',
]);

/** Smaller tensors are not worth a cluster, and must not join what is independent of each other: the learning rate meets every weight. */
const LEAST_ELEMENTS = 1024;

const isSource = ({ op }: Node) => op === CONSTANT || op === VARIABLE || op === ARGUMENT;

export function fuseElementWise(recording: Recording): Recording {
  return replaceGroups(recording, groupsOf(recording));
}

/** Everything that a method computes as one cluster. */
export function fuseAll(recording: Recording): Recording {
  return replaceGroups(recording, [nodesOf(recording).filter((node) => !isSource(node))]);
}

/**
 * The groups of a recording's nodes. A node's level is the largest number of operations outside of clusters on a way to it; neighbours of
 * the same level can be computed together, since a way that leaves a group comes back at a higher level only.
 */
function groupsOf(recording: Recording): Node[][] {
  const level = new Map<Node, number>();
  const group = new Map<Node, Node[]>();
  const fusable = (node: Node) =>
    ELEMENT_WISE.has(node.op) && node.outputs.every(({ shape }) => sizeOf(shape) >= LEAST_ELEMENTS);
  for (const node of nodesOf(recording)) {
    const inputs = node.inputs.map((input) => input.node);
    level.set(
      node,
      Math.max(0, ...inputs.map((input) => (level.get(input) ?? 0) + (fusable(input) || isSource(input) ? 0 : 1))),
    );
    if (!fusable(node)) continue;
    let own = [node];
    group.set(node, own);
    for (const input of inputs) {
      const other = group.get(input);
      if (!other || other === own || level.get(input) !== level.get(node)) continue;
      own = [...other, ...own];
      for (const member of own) group.set(member, own);
    }
  }
  const position = new Map(nodesOf(recording).map((node, index) => [node, index]));
  const inOrder = (a: Node, b: Node) => (position.get(a) as number) - (position.get(b) as number);
  return [...new Set(group.values())].filter((members) => members.length > 1).map((members) => members.sort(inOrder));
}

/** The recording with a cluster in the place of each group. */
function replaceGroups(recording: Recording, groups: readonly Node[][]): Recording {
  const groupOf = new Map(groups.flatMap((members) => members.map((member) => [member, members] as const)));
  const usedOutside = valuesUsedOutside(recording, groupOf);
  const replaced = new Map<Node, readonly Value[]>();
  const translate = ({ node, index }: Value): Value => {
    if (!replaced.has(node)) {
      const members = groupOf.get(node);
      if (members) replaceGroup(members);
      else replaced.set(node, outputsOf({ ...node, inputs: node.inputs.map(translate) }));
    }
    return replaced.get(node)?.[index] as Value;
  };
  const replaceGroup = (members: readonly Node[]) => {
    const inside = new Set(members);
    const inputs: Value[] = [];
    const parameters: Node[] = [];
    const inner = new Map<Node, readonly Value[]>();
    const parameterOf = (outside: Value): Value => {
      // Constants that shapes depend on have to be seen inside.
      if (outside.node.op === CONSTANT && sizeOf(typeOf(outside).shape) < LEAST_ELEMENTS) return outside;
      const input = translate(outside);
      let position = inputs.findIndex(({ node, index }) => node === input.node && index === input.index);
      if (position < 0) {
        position = inputs.push(input) - 1;
        parameters.push({ op: PARAMETER, name: `p${position}`, inputs: [], attributes: {}, outputs: [typeOf(input)] });
      }
      return { node: parameters[position] as Node, index: 0 };
    };
    for (const member of members) {
      const own = member.inputs.map((input) =>
        inside.has(input.node) ? (inner.get(input.node)?.[input.index] as Value) : parameterOf(input),
      );
      inner.set(member, outputsOf({ ...member, inputs: own }));
    }
    const results: Value[] = [];
    const cluster: ClusterNode = {
      op: CLUSTER,
      inputs,
      attributes: {},
      outputs: [],
      cluster: { parameters, results },
    };
    const outputs: TensorType[] = [];
    for (const member of members) {
      const values = member.outputs.map((type, index) => {
        if (!usedOutside.get(member)?.has(index)) return undefined as never;
        results.push(inner.get(member)?.[index] as Value);
        return { node: cluster, index: outputs.push(type) - 1 };
      });
      replaced.set(member, values);
    }
    cluster.outputs = outputs;
  };
  const all = (values: ReadonlyMap<string, Value>) =>
    new Map(Array.from(values, ([name, value]) => [name, translate(value)]));
  return { results: all(recording.results), assignments: all(recording.assignments) };
}

/** Which outputs of grouped nodes somebody outside of their group needs. */
function valuesUsedOutside(recording: Recording, groupOf: ReadonlyMap<Node, readonly Node[]>): Map<Node, Set<number>> {
  const used = new Map<Node, Set<number>>();
  const use = ({ node, index }: Value) => used.set(node, (used.get(node) ?? new Set()).add(index));
  for (const node of nodesOf(recording)) {
    for (const input of node.inputs) {
      if (!groupOf.has(input.node) || groupOf.get(input.node) !== groupOf.get(node)) use(input);
    }
  }
  for (const value of [...recording.results.values(), ...recording.assignments.values()]) use(value);
  return used;
}
