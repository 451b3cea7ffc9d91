import * as tf from '@tensorflow/tfjs-core';
import {
  contextOf,
  countParameters,
  type ModelConfig,
  withContext,
} from '../../../../shared/domain/architectures/index.ts';
import { mostMemory } from '../../../formats/huggingface/modelFiles.ts';
import { disposeTables, isRecurrent, memoryBytes, parameterShapes, tablesOf } from '../../../ml/architectures/model.ts';
import { packedTensors } from '../../../ml/architectures/packing.ts';
import type { Parameters } from '../../../ml/architectures/parameters.ts';
import { languageModelHead, textStreams } from '../../../ml/heads/languageModel.ts';
import type { Program, ProgramDefinition, ProgramMaker } from '../../../ml/program/program.ts';
import { writeTensors } from '../../../ml/program/writeTensors.ts';
import { cachedDecoder, type Decoder } from '../../../ml/sample/decoder.ts';
import { decoderProgram, worthGuessing } from '../../../ml/sample/decoderProgram.ts';
import { sharedDecoders } from '../../../ml/sample/sharedDecoders.ts';
import {
  BatchedDecoders,
  type LendRequest,
  MOST_TEXTS,
  type PooledDecoder,
} from '../../../ml/serve/batchedDecoders.ts';
import { blockBytes, pagedProgram, poolBlocks } from '../../../ml/serve/pagedProgram.ts';
import { turnTaking } from '../../../ml/serve/turnTaking.ts';
import { writePooled } from '../../../ml/serve/writePooled.ts';
import type { Tokenizer } from '../../../ml/tokenizer/tokenizer.ts';
import { evaluateMethod } from '../../../ml/train/trainingProgram.ts';
import { type ManyWriter, streamsWriter } from '../measures/heldOutWriter.ts';

/** What a model is decoded from. */
export interface DecodedModel {
  config: ModelConfig;
  tokenizer: Tokenizer;
  /** A parameter's numbers: fresh memory. Called for each of them whenever they are put into the engine. */
  read(name: string): Promise<Float32Array>;
}

/** The part of the machine's memory that the cache of a text may take: a longer context is cut. */
const PART_OF_MEMORY = 1 / 8;
/** Tokens of the texts that are written together, many at a time, when a model is measured: rows are short. */
const MOST_MEASURED = 1024;

/** Something in the engine that has the model's weights, and how many use it. */
interface Loaded<T> {
  made: Promise<T>;
  users: number;
  dispose(): void;
}
type Kind = 'texts' | 'streams' | 'pool';

/**
 * A model that decodes texts. Its weights are in the engine and nowhere else: they go there one by one. Texts that are written at the same
 * time share them; where the engine compiles, they take turns with one program, elsewhere they use the same tensors. What nobody uses goes
 * before weights are loaded for something else.
 */
export class ModelDecoders {
  /** With the context that texts can have here. */
  readonly config: ModelConfig;
  /** With that of texts which are written together. */
  readonly measured: ModelConfig;
  readonly tokenizer: Tokenizer;
  readonly #model: DecodedModel;
  readonly #makeProgram: ProgramMaker;
  readonly #loaded = new Map<Kind, Loaded<unknown>>();
  /** Whether the engine could not compile the pool's program after all. */
  #poolIsEager = false;

  /** @param makeProgram in fp32: texts are those of any other program that loads the model */
  constructor(model: DecodedModel, makeProgram: ProgramMaker) {
    this.#model = model;
    this.#makeProgram = makeProgram;
    this.config = withContext(model.config, fittingContext(model.config, mostMemory() * PART_OF_MEMORY));
    this.measured = withContext(model.config, Math.min(contextOf(this.config), MOST_MEASURED));
    this.tokenizer = model.tokenizer;
  }

  /** About how much memory it takes with texts under way: its numbers, once more in the order of products, and what is remembered of texts. */
  get bytes(): number {
    const { config } = this;
    return 2 * 4 * countParameters(config) + this.#poolBlocks * blockBytes(config);
  }

