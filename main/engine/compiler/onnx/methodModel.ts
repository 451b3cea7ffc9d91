import type { Varying } from '../../../ml/program/program.ts';
import { type Node, type Recording, sizeOf, typeOf, VARIABLE, type Value } from '../graph.ts';
import { REPLACE_ROWS } from '../operations.ts';
import type { Side } from '../twins.ts';
import { BLOCK } from './blockWeights.ts';
import { type Drawn, drawnBy } from './drawn.ts';
import { blockProduct, fusedNorm, RUNTIME_DOMAIN } from './fused.ts';
import { gpuOperators } from './gpuOperators.ts';
import { GraphBuilder, onnxType, usedInitializers } from './graphBuilder.ts';
import { inPlace } from './inPlace.ts';
import { lower, OPSET, RANDOM_UNIFORM } from './lower.ts';
import { EXTERNAL, encodeOnnx, type OnnxNode, type OnnxTensor, OnnxType, type OnnxValueInfo } from './onnxModel.ts';
import { SymbolicGraph } from './symbolicGraph.ts';

/** Bits of a number in products that may be rounded. */
export const ROUNDED_BITS = 8;

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
  /** Matrices that it takes in as `blockWeights.ts` rounds them, from `roundedPaths`. */
  rounded: readonly string[];
  /** State whose new values it gives. */
  assigns: readonly string[];
  /**
   * State in which it replaces rows: the outputs that have the new ones, and which they are, int32. They are written by whoever has the
   * memory, since each output is copied by the runtime's binding, and a cache is large.
   */
  replaces: Readonly<Record<string, { fresh: string; rows: string }>>;
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

/** Where it looks for a matrix that was rounded, and for the scales of its blocks. */
export const roundedPaths = (name: string) => ({ values: `rounded:${name}`, scales: `scales:${name}` });

/** What a model does with a constant: it takes it in, or has rounded products with it; otherwise it is given it each time. */
export interface MethodUses {
  /** Whether several operations become one of the runtime's. */
  isFused: boolean;
  /** Whether operations take the form that a graphics processor has kernels of. */
  isForGpu: boolean;
  isPacked(name: string): boolean;
  isRounded(name: string): boolean;
}

/** @throws NotRecordable */
export const methodModel = (recording: Recording, uses: MethodUses): MethodModel =>
  modelOf(new GraphBuilder(), recording, uses, ({ node, index }) => typeOf({ node, index }).shape);

/**
 * The model of a method whose inputs vary, by its recordings with the lengths that its definition says.
 *
 * @throws NotRecordable where what is computed hangs on lengths otherwise than by sides
 */
export function varyingModel(
  recordings: readonly [Recording, Recording],
  { sides, recorded }: Varying,
  uses: MethodUses,
): MethodModel {
  const graph = new SymbolicGraph(recordings);
  let products: Side[] = [];
  for (const [name, [input, axis]] of Object.entries(sides)) {
    const value = graph.add('Shape', [argumentInput(input)], { start: { i: axis }, end: { i: axis + 1 } });
    const own: Side = { value, recorded: [recorded[0][name] as number, recorded[1][name] as number] };
    const both = products.map((other) => ({
      value: graph.add('Mul', [other.value, value]),
      recorded: [other.recorded[0] * own.recorded[0], other.recorded[1] * own.recorded[1]] as const,
    }));
    products = [...products, own, ...both];
  }
  graph.know(...products);
  const model = modelOf(graph, recordings[0], uses, (value, name) => graph.shape(value, name));
  graph.assertKnown();
  return model;
}

function modelOf(
  graph: GraphBuilder,
  recording: Recording,
  { isPacked, isRounded, isFused, isForGpu }: MethodUses,
  shapeOf: (value: Value, name: string) => readonly (number | string)[],
): MethodModel {
  const inputs = new Map<string, OnnxValueInfo>();
  const drawn: Record<string, Drawn> = {};
  const used = {
    ...{ arguments: [] as string[], reads: [] as string[] },
    ...{ packed: [] as string[], rounded: [] as string[] },
  };
  const input = (name: string, node: Node): string => {
    const value = { node, index: 0 };
    inputs.set(name, { name, type: onnxType(typeOf(value).dtype), shape: shapeOf(value, name) });
    return name;
  };
  const replaced = replacements(recording);
  const replaces: Record<string, { fresh: string; rows: string }> = {};
  const results = new Map<string, Value>();
  for (const [name, [fresh, rows]] of replaced) {
    const known = [...results].find(([, value]) => value.node === rows.node && value.index === rows.index)?.[0];
    const outputs = { fresh: `fresh:${name}`, rows: known ?? `rows:${name}` };
    replaces[name] = outputs;
    results.set(outputs.fresh, fresh).set(outputs.rows, rows);
  }
  const assigned = [...recording.assignments].filter(([name]) => !replaced.has(name));
  for (const [name, value] of assigned) results.set(newState(name), value);
  for (const [name, value] of recording.results) results.set(resultOutput(name), value);
  const source = (node: Node) => {
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
  };
  const rounded = (node: Node, nameOf: (value: Value) => string): string[] | null => {
    const matrix = roundedMatrix(node);
    if (!matrix || !isRounded(matrix.name)) return null;
    const { name, N, K, x } = matrix;
    const paths = roundedPaths(name);
    if (!used.rounded.includes(name)) {
      used.rounded.push(name);
      const blocks = Math.ceil(K / BLOCK);
      graph.initializers.push(
        takenIn(paths.values, OnnxType.UINT8, [N, blocks, BLOCK]),
        takenIn(paths.scales, OnnxType.FLOAT, [N, blocks]),
      );
    }
    return [blockProduct(graph, [nameOf(x), paths.values, paths.scales], { N, K, bits: ROUNDED_BITS })];
  };
  const nameOf = lower(
    graph,
    { results, assignments: new Map() },
    source,
    (node, named) =>
      rounded(node, named) ??
      (isFused ? fusedNorm(graph, node, named) : null) ??
      (isForGpu ? gpuOperators(graph, node, named) : null),
  );
  const outputs = outputsOf(graph, results, nameOf, shapeOf);
  const nodes = readNodes(graph, outputs);
  graph.nodes.splice(0, graph.nodes.length, ...nodes);
  const model = encodeOnnx(
    {
      name: 'method',
      nodes,
      initializers: usedInitializers(graph),
      inputs: usedInputs(graph, inputs),
      outputs,
    },
    { opset: OPSET, domains: { [RUNTIME_DOMAIN]: 1 } },
  );
  return {
    model,
    ...used,
    drawn,
    replaces,
    assigns: assigned.map(([name]) => name),
    inPlace: inPlace(recording).filter((name) => !replaced.has(name)),
    results: [...recording.results.keys()],
  };
}

