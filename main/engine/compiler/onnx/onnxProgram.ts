import type { InferenceSession, Tensor } from 'onnxruntime-node';
import type { ExecutionProvider } from '../../../../shared/domain/engines/engine.ts';
import {
  type InputValues,
  knownConstants,
  type Lengths,
  type Method,
  methodAt,
  type Program,
  type ProgramDefinition,
} from '../../../ml/program/program.ts';
import { statelessUniform } from '../../../ml/statelessUniform.ts';
import { DataType, type Recording, sizeOf, type TensorType } from '../graph.ts';
import type { GraphStore } from '../graphStore.ts';
import { recordAside } from '../recordAside.ts';
import { shareEqualNodes, simplify } from '../simplify.ts';
import { quantizeRows } from './blockWeights.ts';
import { DeviceTensors, keepsState, leavesThere } from './deviceTensors.ts';
import { providerOptions } from './executionProvider.ts';
import { bytesOf } from './graphBuilder.ts';
import {
  argumentInput,
  constantPath,
  type MethodModel,
  type MethodUses,
  methodModel,
  newState,
  ROUNDED_BITS,
  resultOutput,
  roundedPaths,
  stateInput,
  varyingModel,
} from './methodModel.ts';
import type { OnnxRuntime } from './onnxRuntime.ts';
import { StateTensors } from './stateTensors.ts';

const OPTIONS: InferenceSession.SessionOptions = {
  executionMode: 'sequential',
  graphOptimizationLevel: 'all',
  logSeverityLevel: 3,
  extra: {
    session: {
      // Numbers too small to be exact take a hundred times as long; TensorFlow takes them for zero as well. The thread that makes the session
      // does so from then on, in JavaScript too: a worker's, which has no other use of such numbers.
      set_denormal_as_zero: '1',
      // What a session took in goes back to the system with it, instead of waiting for the next one.
      use_device_allocator_for_initializers: '1',
      // Threads that wait for one another by spinning take each other's time where other programs want it.
      intra_op: { allow_spinning: '0' },
    },
  },
};

/** Constants of fewer bytes are taken in by every session that runs often; of more, by one at a time. */
const FEW_BYTES = 64 * 2 ** 20;

/**
 * Runs a program's methods as ONNX models in ONNX Runtime. State and constants lie in memory that the runtime reads and writes where it
 * is: nothing is copied in or out. Methods that run often take constants in when their session is made: the runtime then keeps matrices
 * in the order in which its products read them (a row times SmolLM2-135M's: 1.5 times as fast, eight rows: 1.8 times).
 *
 * On a graphics processor state stays in its memory where the binding can leave it there, and is fetched when it is read.
 *
 * @param provider computes all but what runs often: that writes texts, token by token, and what it changes would have to cross to a graphics
 *   processor and back for each
 * @throws NotRecordable when a method cannot be recorded, or has an operation without a twin
 */
