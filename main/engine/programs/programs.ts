import * as tf from '@tensorflow/tfjs-core';
import type { Execution, Precision, PrecisionSetting } from '../../../shared/domain/engines/execution.ts';
import { eagerProgram } from '../../ml/program/eagerProgram.ts';
import type { MadeProgram, Program, ProgramDefinition, ProgramMaker } from '../../ml/program/program.ts';
import type { GraphStore } from '../compiler/graphStore.ts';
import { onnxProgram } from '../compiler/onnx/onnxProgram.ts';
import {
  loadedOnnxRuntime,
  loadedProvider,
  type OnnxRuntime,
  onnxRuntimeVersion,
} from '../compiler/onnx/onnxRuntime.ts';
import { compileProgram } from '../compiler/tensorflow/compiledProgram.ts';
import type { TensorflowBackend } from '../compiler/tensorflowBinding.ts';
import { isOutOfMemory } from './outOfMemory.ts';
import { fasterPrecision } from './precision.ts';

const EAGER: Execution = { mode: 'eager', precision: 'fp32', problem: null };

/** What is compiled, before it has run, and with which numbers. */
interface Compiled {
  program: Program;
  precision: Precision;
  /** What goes on where it turns out that this cannot run. */
  instead: Instead;
}

/** Makes what computes a program that could not be run as it was meant to be. */
type Instead = () => MadeProgram;

/** Operation by operation. */
const eagerInstead =
  (definition: ProgramDefinition): Instead =>
  () => ({ program: eagerProgram(definition), execution: () => EAGER });

/**
 * The way in which the loaded engine runs programs: TensorFlow and ONNX Runtime compile them, every other engine runs them eagerly. What
 * cannot be compiled is run eagerly too, and says why; what a graphics processor cannot run, ONNX Runtime's own processor runs.
 *
 * @param onProblem told when a program has to be run eagerly after all
 * @param graphs where recorded graphs are kept
 */
export function programMaker(
  setting: PrecisionSetting,
  onProblem: (problem: string) => void = () => {},
  graphs: (engineVersion: string) => GraphStore | null = () => null,
): ProgramMaker {
  const make: ProgramMaker = (definition) => {
    const compile = compilerOf(setting, graphs, onProblem);
    if (!compile) return { program: eagerProgram(definition), execution: () => EAGER };
    try {
      const { program, precision, instead } = compile(definition);
      return withFallback(program, definition, precision, onProblem, instead);
    } catch (error) {
      const problem = messageOf(error);
      onProblem(problem);
      return { program: eagerProgram(definition), execution: () => ({ ...EAGER, problem }) };
    }
  };
  const isOnnxRuntime = () => loadedOnnxRuntime() !== null;
  return Object.assign(make, { approximates: isOnnxRuntime, varies: isOnnxRuntime });
}

/** How the loaded engine compiles; `null` of one that does not. */
function compilerOf(
  setting: PrecisionSetting,
  graphs: (engineVersion: string) => GraphStore | null,
  onProblem: (problem: string) => void,
): ((definition: ProgramDefinition) => Compiled) | null {
  const runtime = loadedOnnxRuntime();
  if (runtime) {
    const provider = loadedProvider();
    // Graphs for a graphics processor have another form.
    const version = [onnxRuntimeVersion(runtime), ...(provider === 'cpu' ? [] : [provider])].join(' ');
    return onnxCompiler(runtime, graphs(`onnxruntime ${version}`), onProblem);
  }
  if (tf.getBackend() !== 'tensorflow') return null;
  return (definition) => {
    if ([...definition.methods.values()].some(({ varying }) => varying))
      throw new Error('TensorFlow compiles fixed lengths');
    return tensorflowCompiler(setting, graphs)(definition);
  };
}

/** Products are of float32 whatever is asked for. */
function onnxCompiler(
  runtime: OnnxRuntime,
  store: GraphStore | null,
  onProblem: (problem: string) => void,
): (definition: ProgramDefinition) => Compiled {
  const provider = loadedProvider();
  return (definition) => {
    const eager = eagerInstead(definition);
    const onProcessor: Instead = () => {
      const program = onnxProgram(runtime, definition, store);
      return withFallback(program, definition, 'fp32', onProblem, eager);
    };
    const program = onnxProgram(runtime, definition, store, provider);
    return { program, precision: 'fp32', instead: provider === 'cpu' ? eager : onProcessor };
  };
}

function tensorflowCompiler(
  setting: PrecisionSetting,
  graphs: (engineVersion: string) => GraphStore | null,
): (definition: ProgramDefinition) => Compiled {
  const backend = tf.backend() as TensorflowBackend;
  const precision = setting === 'auto' ? fasterPrecision(backend.binding) : setting;
  const store = graphs(backend.binding.TF_Version);
  return (definition) => ({
    program: compileProgram(backend, definition, precision, store),
    precision,
    instead: eagerInstead(definition),
  });
}

/**
 * A method is compiled when it first runs. If that fails, the program goes on with the state that it had: eagerly, unless there is something
 * better `instead`.
 */
export function withFallback(
  compiled: Program,
  definition: ProgramDefinition,
  precision: Precision,
  onProblem: (problem: string) => void,
  instead: Instead = eagerInstead(definition),
): MadeProgram {
  let program = compiled;
  let isAsMeant = true;
  let execution = (): Execution => ({ mode: 'compiled', precision, problem: null });
  const proven = new Set<string>();
  /** What was written before any method changed the state. A failed run may have changed a part of it. */
  let written: Map<string, Float32Array> | null = new Map();
  const writtenLater = new Set<string>();

  const goOnInstead = async (error: unknown) => {
    const state = written ?? (await program.read(definition.state.keys()));
    const { program: next, execution: how } = instead();
    // One by one, so that a large model does not lie in memory a third time.
    for (const name of [...(definition.constants?.keys() ?? []), ...writtenLater])
      next.write(await program.read([name]));
    program.dispose();
    const problem = messageOf(error);
    onProblem(problem);
    execution = () => ({ ...how(), problem: [problem, how().problem].filter(Boolean).join('; ') });
    isAsMeant = false;
    program = next;
    program.write(state);
  };

  return {
    execution: () => execution(),
    program: {
      async run(method, inputs, lengths) {
        if (isAsMeant && !proven.has(method)) {
          try {
            const results = await program.run(method, inputs, lengths);
            proven.add(method);
            written = null;
            return results;
          } catch (error) {
            // Operation by operation takes no less memory.
            if (isOutOfMemory(messageOf(error))) throw error;
            await goOnInstead(error);
          }
        }
        return program.run(method, inputs, lengths);
      },
      read: (names) => program.read(names),
      write(values) {
        for (const [name, data] of values) {
          if (definition.state.has(name)) written?.set(name, data);
          else if (definition.later?.has(name)) writtenLater.add(name);
        }
        program.write(values);
      },
      ...(program.change && {
        change(name: string, change: (data: Float32Array) => void) {
          if (!program.change) throw new Error('the state is no longer where it was');
          program.change(name, change);
        },
      }),
      dispose: () => program.dispose(),
    },
  };
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