  /** Whether texts can be written together: the engine compiles methods of any length, and the model has no state from step to step. */
  get #canPool(): boolean {
    return !this.#poolIsEager && this.#makeProgram.varies?.() === true && !isRecurrent(this.config);
  }

  get #guesses(): boolean {
    return this.#makeProgram.approximates?.() === true && worthGuessing(this.config);
  }

  get #poolBlocks(): number {
    return poolBlocks(this.config, mostMemory() * PART_OF_MEMORY);
  }

  /** A decoder for one new text; its `dispose` gives back what it used. A signal ends what it waits for, where others are written as well. */
  async lend(signal?: AbortSignal): Promise<Decoder> {
    // What guesses is faster alone than it would be beside others.
    if (this.#canPool && !this.#guesses) return await this.lendPooled({ ...(signal && { signal }) });
    const loaded = this.#use('texts', () => this.#loadTexts());
    const decoders = await loaded.made.catch((error) => this.#forget('texts', loaded, error));
    return givingBack(decoders.lend(), loaded);
  }

  /**
   * A decoder for a text that is written together with others, where the engine can; elsewhere they take turns.
   *
   * @throws the signal's reason
   */
  async lendPooled(request: LendRequest): Promise<PooledDecoder> {
    if (!this.#canPool) return turnTaking(await this.lend());
    const loaded = this.#use('pool', () => this.#loadPool());
    const pooled = await loaded.made.catch((error) => this.#forget('pool', loaded, error));
    if (pooled === null) {
      this.#poolIsEager = true;
      loaded.users--;
      return await this.lendPooled(request);
    }
    try {
      return givingBack(await pooled.lend(request), loaded);
    } catch (error) {
      loaded.users--;
      throw error;
    }
  }

  /** Writes many texts of `measured` at once; one batch at a time. */
  async lendWriter(): Promise<ManyWriter & { giveBack(): void }> {
    if (this.#canPool) {
      const loaded = this.#use('pool', () => this.#loadPool());
      const pooled = await loaded.made.catch((error) => this.#forget('pool', loaded, error));
      const giveBack = () => {
        loaded.users--;
      };
      if (pooled)
        return {
          together: MOST_TEXTS,
          write: (request) => writePooled({ ...request, lend: (asked) => pooled.lend(asked) }),
          giveBack,
        };
      this.#poolIsEager = true;
      giveBack();
    }
    const loaded = this.#use('streams', () => {
      const { measured } = this;
      const { program } = this.#makeProgram(decoderProgram(measured, textStreams(measured)));
      return { made: this.#writePacked(program, measured), dispose: () => program.dispose() };
    });
    const program = await loaded.made.catch((error) => this.#forget('streams', loaded, error));
    return {
      ...streamsWriter(program, this.measured),
      giveBack: () => {
        loaded.users--;
      },
    };
  }

  /** A program with the method `evaluate` for `batchSize` sequences of `contextLength` tokens. The caller disposes of it. */
  async evaluation(batchSize: number, contextLength: number): Promise<Program> {
    const { config } = this;
    this.#unloadIdle();
    const definition: ProgramDefinition = {
      key: `evaluating ${JSON.stringify({ config, batchSize, contextLength })}`,
      state: new Map(),
      constants: new Map(
        Array.from(parameterShapes(config), ([name, shape]) => [name, { shape, mayRound: false }] as const),
      ),
      methods: new Map([['evaluate', evaluateMethod({ config, batchSize, contextLength }, languageModelHead)]]),
    };
    const { program } = this.#makeProgram(definition);
    await writeTensors(program, this.#parameters());
    return program;
  }

  dispose(): void {
    for (const { dispose } of this.#loaded.values()) dispose();
    this.#loaded.clear();
  }

  #use<T>(kind: Kind, load: () => Omit<Loaded<T>, 'users'>): Loaded<T> {
    let loaded = this.#loaded.get(kind) as Loaded<T> | undefined;
    if (!loaded) {
      this.#unloadIdle();
      loaded = { ...load(), users: 0 };
      this.#loaded.set(kind, loaded);
    }
    loaded.users++;
    return loaded;
  }

  #unloadIdle(): void {
    for (const [kind, { users, dispose }] of this.#loaded) {
      if (users > 0) continue;
      dispose();
      this.#loaded.delete(kind);
    }
  }

  /** What could not be loaded is tried again the next time. */
  #forget(kind: Kind, loaded: Loaded<unknown>, error: unknown): never {
    if (this.#loaded.get(kind) === loaded) {
      this.#loaded.delete(kind);
      loaded.dispose();
    }
    throw error;
  }

  #loadTexts(): Omit<Loaded<{ lend(): Decoder }>, 'users'> {
    const { config } = this;
    const guesses = this.#guesses;
    const { program, execution } = this.#makeProgram(decoderProgram(config, 1, guesses));
    if (execution().mode !== 'eager') {
      const made = this.#writePacked(program, config).then((written) => sharedDecoders(written, config, guesses));
      return { made, dispose: () => program.dispose() };
    }
    program.dispose();
    const parameters = new Map<string, tf.Tensor>();
    const tables = tablesOf(config);
    const load = async (): Promise<Parameters> => {
      for (const [name, shape] of parameterShapes(config)) {
        parameters.set(name, tf.tensor(await this.#model.read(name), shape, 'float32'));
      }
      return parameters;
    };
    return {
      made: load().then((all) => ({ lend: () => cachedDecoder(config, all, tables) })),
      dispose() {
        tf.dispose([...parameters.values()]);
        disposeTables(tables);
      },
    };
  }

  #loadPool(): Omit<Loaded<BatchedDecoders | null>, 'users'> {
    const { config } = this;
    const blocks = this.#poolBlocks;
    const { program, execution } = this.#makeProgram(pagedProgram(config, blocks));
    const compiles = execution().mode !== 'eager';
    const load = async () =>
      compiles ? new BatchedDecoders(await this.#writePacked(program, config), config, blocks) : null;
    return { made: load(), dispose: () => program.dispose() };
  }

  async *#parameters() {
    for (const name of parameterShapes(this.config).keys()) yield [name, await this.#model.read(name)] as const;
  }

  async #writePacked(program: Program, config: ModelConfig): Promise<Program> {
    await writeTensors(
      program,
      packedTensors(config, (name) => this.#model.read(name)),
    );
    return program;
  }
}

/** A fresh decoder, which no longer uses what was loaded once it is disposed of. */
function givingBack<D extends Decoder>(decoder: D, loaded: Loaded<unknown>): D {
  const dispose = decoder.dispose.bind(decoder);
  decoder.dispose = () => {
    dispose();
    loaded.users--;
  };
  return decoder;
}

/** The longest context whose cache takes no more than so many bytes; not less than a short text. */
function fittingContext(config: ModelConfig, bytes: number): number {
  const context = contextOf(config);
  return Math.min(context, Math.max(MOST_MEASURED, Math.floor((bytes / memoryBytes(config)) * context)));
}
