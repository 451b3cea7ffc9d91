import * as tf from '@tensorflow/tfjs-core';
import { contextOf, type ModelConfig, withContext } from '../../../../shared/domain/architectures/index.ts';
import type { StoredModel } from '../../../formats/huggingface/modelFiles.ts';
import type { Tables } from '../../../ml/architectures/architecture.ts';
import { disposeTables, parameterShapes, tablesOf } from '../../../ml/architectures/model.ts';
import { packedValues } from '../../../ml/architectures/packing.ts';
import { type Parameters, toParameters, valuesOf } from '../../../ml/architectures/parameters.ts';
import { languageModelHead, textStreams } from '../../../ml/heads/languageModel.ts';
import type { Program, ProgramMaker } from '../../../ml/program/program.ts';
import { cachedDecoder, type Decoder } from '../../../ml/sample/decoder.ts';
import { decoderProgram, programDecoder } from '../../../ml/sample/decoderProgram.ts';
import type { Tokenizer } from '../../../ml/tokenizer/tokenizer.ts';
import { evaluateMethod } from '../../../ml/train/trainingProgram.ts';

/**
 * Tokens of the longest text that is decoded. Each token costs as much as the cache has places, and models of others have room for eight
 * times as many: what is written here is short.
 */
const MOST_CONTEXT = 1024;

/**
 * A model that decodes texts. Where the engine compiles, each text that is written at the same time has a compiled program of its own
 * (a program keeps one text's cache), and programs are used again; elsewhere all texts share the model's tensors.
 */
export class ModelDecoders {
  readonly config: ModelConfig;
  readonly tokenizer: Tokenizer;
  readonly #model: StoredModel;
  readonly #makeProgram: ProgramMaker;
  readonly #programs: Program[] = [];
  readonly #free: Program[] = [];
  readonly #freeStreams: Program[] = [];
  #eager: { parameters: Parameters; tables: Tables } | undefined;

  /** @param makeProgram in fp32: texts are those of any other program that loads the model */
  constructor(model: StoredModel, makeProgram: ProgramMaker) {
    this.#model = model;
    this.#makeProgram = makeProgram;
    this.config = withContext(model.config, Math.min(contextOf(model.config), MOST_CONTEXT));
    this.tokenizer = model.tokenizer;
  }

  /** A decoder for one new text; its `dispose` gives back what it used. */
  lend(): Decoder {
    const program = this.#free.pop() ?? this.#compile();
    if (!program) {
      this.#eager ??= { parameters: toParameters(this.#model.weights), tables: tablesOf(this.config) };
      return cachedDecoder(this.config, this.#eager.parameters, this.#eager.tables);
    }
    const decoder = programDecoder(program, this.config);
    return {
      get length() {
        return decoder.length;
      },
      next: (ids) => decoder.next(ids),
      dispose: () => {
        this.#free.push(program);
      },
    };
  }

  /** A program that writes `textStreams` texts at once; it serves one batch at a time. */
  lendStreams(): { program: Program; giveBack(): void } {
    const program = this.#freeStreams.pop() ?? this.#makeStreams();
    return {
      program,
      giveBack: () => {
        this.#freeStreams.push(program);
      },
    };
  }

  /** A program with the method `evaluate` for `batchSize` sequences of `contextLength` tokens. The caller disposes of it. */
  evaluation(batchSize: number, contextLength: number): Program {
    const { config } = this;
    const { program } = this.#makeProgram({
      key: `evaluating ${JSON.stringify({ config, batchSize, contextLength })}`,
      state: parameterShapes(config),
      methods: new Map([['evaluate', evaluateMethod({ config, batchSize, contextLength }, languageModelHead)]]),
    });
    program.write(valuesOf(this.#model.weights));
    return program;
  }

  dispose(): void {
    for (const program of this.#programs) program.dispose();
    if (this.#eager) {
      tf.dispose([...this.#eager.parameters.values()]);
      disposeTables(this.#eager.tables);
    }
  }

  #makeStreams(): Program {
    const { program } = this.#makeProgram(decoderProgram(this.config, textStreams(this.config)));
    program.write(packedValues(this.config, this.#model.weights));
    this.#programs.push(program);
    return program;
  }

  #compile(): Program | undefined {
    if (this.#eager) return undefined;
    const { program, execution } = this.#makeProgram(decoderProgram(this.config, 1));
    if (execution().mode === 'eager') {
      program.dispose();
      return undefined;
    }
    program.write(packedValues(this.config, this.#model.weights));
    this.#programs.push(program);
    return program;
  }
}