export function onnxProgram(
  runtime: OnnxRuntime,
  definition: ProgramDefinition,
  store: GraphStore | null = null,
  provider: ExecutionProvider = 'cpu',
): Program {
  const variables = variablesOf(definition);
  const methods = methodModels(definition, variables, store, provider);
  const state = new StateTensors(runtime, variables);
  for (const name of definition.state.keys()) state.clear(name);
  state.write(knownConstants(definition));
  keepFreed(Math.max(0, ...Array.from(methods.values(), ({ assigns }) => state.bytesOf(assigns))));
  // Each session's arena keeps the most that it ever needed: of MiniLM's steps for rows of 56, 96, 152 and 256 tokens 7.5 GB in all, and 2.5 without
  // arenas, where the longest take a fifth more of the processor and the shortest no more.
  const memory = definition.takesTurns ? { enableCpuMemArena: false } : {};
  const sessions = new Map<string, Promise<InferenceSession>>();
  const release = (name: string) => {
    sessions.get(name)?.then(
      (one) => one.release(),
      () => {},
    );
    sessions.delete(name);
  };
  const providerOf = (name: string) => (definition.methods.get(name)?.runsOften ? 'cpu' : provider);
  const device = keepsState(provider) ? new DeviceTensors(runtime, provider, state) : null;
  /** Those that take in much, by how they do: one of each kind may be there. */
  const large = { packed: new Set<string>(), rounded: new Set<string>() };
  const sessionOf = (name: string, { model, packed, rounded, assigns }: MethodModel): Promise<InferenceSession> => {
    const known = sessions.get(name);
    if (known) return known;
    const externalData = [
      ...packed.map((constant) => ({ path: constantPath(constant), data: state.bytes(constant) })),
      ...rounded.flatMap((constant) => roundedData(state, constant)),
    ];
    if (externalData.reduce((bytes, { data }) => bytes + data.length, 0) > FEW_BYTES) {
      const alike = rounded.length > 0 ? large.rounded : large.packed;
      alike.forEach(release);
      alike.clear();
      alike.add(name);
    }
    const by = providerOf(name);
    const made = runtime.InferenceSession.create(model, {
      ...{ ...OPTIONS, ...memory, ...providerOptions(by), externalData },
      ...(device && keepsState(by) && leavesThere(assigns.map(newState))),
    });
    sessions.set(name, made);
    return made;
  };

  const inputsAt = (name: string, lengths: Lengths | undefined) =>
    methodAt(definition.methods.get(name) as Method, lengths).inputs;

  const memoryFor = (assigned: string, { inPlace }: MethodModel) =>
    inPlace.includes(assigned) ? state.get(assigned) : state.spare(assigned);

  return {
    async run(name, values, lengths) {
      const method = methods.get(name);
      if (!method) throw new Error(`the program has no method ${name}`);
      const feeds = argumentTensors(runtime, method, inputsAt(name, lengths), values);
      const there = keepsState(providerOf(name)) ? device : null;
      const replaced = Object.keys(method.replaces);
      await device?.fetch(there ? replaced : [...method.reads, ...method.packed, ...method.rounded]);
      for (const read of method.reads) feeds[stateInput(read)] = there ? await there.get(read) : state.get(read);
      const session = await sessionOf(name, method);
      const used = Object.fromEntries(session.inputNames.map((input) => [input, feeds[input] as Tensor]));
      const fetches: Record<string, Tensor | null> = {};
      for (const result of method.results) fetches[resultOutput(result)] = null;
      for (const assigned of method.assigns) {
        fetches[newState(assigned)] = there ? null : memoryFor(assigned, method);
      }
      for (const { fresh, rows } of Object.values(method.replaces)) {
        fetches[fresh] = null;
        fetches[rows] = null;
      }
      const found = await session.run(used, fetches);
      for (const [replaced, { fresh, rows }] of Object.entries(method.replaces))
        replaceRows(state.get(replaced), found[fresh] as Tensor, found[rows] as Tensor);
      for (const assigned of method.assigns) {
        if (there) {
          there.set(assigned, found[newState(assigned)] as Tensor);
          continue;
        }
        const written = fetches[newState(assigned)] as Tensor;
        giveBack(found[newState(assigned)] as Tensor, written);
        state.set(assigned, written);
      }
      device?.forget(there ? replaced : [...replaced, ...method.assigns]);
      return Object.fromEntries(
        method.results.map((result) => [result, found[resultOutput(result)]?.data as Float32Array]),
      );
    },

    async read(names) {
      const asked = [...names];
      await device?.fetch(asked);
      return new Map(asked.map((name) => [name, (state.get(name).data as Float32Array).slice()]));
    },

    write(values) {
      state.write(values);
      device?.forget(values.keys());
      // They have taken in what was there before.
      for (const [name, { packed, rounded }] of methods)
        if ([...packed, ...rounded].some((constant) => values.has(constant))) release(name);
    },

    change(name, change) {
      if (device?.isNewer(name)) throw new Error(`${name} lies in the graphics processor's memory`);
      change(state.get(name).data as Float32Array);
    },

    dispose() {
      for (const name of [...sessions.keys()]) release(name);
      device?.dispose();
      state.dispose();
    },
  };
}

/** @param store keeps the models of programs that have a key */
function methodModels(
  { key, methods, constants }: ProgramDefinition,
  variables: ReadonlyMap<string, TensorType>,
  store: GraphStore | null,
  provider: ExecutionProvider,
): ReadonlyMap<string, MethodModel> {
  const kept = key === undefined ? null : (store?.load(key) ?? null);
  if (kept)
    return new Map(
      JSON.parse(kept.about).map(([name, about]: [string, Omit<MethodModel, 'model'>], index: number) => [
        name,
        { ...about, model: kept.graphs[index] },
      ]),
    );
  const made = new Map(
    Array.from(methods, ([name, method]) => {
      const uses = usesOf(method, constants ?? new Map(), provider);
      const recorded = (part: Method) => shareEqualNodes(simplify(recordAside(variables, part)));
      const { varying } = method;
      if (!varying) return [name, methodModel(recorded(method), uses)];
      const [first, second] = varying.recorded.map((lengths) => recorded({ ...method, ...varying.at(lengths) }));
      return [name, varyingModel([first as Recording, second as Recording], varying, uses)];
    }),
  );
  if (key !== undefined) {
    const about = JSON.stringify(Array.from(made, ([name, { model: _, ...rest }]) => [name, rest]));
    store?.save(key, { about, graphs: Array.from(made.values(), ({ model }) => model) });
  }
  return made;
}

