import type { FileHandle } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { join } from 'node:path';
import { countParameters, type ModelConfig } from '../../../shared/domain/architectures/index.ts';
import { AppError } from '../../../shared/errors/errors.ts';
import { writeWholeFile } from '../../files/fileSink.ts';
import { asInvalid, readText } from '../../files/jsonFile.ts';
import { openRegular } from '../../files/regularFile.ts';
import { architectureOf } from '../../ml/architectures/index.ts';
import { parameterShapes } from '../../ml/architectures/model.ts';
import type { Weights } from '../../ml/architectures/parameters.ts';
import { Tokenizer } from '../../ml/tokenizer/tokenizer.ts';
import { readConfig } from './modelConfig.ts';
import { encodeSafetensors, headerLength, LENGTH_BYTES, parseHeader, readF32 } from './safetensors.ts';

/** The model's files in a Hugging Face folder. */
export { CONFIG_FILE } from './modelConfig.ts';
export const GENERATION_CONFIG_FILE = 'generation_config.json';
export const WEIGHTS_FILE = 'model.safetensors';
export const TOKENIZER_FILE = 'tokenizer.json';
export const TOKENIZER_CONFIG_FILE = 'tokenizer_config.json';

/** A model as it lies on disk, outside of any engine. */
export interface StoredModel {
  config: ModelConfig;
  weights: Weights;
  tokenizer: Tokenizer;
}

/**
 * Reads a Hugging Face folder of a Llama model. Everything in it is checked before it is used.
 *
 * @throws AppError `file_not_regular`, `model_too_large`; `model_invalid` with the file and the problem
 */
export async function readModel(folder: string): Promise<StoredModel> {
  const config = await readConfig(folder);
  const weights = await readWeights(join(folder, WEIGHTS_FILE), config);
  const tokenizer = await readTokenizer(folder, config.vocab_size);
  if (tokenizer.vocabSize > config.vocab_size) {
    const problem = `the tokenizer has ${tokenizer.vocabSize} tokens, the model ${config.vocab_size}`;
    throw new AppError('model_invalid', { path: folder, problem });
  }
  return { config, weights, tokenizer };
}

/** Published ones take 130 bytes a token with their merges, the largest of them 40 MB. */
const BYTES_PER_TOKEN = 1000;
const MOST_TOKENIZER_BYTES = 100_000_000;

/** @param mostTokens what the model has; a larger vocabulary is not even put together */
export async function readTokenizer(folder: string, mostTokens?: number): Promise<Tokenizer> {
  const most =
    mostTokens === undefined ? undefined : Math.min(MOST_TOKENIZER_BYTES, 2 ** 20 + mostTokens * BYTES_PER_TOKEN);
  const json = await readText(join(folder, TOKENIZER_FILE), most);
  return new Tokenizer(json, await readText(join(folder, TOKENIZER_CONFIG_FILE)), folder, mostTokens);
}

export async function writeWeights(folder: string, weights: Weights): Promise<void> {
  await writeWholeFile(join(folder, WEIGHTS_FILE), encodeSafetensors(weights));
}

export async function writeJson(file: string, value: unknown): Promise<void> {
  await writeWholeFile(file, `${JSON.stringify(value, null, 2)}\n`);
}

/** Tensors beside those of the model may be in the file, as of another framework: so many bytes of names are read. */
const MOST_HEADER_BYTES = 8 << 20;

/**
 * Reads a model's tensors one by one: what else lies in the file is left there, and no more is allocated than the file has.
 *
 * @throws AppError `file_not_regular`; `model_invalid`, `model_too_large`
 */
async function readWeights(path: string, config: ModelConfig): Promise<Weights> {
  const file = await openRegular(path).catch((error) => {
    throw asInvalid(error, path);
  });
  try {
    const { size } = await file.stat();
    const least = countParameters(config) * LEAST_BYTES;
    if (size < least) {
      const problem = `it has ${size} bytes, but a model of this configuration needs at least ${least}`;
      throw new AppError('model_invalid', { path, problem });
    }
    assertFits(path, countParameters(config) * FLOAT_BYTES);
    const headerBytes = headerLength(await readAt(file, 0, LENGTH_BYTES), size, path, MOST_HEADER_BYTES);
    const dataStart = LENGTH_BYTES + headerBytes;
    const { spans } = parseHeader(await readAt(file, LENGTH_BYTES, headerBytes), size - dataStart, path);
    const weights = new Map<string, { shape: number[]; data: Float32Array }>();
    const { baseModelPrefix } = architectureOf(config).huggingface;
    for (const [name, shape] of parameterShapes(config)) {
      const span = spans.get(name) ?? spans.get(name.replace(`${baseModelPrefix}.`, ''));
      if (!span) throw new AppError('model_invalid', { path, problem: `there is no tensor ${name}` });
      if (span.shape.join() !== shape.join()) {
        const problem = `tensor ${name} has the shape [${span.shape}], not [${shape}]`;
        throw new AppError('model_invalid', { path, problem });
      }
      const bytes = await readAt(file, dataStart + span.begin, span.end - span.begin);
      weights.set(name, { shape, data: readF32({ ...span, bytes }, name, path) });
    }
    return weights;
  } catch (error) {
    throw asInvalid(error, path);
  } finally {
    await file.close();
  }
}

/** Numbers of a weight in a file: at least two bytes. */
const LEAST_BYTES = 2;
const FLOAT_BYTES = 4;

/** A sparse file may claim to have anything. */
function assertFits(path: string, needed: number): void {
  const available = Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY);
  const gigabytes = (bytes: number) => `${(bytes / 2 ** 30).toFixed(1)} GB`;
  if (needed > available)
    throw new AppError('model_too_large', { path, needed: gigabytes(needed), available: gigabytes(available) });
}

/** @throws Error when the file ends before */
async function readAt(file: FileHandle, position: number, bytes: number): Promise<Uint8Array> {
  const buffer = new Uint8Array(bytes);
  for (let done = 0; done < bytes; ) {
    const { bytesRead } = await file.read(buffer, done, bytes - done, position + done);
    if (bytesRead === 0) throw new Error(`the file ends at ${position + done}`);
    done += bytesRead;
  }
  return buffer;
}
