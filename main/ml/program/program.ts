import type * as tf from '@tensorflow/tfjs-core';
import type { Execution } from '../../../shared/domain/engines/execution.ts';

/*
 * A program: named tensors that stay in the engine (weights, optimizer state, key-value caches) and pure functions over them. An
 * engine may run the functions as they are written, operation by operation, or record each once and run it as one compiled graph.
 * Whoever writes or calls a program does not see which.
 */

export type Tensors = ReadonlyMap<string, tf.Tensor>;

export interface TensorSpec {
  dtype: 'float32' | 'int32';
  shape: readonly number[];
}

/** A tensor that no method changes: it is written once, before methods run. */
export interface Constant {
  shape: readonly number[];
  /** It may be kept in bfloat16 where methods that round their matrix products use it: half of the memory, and the same products. */
  mayRound: boolean;
  /** Its numbers, where they follow from the definition: written when the program is made. */
  values?(): Float32Array;
}

/** Lengths of inputs that are known when a method runs, by name. */
export type Lengths = Readonly<Record<string, number>>;

/**
 * Inputs of any length. Every side of a tensor that hangs on lengths is a multiple of one of them, or of a product of several; its own
 * multiple may be anything.
 */
export interface Varying {
  /** Where each length is found: a side of an input. */
  sides: Readonly<Record<string, readonly [input: string, axis: number]>>;
  /** Two sets of lengths by which a recording tells them apart; nothing is computed with them. */
  recorded: readonly [Lengths, Lengths];
  /** The method with lengths. */
  at(lengths: Lengths): Pick<Method, 'inputs' | 'call'>;
}

/** A pure function of inputs and state. Its shapes are fixed, or follow from lengths; that is what makes it compilable. */
export interface Method {
  inputs: ReadonlyMap<string, TensorSpec>;
  /** Where its inputs may have other lengths than `inputs` says. */
  varying?: Varying;
  /** Its matrix products may be rounded to bfloat16 where the engine is faster so. */
  mayRound?: boolean;
  /** Its tensors are so small that starting operations takes longer than computing them: one fused computation is best. */
  manySmallOperations?: boolean;
  /** It runs many times in a row: an engine may keep its constants once more, in the order in which it reads them fastest. */
  runsOften?: boolean;
  /** What it gives is checked: where the engine is faster so, its matrix products may be with constants that were rounded to 8 bits. */
  approximates?: boolean;
  /** Gives outputs (float32) and the new values of whatever state it changes. Reads nothing else and changes nothing. */
  call(inputs: Tensors, state: Tensors): { outputs: Tensors; state?: Tensors };
}

export interface ProgramDefinition {
  /** Names all that the methods depend on: programs with the same key are the same, and a recording of one serves for another. */
  key?: string;
  /** The state's names and shapes, all float32; zero until it is written. */
  state: ReadonlyMap<string, readonly number[]>;
  /** Methods take turns that are alike but for the sizes of their tensors: what one has used is given back for the next. */
  takesTurns?: boolean;
  /** State that takes no memory until it is written; methods that use it run after that. */
  later?: ReadonlyMap<string, readonly number[]>;
  /** What methods find in the state besides, all float32 to them; not there until it is written. */
  constants?: ReadonlyMap<string, Constant>;
  methods: ReadonlyMap<string, Method>;
}

/** A method with the lengths that it is run with. */
export const methodAt = (method: Method, lengths: Lengths | undefined): Pick<Method, 'inputs' | 'call'> =>
  method.varying && lengths ? method.varying.at(lengths) : method;

/** Of the constants, those whose numbers follow from the definition. */
export const knownConstants = ({ constants }: ProgramDefinition): Map<string, Float32Array> =>
  new Map(Array.from(constants ?? []).flatMap(([name, { values }]) => (values ? [[name, values()] as const] : [])));

export type InputValues = Readonly<Record<string, Float32Array | Int32Array>>;

/** A program in an engine. */
export interface Program {
  /** Runs a method, which may change the state. Gives its outputs by name. @param lengths of a method whose inputs vary */
  run(method: string, inputs: InputValues, lengths?: Lengths): Promise<Readonly<Record<string, Float32Array>>>;
  /** Copies state out of the engine; constants as they are kept. */
  read(names: Iterable<string>): Promise<Map<string, Float32Array>>;
  /** Copies state or constants into the engine. */
  write(values: ReadonlyMap<string, Float32Array>): void;
  /** Changes state where it lies; engines that have it elsewhere cannot. */
  change?(name: string, change: (data: Float32Array) => void): void;
  dispose(): void;
}

/** How an engine runs a program. */
export interface MadeProgram {
  program: Program;
  /** May change when a method runs for the first time. */
  execution(): Execution;
}

/** Makes an engine's form of a program. */
export interface ProgramMaker {
  (definition: ProgramDefinition): MadeProgram;
  /** Whether methods that may approximate are faster for it. */
  approximates?(): boolean;
  /** Whether it compiles methods whose inputs vary. */
  varies?(): boolean;
}