/** A method that approximates is given its large tables each time: it looks up few of their rows, and rounds its matrices. */
function usesOf(
  { runsOften, approximates }: Method,
  constants: ReadonlyMap<string, { shape: readonly number[] }>,
  provider: ExecutionProvider,
): MethodUses {
  const isConstant = (name: string) => runsOften === true && constants.has(name);
  const isLarge = (name: string) => 4 * sizeOf(constants.get(name)?.shape ?? []) > FEW_BYTES / 8;
  return {
    isFused: runsOften === true,
    isForGpu: provider === 'webgpu' && runsOften !== true,
    isPacked: (name) => isConstant(name) && !(approximates === true && isLarge(name)),
    isRounded: (name) => isConstant(name) && approximates === true,
  };
}

/** What a session takes in of a matrix that it rounds. */
function roundedData(state: StateTensors, name: string): { path: string; data: Uint8Array }[] {
  const { dims, data } = state.get(name);
  const { values, scales } = quantizeRows(data as Float32Array, dims as [number, number], ROUNDED_BITS);
  const paths = roundedPaths(name);
  return [
    { path: paths.values, data: values },
    { path: paths.scales, data: bytesOf(scales) },
  ];
}

/** Writes rows into a table `[R, C]`; those that follow one another at once. */
function replaceRows(table: Tensor, fresh: Tensor, rows: Tensor): void {
  const C = table.dims.at(-1) as number;
  const [data, values, places] = [table.data, fresh.data, rows.data] as [Float32Array, Float32Array, Int32Array];
  for (let from = 0; from < places.length; ) {
    const first = places[from] as number;
    let to = from + 1;
    while (to < places.length && places[to] === first + to - from) to++;
    data.set(values.subarray(from * C, to * C), first * C);
    from = to;
  }
}

/** State, what comes later, and constants: all float32. */
function variablesOf({ state, later, constants }: ProgramDefinition): Map<string, TensorType> {
  const float = (shape: readonly number[]): TensorType => ({ dtype: DataType.FLOAT, shape });
  return new Map([
    ...Array.from([...state, ...(later ?? [])], ([name, shape]) => [name, float(shape)] as const),
    ...Array.from(constants ?? [], ([name, { shape }]) => [name, float(shape)] as const),
  ]);
}

/**
 * Frees what the runtime's binding gives besides the memory that it was told to write to: a copy of it, each time anew. The collector would
 * take it when the next ones are there.
 */
function giveBack(copy: Tensor, written: Tensor): void {
  const [freed, kept] = [copy, written].map(({ data }) => (data as Float32Array).buffer as ArrayBuffer);
  if (freed !== kept) freed?.transfer(0);
}

/** Blocks of up to 32 MB tell glibc how much it may keep: twice as much (mallopt(3), `M_MMAP_THRESHOLD`). */
const MOST_LEARNT = 31 * 2 ** 20;

/**
 * Lets glibc keep so many bytes that are freed, instead of giving them back to the system and getting them anew, page by page, with each run. It
 * learns it from a block that is freed; nothing is written to it, so that it never is in memory.
 */
function keepFreed(bytes: number): void {
  if (bytes < 2 * MOST_LEARNT) new ArrayBuffer(Math.min(bytes, MOST_LEARNT)).transfer(0);
}

function argumentTensors(
  runtime: OnnxRuntime,
  { arguments: names, drawn }: MethodModel,
  specs: ReadonlyMap<string, { dtype: 'float32' | 'int32'; shape: readonly number[] }>,
  values: InputValues,
): Record<string, Tensor> {
  const feeds: Record<string, Tensor> = {};
  for (const name of names) {
    const { dtype, shape } = specs.get(name) as { dtype: 'float32' | 'int32'; shape: readonly number[] };
    const data = values[name];
    if (data?.length !== sizeOf(shape))
      throw new Error(`${name} has ${data?.length} values instead of ${sizeOf(shape)}`);
    // The caller's memory: it is read before the caller goes on.
    feeds[argumentInput(name)] =
      dtype === 'int32'
        ? new runtime.Tensor('int32', data instanceof Int32Array ? data : Int32Array.from(data), [...shape])
        : new runtime.Tensor('float32', data instanceof Float32Array ? data : Float32Array.from(data), [...shape]);
  }
  for (const [name, { shape, argument, added }] of Object.entries(drawn)) {
    const [first = 0, second = 0] = values[argument] ?? [];
    const numbers = statelessUniform(sizeOf(shape), first + added[0], second + added[1]);
    feeds[name] = new runtime.Tensor('float32', numbers, [...shape]);
  }
  return feeds;
}
