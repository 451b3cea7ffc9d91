import { loadEngine, selectionFromEnvironment } from '../../main/engine/load.ts';
import { rotaryTables } from '../../main/ml/model/llama.ts';
import { toParameters, type Weights } from '../../main/ml/model/parameters.ts';
import { argmax } from '../../main/ml/sample/chooseToken.ts';
import { cachedDecoder } from '../../main/ml/sample/decoder.ts';
import type { LlamaConfig } from '../../shared/domain/model.ts';

/** What the benchmark needs of decoding, and all that it knows of the engine. */
export interface DecodeEngine {
  /** Name and version of what computes. */
  name: string;
  /** `eager` or `compile`: what `start` gives. */
  mode: string;
  start(config: LlamaConfig, weights: Weights): Promise<DecodeCase>;
}
export interface DecodeCase {
  /** Continues every prompt by so many tokens, greedily, whatever the tokens are. All prompts have the same length. */
  generate(prompts: readonly (readonly number[])[], tokens: number): Promise<number[][]>;
}

/**
 * Loads the engine into this process, which measures nothing else.
 *
 * @param eager asks for the slow twin; without it the fastest way to decode is taken, which today is the same one
 */
export async function loadDecodeEngine(_options: { eager: boolean }): Promise<DecodeEngine> {
  const { name, version } = await loadEngine(await selectionFromEnvironment());
  return { name: `kindling ${name} ${version}`, mode: 'eager', start: startEager };
}

/** The cached decoder as the infer worker uses it; several streams take turns. */
async function startEager(config: LlamaConfig, weights: Weights): Promise<DecodeCase> {
  const tables = rotaryTables(config);
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
