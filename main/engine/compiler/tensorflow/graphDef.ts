import type { ProgramDefinition } from '../../../ml/program/program.ts';
import {
  ARGUMENT,
  type Attribute,
  CONSTANT,
  DataType,
  type Node,
  nodesOf,
  type Recording,
  sizeOf,
  type TensorType,
  typeOf,
  VARIABLE,
  type Value,
} from '../graph.ts';
import { BARRIER, operation } from '../operations.ts';
import { DTYPES } from '../record.ts';
import { type ClusterNode, isCluster, PARAMETER } from './fuse.ts';
import { type AttrValue, type FunctionDef, type GraphDef, type NodeDef, shapeValue } from './savedModel.ts';

/*
 * A program as one TensorFlow graph. Each variable is a resource of the session; each method reads what it needs, computes, and
 * assigns. A method runs when its results are fetched: they wait for its assignments.
 */

export const argumentName = (method: string, index: number) => `${method}/argument_${index}`;
export const resultName = (method: string, index: number) => `${method}/result_${index}`;
/** Sets all state to zero. */
export const CLEAR = 'clear';
const ZERO = 'zero';
export const setName = (index: number) => `set_${index}`;
export const getName = (index: number) => `get_${index}`;
export const valueName = (index: number) => `value_${index}`;

/** @param kept the program's state and constants, as the session keeps them */
export function programGraph(
  definition: ProgramDefinition,
  kept: ReadonlyMap<string, TensorType>,
  recordings: ReadonlyMap<string, Recording>,
): GraphDef {
  const node: NodeDef[] = [];
  const functions = new Functions();
  const variables = new Map([...kept.keys()].map((name, index) => [name, index]));
  const cleared: string[] = [];
  for (const [name, { dtype, shape }] of kept) {
    const index = variables.get(name) as number;
    const handle = `variable_${index}`;
    const isFloat = dtype === DataType.FLOAT;
    node.push({
      name: handle,
      op: 'VarHandleOp',
      input: [],
      attr: {
        dtype: { type: dtype },
        shape: { shape: shapeValue(shape) },
        shared_name: { s: Buffer.from(handle) },
        container: { s: Buffer.alloc(0) },
      },
    });
    node.push(placeholder(valueName(index), DataType.FLOAT, shape));
    // Numbers come and go as float32.
    if (!isFloat) node.push(cast(`rounded_${index}`, valueName(index), DataType.FLOAT, dtype));
    node.push(assign(`assign_${index}`, handle, isFloat ? valueName(index) : `rounded_${index}`, dtype));
    node.push(identity(setName(index), ZERO, [`^assign_${index}`]));
    node.push(readVariable(isFloat ? getName(index) : `kept_${index}`, handle, dtype));
    if (!isFloat) node.push(cast(getName(index), `kept_${index}`, dtype, DataType.FLOAT));
    if (!definition.state.has(name)) continue;
    cleared.push(`^clear_${index}`);
    node.push(constant(`shape_${index}`, DataType.INT32, [shape.length], Buffer.from(Int32Array.from(shape).buffer)));
    node.push({
      name: `zeros_${index}`,
      op: 'Fill',
      input: [`shape_${index}`, ZERO],
      attr: { T: { type: DataType.FLOAT } },
    });
    node.push(assign(`clear_${index}`, handle, `zeros_${index}`, DataType.FLOAT));
  }
  node.push(constant(ZERO, DataType.FLOAT, [], Buffer.from(Float32Array.of(0).buffer)));
  node.push(identity(CLEAR, ZERO, cleared));
  for (const [method, recording] of recordings) {
    const inputs = definition.methods.get(method)?.inputs ?? new Map();
    node.push(...methodNodes(method, [...inputs.keys()], variables, recording, functions));
    for (const [index, { dtype, shape }] of [...inputs.values()].entries()) {
      node.push(placeholder(argumentName(method, index), DTYPES[dtype as keyof typeof DTYPES], shape));
    }
  }
  return { node, library: { function: functions.all } };
}

