import { type Node, type Recording, sizeOf, typeOf, VARIABLE, type Value } from '../graph.ts';
import { type Drawn, drawnBy } from './drawn.ts';
import { GraphBuilder, onnxType, usedInitializers } from './graphBuilder.ts';
import { inPlace } from './inPlace.ts';
import { lower, OPSET, RANDOM_UNIFORM } from './lower.ts';
import { EXTERNAL, encodeOnnx, type OnnxValueInfo } from './onnxModel.ts';

/** A method of a program as an ONNX model, and what it is to be given. */
export interface MethodModel {
  model: Uint8Array;
  /** The inputs that it uses, by their names in the model; random numbers have names of their own. */
  arguments: readonly string[];
  drawn: Readonly<Record<string, Drawn>>;
  /** State and constants that it is given each time. */
  reads: readonly string[];
  /** Constants that its session takes in when it is made, from `constantPath`. */
  packed: readonly string[];
  /** State whose new values it gives. */
  assigns: readonly string[];
  /** Those of them that may be written over while the method runs. */
  inPlace: readonly string[];
  results: readonly string[];
}

/** Names in the model: state and arguments may have the same ones. */
export const stateInput = (name: string) => `state:${name}`;
export const argumentInput = (name: string) => `input:${name}`;
export const newState = (name: string) => `new:${name}`;
export const resultOutput = (name: string) => `result:${name}`;

/** Where a model that has taken in a constant looks for its numbers, float32. */
export const constantPath = (name: string) => `constant:${name}`;

/**
 * @param isPacked whether the model takes in a constant
 * @throws NotRecordable
 */
export function methodModel(recording: Recording, isPacked: (name: string) => boolean): MethodModel {
  const graph = new GraphBuilder();
  const inputs = new Map<string, OnnxValueInfo>();
  const drawn: Record<string, Drawn> = {};
  const used = { arguments: [] as string[], reads: [] as string[], packed: [] as string[] };
  const input = (name: string, node: Node): string => {
    const { dtype, shape } = typeOf({ node, index: 0 });
    inputs.set(name, { name, type: onnxType(dtype), shape });
    return name;
  };
  const nameOf = lower(graph, recording, (node) => {
    const name = node.name as string;
    if (node.op === RANDOM_UNIFORM) return input(drawnName(drawn, drawnBy(node)), node);
    if (node.op === VARIABLE && isPacked(name)) {
      used.packed.push(name);
      return packedConstant(graph, name, node);
    }
    if (node.op === VARIABLE) {
      used.reads.push(name);
      return input(stateInput(name), node);
    }
    used.arguments.push(name);
    return input(argumentInput(name), node);
  });
  const outputs = outputsOf(graph, recording, nameOf);
  const model = encodeOnnx(
    {
      name: 'method',
      nodes: graph.nodes,
      initializers: usedInitializers(graph),
      inputs: usedInputs(graph, inputs),
      outputs,
    },
    { opset: OPSET },
  );
  return {
    model,
    ...used,
    drawn,
    assigns: [...recording.assignments.keys()],
    inPlace: inPlace(recording),
    results: [...recording.results.keys()],
  };
}

/** An initializer whose numbers are given with the model, and not in it: they are not copied once more, and may be more than protobuf's 2 GB. */
function packedConstant(graph: GraphBuilder, name: string, node: Node): string {
  const { dtype, shape } = typeOf({ node, index: 0 });
  const external = { location: constantPath(name), offset: '0', length: `${4 * sizeOf(shape)}` };
  graph.initializers.push({
    name: stateInput(name),
    data_type: onnxType(dtype),
    dims: shape,
    external_data: Object.entries(external).map(([key, value]) => ({ key, value })),
    data_location: EXTERNAL,
  });
  return stateInput(name);
}

/** The name of an input of random numbers; the same numbers are one input. */
function drawnName(drawn: Record<string, Drawn>, one: Drawn): string {
  const text = JSON.stringify(one);
  const known = Object.entries(drawn).find(([, other]) => JSON.stringify(other) === text);
  const name = known?.[0] ?? `drawn:${Object.keys(drawn).length}`;
  drawn[name] = one;
  return name;
}

/** A method may be given what it does not need; the runtime refuses inputs that no node uses. */
function usedInputs({ nodes }: GraphBuilder, inputs: ReadonlyMap<string, OnnxValueInfo>): OnnxValueInfo[] {
  const read = new Set(nodes.flatMap(({ input }) => input));
  return [...inputs.values()].filter(({ name }) => read.has(name));
}

/** Names outputs: where a node computes one, it bears its name, so that the runtime writes it where it is to be. */
function outputsOf(graph: GraphBuilder, recording: Recording, nameOf: (value: Value) => string): OnnxValueInfo[] {
  const wanted = [
    ...Array.from(recording.assignments, ([name, value]) => [newState(name), value] as const),
    ...Array.from(recording.results, ([name, value]) => [resultOutput(name), value] as const),
  ];
  const renamed = new Map<string, string>();
  const computed = new Set(graph.nodes.flatMap(({ output }) => output));
  for (const [name, value] of wanted) {
    const own = nameOf(value);
    if (computed.has(own) && !renamed.has(own)) renamed.set(own, name);
    else graph.rename(own, name);
  }
  const rename = (name: string) => renamed.get(name) ?? name;
  for (const [index, node] of graph.nodes.entries()) {
    graph.nodes[index] = { ...node, input: node.input.map(rename), output: node.output.map(rename) };
  }
  return wanted.map(([name, value]) => {
    const { dtype, shape } = typeOf(value);
    return { name, type: onnxType(dtype), shape };
  });
}