function packedConstant(graph: GraphBuilder, name: string, node: Node): string {
  const { dtype, shape } = typeOf({ node, index: 0 });
  graph.initializers.push({ ...takenIn(constantPath(name), onnxType(dtype), shape), name: stateInput(name) });
  return stateInput(name);
}

/** An initializer whose numbers are given with the model, and not in it: they are not copied once more, and may be more than protobuf's 2 GB. */
function takenIn(path: string, data_type: OnnxType, dims: readonly number[]): OnnxTensor {
  const external = { location: path, offset: '0', length: `${(data_type === OnnxType.UINT8 ? 1 : 4) * sizeOf(dims)}` };
  const external_data = Object.entries(external).map(([key, value]) => ({ key, value }));
  return { name: path, data_type, dims, external_data, data_location: EXTERNAL };
}

/** The constant of a product that may be rounded: a row times a matrix that lies as PyTorch keeps it, `[N, K]`. */
function roundedMatrix({ op, inputs, attributes }: Node): { x: Value; name: string; N: number; K: number } | null {
  const [x, matrix] = inputs;
  if (op !== 'BatchMatMulV2' || !x || matrix?.node.op !== VARIABLE) return null;
  const [N = 0, K = 0, ...more] = typeOf(matrix).shape;
  const isRowTimesMatrix = typeOf(x).shape.length === 2 && more.length === 0 && !attributes.adj_x?.value;
  if (!isRowTimesMatrix || !attributes.adj_y?.value) return null;
  return { x, name: matrix.node.name as string, N, K };
}

/** The name of an input of random numbers; the same numbers are one input. */
function drawnName(drawn: Record<string, Drawn>, one: Drawn): string {
  const text = JSON.stringify(one);
  const known = Object.entries(drawn).find(([, other]) => JSON.stringify(other) === text);
  const name = known?.[0] ?? `drawn:${Object.keys(drawn).length}`;
  drawn[name] = one;
  return name;
}

/** Without those that others stand for: what they would give is read by nobody. */
function readNodes({ nodes }: GraphBuilder, outputs: readonly OnnxValueInfo[]): OnnxNode[] {
  const read = new Set(outputs.map(({ name }) => name));
  const kept = nodes.toReversed().filter(({ input, output }) => {
    if (!output.some((name) => read.has(name))) return false;
    for (const name of input) read.add(name);
    return true;
  });
  return kept.reverse();
}

/** A method may be given what it does not need; the runtime refuses inputs that no node uses. */
function usedInputs({ nodes }: GraphBuilder, inputs: ReadonlyMap<string, OnnxValueInfo>): OnnxValueInfo[] {
  const read = new Set(nodes.flatMap(({ input }) => input));
  return [...inputs.values()].filter(({ name }) => read.has(name));
}

/** The state of which some rows are replaced and no more: rows, and which they are. What the method itself reads is a copy that ends with it. */
function replacements(recording: Recording): Map<string, readonly [fresh: Value, rows: Value]> {
  return new Map(
    Array.from(recording.assignments).flatMap(([name, { node }]) => {
      const [table, fresh, rows] = node.inputs;
      const isOne = node.op === REPLACE_ROWS && table?.node.op === VARIABLE && table.node.name === name;
      return isOne && fresh && rows ? [[name, [fresh, rows]] as const] : [];
    }),
  );
}

/** Names outputs: where a node computes one, it bears its name, so that the runtime writes it where it is to be. */
function outputsOf(
  graph: GraphBuilder,
  wanted: ReadonlyMap<string, Value>,
  nameOf: (value: Value) => string,
  shapeOf: (value: Value, name: string) => readonly (number | string)[],
): OnnxValueInfo[] {
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
  return Array.from(wanted, ([name, value]) => {
    return { name, type: onnxType(typeOf(value).dtype), shape: shapeOf(value, name) };
  });
}