function methodNodes(
  method: string,
  inputs: readonly string[],
  variables: ReadonlyMap<string, number>,
  recording: Recording,
  functions: Functions,
): NodeDef[] {
  const made: NodeDef[] = [];
  const names = new Map<Node, string>();
  const reference = ({ node, index }: Value) =>
    `${names.get(node)}${index === 0 ? '' : node.op === BARRIER ? SECOND : `:${index}`}`;
  for (const [number, node] of nodesOf(recording).entries()) {
    const name =
      node.op === ARGUMENT ? argumentName(method, inputs.indexOf(node.name as string)) : `${method}/n${number}`;
    names.set(node, name);
    if (node.op === ARGUMENT) continue;
    if (node.op === VARIABLE) {
      const handle = `variable_${variables.get(node.name as string)}`;
      made.push(readVariable(name, handle, typeOf({ node, index: 0 }).dtype));
    } else if (node.op === CONSTANT) {
      const { dtype, shape } = typeOf({ node, index: 0 });
      made.push(constant(name, dtype, shape, node.content as Uint8Array));
    } else if (node.op === BARRIER) {
      made.push(...barrier(name, node.inputs.map(reference), node));
    } else if (isCluster(node)) {
      made.push(functions.call(name, node, node.inputs.map(reference)));
    } else {
      made.push({ name, op: node.op, input: node.inputs.map(reference), attr: attributesOf(node) });
    }
  }
  if (assignedBytes(recording) > MOST_COPIED_BYTES) takeTurns(method, variables, recording, names, made);
  const assigned: string[] = [];
  for (const [variable, value] of recording.assignments) {
    const index = variables.get(variable);
    const name = assignName(method, index as number);
    // Whoever reads the variable in this method reads its old value.
    const reads = [...names]
      .filter(([node]) => node.op === VARIABLE && node.name === variable)
      .map(([, read]) => `^${read}`);
    made.push(assign(name, `variable_${index}`, reference(value), DataType.FLOAT, reads));
    assigned.push(`^${name}`);
  }
  for (const [index, value] of [...recording.results.values()].entries()) {
    made.push(identity(resultName(method, index), reference(value), assigned));
  }
  return made;
}

const assignName = (method: string, variable: number) => `${method}/assign_${variable}`;

/** New values that may be there beside the old ones; where there are more, they are computed in turns. */
const MOST_COPIED_BYTES = 256e6;
/** New values are computed while those before them are being stored, and no further ahead. */
const AHEAD = 2;

const assignedBytes = ({ assignments }: Recording): number =>
  Array.from(assignments.values()).reduce((sum, value) => sum + 4 * sizeOf(typeOf(value).shape), 0);

/**
 * Lets new values wait until the ones before them have taken their variables' places: all at once they would be a second copy of the state,
 * weights and optimizer. In the order of the graph, in which no value depends on a later one.
 */
function takeTurns(
  method: string,
  variables: ReadonlyMap<string, number>,
  { assignments }: Recording,
  names: ReadonlyMap<Node, string>,
  made: NodeDef[],
): void {
  const stored = new Map<Node, string[]>();
  for (const [variable, { node }] of assignments) {
    if (node.op === ARGUMENT || node.op === VARIABLE || node.op === CONSTANT) continue;
    const assign = `^${assignName(method, variables.get(variable) as number)}`;
    stored.set(node, [...(stored.get(node) ?? []), assign]);
  }
  const byName = new Map(made.map((node) => [node.name, node]));
  const inOrder = [...names.keys()].filter((node) => stored.has(node));
  for (const [index, node] of inOrder.entries()) {
    const before = inOrder[index - AHEAD];
    if (before) byName.get(names.get(node) as string)?.input.push(...(stored.get(before) as string[]));
  }
}

/** The second output of a barrier is a node of its own. */
const SECOND = '/second';

/**
 * Each of two values once the other one is there as well. By control inputs: TensorFlow takes away an `IdentityN` of two inputs as if it did
 * nothing, while it respects these.
 */
function barrier(name: string, [a = '', b = '']: readonly string[], { inputs }: Node): NodeDef[] {
  const one = (own: string, value: string, other: string, index: number): NodeDef => {
    const after = [`^${other.replace(/:\d+$/, '')}`];
    return {
      name: own,
      op: 'Identity',
      input: [value, ...after],
      attr: { T: { type: typeOf(inputs[index] as Value).dtype } },
    };
  };
  return [one(name, a, b, 0), one(`${name}${SECOND}`, b, a, 1)];
}

/** Attributes as the eager call gave them; the runtime fills in some that a GraphDef must spell out. */
export function attributesOf({ op, inputs, attributes }: Node): Record<string, AttrValue> {
  const given = Object.fromEntries(Object.entries(attributes).map(([name, attribute]) => [name, attrValue(attribute)]));
  const type = inputs[0] ? typeOf(inputs[0]).dtype : DataType.FLOAT;
  return { ...(NEEDS_T.has(op) && { T: { type } }), ...given };
}

const NEEDS_T = new Set(['ExpandDims', 'SelectV2', 'Transpose', 'Reshape']);

