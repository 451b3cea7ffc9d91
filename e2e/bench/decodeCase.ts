import { loadEngine } from '../../main/engine/backends/load.ts';
import { forInference, selectionFromEnvironment } from '../../main/engine/choose/select.ts';
import { programMaker } from '../../main/engine/programs/programs.ts';
import { tablesOf } from '../../main/ml/architectures/model.ts';
import { packedValues } from '../../main/ml/architectures/packing.ts';
import { toParameters, type Weights } from '../../main/ml/architectures/parameters.ts';
import { argmax } from '../../main/ml/argmax.ts';
import type { Program } from '../../main/ml/program/program.ts';
import { cachedDecoder } from '../../main/ml/sample/decoder.ts';
import { decoderProgram, streamsDecoder } from '../../main/ml/sample/decoderProgram.ts';
import type { ModelConfig } from '../../shared/domain/architectures/index.ts';
import { AppError } from '../../shared/errors/errors.ts';

/** What the benchmark needs of decoding, and all that it knows of the engine. */
export interface DecodeEngine {
  /** Name and version of what computes. */
  name: string;
  /** `eager` or `compile`: what `start` gives. */
  mode: string;
  start(config: ModelConfig, weights: Weights): Promise<DecodeCase>;
}
export interface DecodeCase {
  /** Continues every prompt by so many tokens, greedily, whatever the tokens are. All prompts have the same length. */
  generate(prompts: readonly (readonly number[])[], tokens: number): Promise<number[][]>;
}

/**
 * Loads the engine into this process, which measures nothing else.
 *
 * @param eager asks for the slow twin; without it decoding is compiled where the engine can
 */
export async function loadDecodeEngine({ eager }: { eager: boolean }): Promise<DecodeEngine> {
  const { name, version } = await loadEngine(forInference(await selectionFromEnvironment()));
  const compiles = !eager && (name === 'tensorflow' || name === 'onnxruntime');
  return {
    name: `kindling ${name} ${version}`,
    mode: compiles ? 'compile' : 'eager',
    start: compiles ? startCompiled : startEager,
  };
}

/** One compiled program for as many streams as there are prompts, in the precision that the playground uses. */
async function startCompiled(config: ModelConfig, weights: Weights): Promise<DecodeCase> {
  const programs = new Map<number, Program>();
  const programFor = (streams: number): Program => {
    const known = programs.get(streams);
    if (known) return known;
    const refuse = (problem: string) => {
      throw new AppError('engine_unavailable', { engine: 'for compiled decoding', reason: problem });
    };
    const { program } = programMaker('fp32', refuse)(decoderProgram(config, streams));
    program.write(packedValues(config, weights));
    programs.set(streams, program);
    return program;
  };
  return {
    async generate(prompts, tokens) {
      const decoder = streamsDecoder(programFor(prompts.length), config, prompts.length);
      const generated = prompts.map((): number[] => []);
      let next: readonly (readonly number[])[] = prompts;
      for (let step = 0; step < tokens; step++) {
        const ids = (await decoder.next(next)).map(argmax);
        for (const [stream, id] of ids.entries()) generated[stream]?.push(id);
        next = ids.map((id) => [id]);
      }
      return generated;
    },
  };
}

/** The cached decoder as the infer worker uses it; several streams take turns. */
async function startEager(config: ModelConfig, weights: Weights): Promise<DecodeCase> {
  const tables = tablesOf(config);
  const parameters = toParameters(weights);
  return {
    async generate(prompts, tokens) {
      const streams = prompts.map((prompt) => ({
        decoder: cachedDecoder(config, parameters, tables),
        next: prompt,
        generated: [] as number[],
      }));
      for (let step = 0; step < tokens; step++) {
        for (const stream of streams) {
          const id = argmax(await stream.decoder.next(stream.next));
          stream.generated.push(id);
          stream.next = [id];
        }
      }
      for (const { decoder } of streams) decoder.dispose();
      return streams.map(({ generated }) => generated);
    },
  };
}
