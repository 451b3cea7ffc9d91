import { totalmem } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { ModelConfig } from '../../../shared/domain/architectures/index.ts';
import { AppError } from '../../../shared/errors/errors.ts';
import { writeWholeFile } from '../../files/fileSink.ts';
import { readJson, readText } from '../../files/jsonFile.ts';
import type { Weights } from '../../ml/architectures/parameters.ts';
import { Tokenizer } from '../../ml/tokenizer/tokenizer.ts';
import { modelMaxLengthOf } from '../../ml/tokenizer/tokenizerFacts.ts';
import type { BaseSource } from '../baseSource.ts';
import { type ModelHead, mostTokenizerBytes, openFolder, TOKENIZER_CONFIG_FILE, TOKENIZER_FILE } from './openFolder.ts';

/** The model's files in a Hugging Face folder. */
export { CONFIG_FILE } from './modelConfig.ts';
export { GENERATION_CONFIG_FILE, TOKENIZER_CONFIG_FILE, TOKENIZER_FILE } from './openFolder.ts';
export { WEIGHTS_FILE } from './weightFiles.ts';

/** A model as it lies on disk, outside of any engine. */
export interface StoredModel {
  config: ModelConfig;
  weights: Weights;
  tokenizer: Tokenizer;
}

/**
 * Reads a Hugging Face folder. Everything in it is checked before it is used.
 *
 * @param head what stands on its body; the body's own output projection where it is left out
 * @throws AppError `model_too_large`, and those of `openFolder`
 */
export const readModel = async (folder: string, head?: ModelHead): Promise<StoredModel> =>
  await loadModel(await openFolder(folder, head), folder);

/**
 * Reads all of a model into memory.
 *
 * @param path names the model in errors
 * @throws AppError `model_too_large`, `model_invalid`
 */
export async function loadModel(source: BaseSource, path: string): Promise<StoredModel> {
  const { config, tensors } = source;
  const tokenizer = openTokenizer(source, path);
  const weights = new Map<string, { shape: number[]; data: Float32Array }>();
  for (const [name, shape] of tensors) weights.set(name, { shape: [...shape], data: await source.read(name) });
  return { config, weights, tokenizer };
}

/**
 * The tokenizer of a model whose weights are read later, one by one.
 *
 * @param path names the model in errors
 * @throws AppError `model_too_large` where its weights will not fit into memory, `model_invalid`
 */
export function openTokenizer(source: BaseSource, path: string): Tokenizer {
  const { config } = source;
  assertFits(path, source.parameters * FLOAT_BYTES);
  const tokenizer = new Tokenizer(
    source.tokenizerJson,
    source.tokenizerConfigJson,
    path,
    config.vocab_size,
    source.eosTokenIds,
  );
  if (tokenizer.vocabSize > config.vocab_size) {
    const problem = `the tokenizer has ${tokenizer.vocabSize} tokens, the model ${config.vocab_size}`;
    throw new AppError('model_invalid', { path, problem });
  }
  return tokenizer;
}

/** @param mostTokens what the model has; a larger vocabulary is not even put together */
export async function readTokenizer(folder: string, mostTokens?: number): Promise<Tokenizer> {
  const most = mostTokens === undefined ? undefined : mostTokenizerBytes(mostTokens);
  const json = await readText(join(folder, TOKENIZER_FILE), most);
  return new Tokenizer(json, await readText(join(folder, TOKENIZER_CONFIG_FILE)), folder, mostTokens);
}

/** How many tokens of a text a folder's tokenizer is said to cut it to: see `TokenizerFacts`. */
export const readModelMaxLength = async (folder: string): Promise<number> =>
  modelMaxLengthOf(await readJson(join(folder, TOKENIZER_CONFIG_FILE), z.looseObject({})));

export async function writeJson(file: string, value: unknown): Promise<void> {
  await writeWholeFile(file, `${JSON.stringify(value, null, 2)}\n`);
}

const FLOAT_BYTES = 4;

/** Bytes of memory that this process can have at most. */
export const mostMemory = (): number => Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY);

/** A sparse file may claim to have anything. */
function assertFits(path: string, needed: number): void {
  const available = mostMemory();
  const gigabytes = (bytes: number) => `${(bytes / 2 ** 30).toFixed(1)} GB`;
  if (needed > available)
    throw new AppError('model_too_large', { path, needed: gigabytes(needed), available: gigabytes(available) });
}