function attrValue({ kind, value }: Attribute): AttrValue {
  switch (kind) {
    case 'int':
      return { i: value };
    case 'float':
      return { f: value };
    case 'bool':
      return { b: value };
    case 'type':
      return { type: value };
    case 'string':
      return { s: Buffer.from(value) };
    default:
      throw kind satisfies never;
  }
}

export function placeholder(name: string, dtype: DataType, shape: readonly number[]): NodeDef {
  return { name, op: 'Placeholder', input: [], attr: { dtype: { type: dtype }, shape: { shape: shapeValue(shape) } } };
}

export function constant(name: string, dtype: DataType, shape: readonly number[], content: Uint8Array): NodeDef {
  const tensor = { dtype, tensor_shape: shapeValue(shape), tensor_content: content };
  return { name, op: 'Const', input: [], attr: { dtype: { type: dtype }, value: { tensor } } };
}

function identity(name: string, input: string, after: readonly string[]): NodeDef {
  return { name, op: 'Identity', input: [input, ...after], attr: { T: { type: DataType.FLOAT } } };
}

function cast(name: string, input: string, SrcT: DataType, DstT: DataType): NodeDef {
  return { name, op: 'Cast', input: [input], attr: { SrcT: { type: SrcT }, DstT: { type: DstT } } };
}

export function readVariable(name: string, handle: string, dtype: DataType): NodeDef {
  return { name, op: 'ReadVariableOp', input: [handle], attr: { dtype: { type: dtype } } };
}

export function assign(
  name: string,
  handle: string,
  value: string,
  dtype: DataType,
  after: readonly string[] = [],
): NodeDef {
  return { name, op: 'AssignVariableOp', input: [handle, value, ...after], attr: { dtype: { type: dtype } } };
}

/** Clusters as functions that XLA has to compile. Equal ones (those of each layer, for one) are one function, compiled once. */
class Functions {
  readonly #byText = new Map<string, FunctionDef>();

  get all(): FunctionDef[] {
    return [...this.#byText.values()];
  }

  call(name: string, node: ClusterNode, input: string[]): NodeDef {
    const body = functionBody(node);
    const text = JSON.stringify(body, (_, value) =>
      value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value,
    );
    let known = this.#byText.get(text);
    if (!known) {
      known = { ...body, signature: { ...body.signature, name: `cluster_${this.#byText.size}` } };
      this.#byText.set(text, known);
    }
    const types = (values: readonly { type: number }[]) => ({ list: { type: values.map(({ type }) => type) } });
    return {
      name,
      op: 'StatefulPartitionedCall',
      input,
      attr: {
        f: { func: { name: known.signature.name } },
        Tin: types(known.signature.input_arg),
        Tout: types(known.signature.output_arg),
        ...COMPILED,
      },
    };
  }
}

/** Makes XLA compile a function, or fail. */
const COMPILED: Record<string, AttrValue> = { _XlaMustCompile: { b: true } };

function functionBody({ cluster }: ClusterNode): FunctionDef {
  const made: NodeDef[] = [];
  const names = new Map<Node, string>();
  const reference = ({ node, index }: Value): string => {
    const name = names.get(node) as string;
    if (node.op === PARAMETER) return name;
    if (node.op === CONSTANT) return `${name}:output:0`;
    const { outputs } = operation(node.op);
    return outputs.length === 1 ? `${name}:${outputs[0]}:${index}` : `${name}:${outputs[index]}:0`;
  };
  const results = new Map(cluster.results.map((value, index) => [`r${index}`, value]));
  for (const node of nodesOf({ results, assignments: new Map() })) {
    const name = node.op === PARAMETER ? (node.name as string) : `n${names.size}`;
    names.set(node, name);
    if (node.op === PARAMETER) continue;
    const { dtype, shape } = typeOf({ node, index: 0 });
    if (node.op === CONSTANT) made.push(constant(name, dtype, shape, node.content as Uint8Array));
    else made.push({ name, op: node.op, input: node.inputs.map(reference), attr: attributesOf(node) });
  }
  return {
    signature: {
      name: '',
      input_arg: cluster.parameters.map(({ name, outputs }) => ({
        name: name as string,
        type: outputs[0]?.dtype ?? DataType.FLOAT,
      })),
      output_arg: Array.from(results, ([name, value]) => ({ name, type: typeOf(value).dtype })),
    },
    attr: COMPILED,
    node_def: made,
    ret: Object.fromEntries(Array.from(results, ([name, value]) => [name, reference(value)])),
  };
}
