import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Precision } from '../../../../shared/domain/engines/execution.ts';
import { type InputValues, knownConstants, type Program, type ProgramDefinition } from '../../../ml/program/program.ts';
import { DataType, type Recording, sizeOf, type TensorType } from '../graph.ts';
import type { GraphStore, RecordedGraph } from '../graphStore.ts';
import { DTYPES, record } from '../record.ts';
import type { TensorflowBackend, TypedValues } from '../tensorflowBinding.ts';
import { argumentName, CLEAR, getName, programGraph, resultName, setName, valueName } from './graphDef.ts';
import { optimize } from './optimize.ts';
import { encodeSavedModel } from './savedModel.ts';
import { Session } from './session.ts';

/**
 * Records all methods of a program and loads them as one graph into a session of TensorFlow, where the state stays.
 *
 * @param store keeps the graphs of programs that have a key
 * @throws NotRecordable when a method cannot be recorded; Error when TensorFlow refuses the graph
 */
export function compileProgram(
  backend: TensorflowBackend,
  definition: ProgramDefinition,
  precision: Precision,
  store: GraphStore | null = null,
): Program {
  const key = definition.key === undefined ? null : `${precision} ${definition.key}`;
  const kept = key === null ? null : (store?.load(key) ?? null);
  const graph = kept ?? recordProgram(backend, definition, precision);
  if (key !== null && !kept) store?.save(key, graph);
  const resultNames = new Map<string, readonly string[]>(JSON.parse(graph.about));
  const session = load(backend, graph.graphs[0] as Uint8Array);
  const variables = variablesOf(definition, precision);
  const stateNumbers = new Map([...variables.keys()].map((name, index) => [name, index]));
  const numberOf = (name: string): number => {
    const number = stateNumbers.get(name);
    if (number === undefined) throw new Error(`the program has no state ${name}`);
    return number;
  };
  session.run([], [CLEAR]);
  const write = (values: ReadonlyMap<string, Float32Array>) => {
    const feeds = Array.from(values, ([name, data]) => {
      const { shape } = variables.get(name) ?? { shape: [] };
      return { name: valueName(numberOf(name)), dtype: DataType.FLOAT, shape, values: checked(name, shape, data) };
    });
    session.run(
      feeds,
      [...values.keys()].map((name) => setName(numberOf(name))),
    );
  };
  const known = knownConstants(definition);
  if (known.size > 0) write(known);

  return {
    async run(name, inputs: InputValues) {
      const method = definition.methods.get(name);
      const results = resultNames.get(name);
      if (!method || !results) throw new Error(`the program has no method ${name}`);
      const feeds = Array.from(method.inputs, ([input, { dtype, shape }], index) => {
        return {
          name: argumentName(name, index),
          dtype: DTYPES[dtype],
          shape,
          values: checked(input, shape, inputs[input]),
        };
      });
      const values = session.run(
        feeds,
        results.map((_, index) => resultName(name, index)),
      );
      return Object.fromEntries(results.map((result, index) => [result, values[index] as Float32Array]));
    },

    async read(names) {
      const wanted = [...names];
      if (wanted.length === 0) return new Map();
      const values = session.run(
        [],
        wanted.map((name) => getName(numberOf(name))),
      );
      return new Map(wanted.map((name, index) => [name, values[index] as Float32Array]));
    },

    write,

    dispose: () => session.close(),
  };
}

/** State, what comes later, and constants in the order of their numbers, as the session keeps them. */
function variablesOf({ state, later, constants }: ProgramDefinition, precision: Precision): Map<string, TensorType> {
  const kept = (mayRound: boolean) => (mayRound && precision === 'bf16' ? DataType.BFLOAT16 : DataType.FLOAT);
  return new Map<string, TensorType>([
    ...Array.from([...state, ...(later ?? [])], ([name, shape]) => [name, { dtype: DataType.FLOAT, shape }] as const),
    ...Array.from(constants ?? [], ([name, { shape, mayRound }]) => [name, { dtype: kept(mayRound), shape }] as const),
  ]);
}

function recordProgram(backend: TensorflowBackend, definition: ProgramDefinition, precision: Precision): RecordedGraph {
  const variables = variablesOf(definition, precision);
  const recordings = new Map<string, Recording>();
  for (const [name, method] of definition.methods) {
    const bf16 = precision === 'bf16' && method.mayRound === true;
    const fuse = method.manySmallOperations ? 'all' : 'elementWise';
    recordings.set(name, optimize(record(backend, variables, method), { bf16, fuse }));
  }
  return {
    // The names of each method's results, in their order in the graph.
    about: JSON.stringify(Array.from(recordings, ([name, { results }]) => [name, [...results.keys()]])),
    graphs: [encodeSavedModel(programGraph(definition, variables, recordings))],
  };
}

function checked(name: string, shape: readonly number[], values: TypedValues | undefined): TypedValues {
  if (values?.length !== sizeOf(shape))
    throw new Error(`${name} has ${values?.length} values instead of ${sizeOf(shape)}`);
  return values;
}

/** Loads a graph by way of a folder, which is what TensorFlow loads. */
function load({ binding }: TensorflowBackend, savedModel: Uint8Array): Session {
  const folder = mkdtempSync(join(tmpdir(), 'kindling-program-'));
  try {
    writeFileSync(join(folder, 'saved_model.pb'), savedModel);
    return new Session(binding, folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
