import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { LlamaConfig } from '../../shared/domain/model.ts';
import { AppError } from '../../shared/ipc/errors.ts';
import { encodeSafetensors, parseSafetensors, readF32 } from '../ml/export/safetensors.ts';
import { parameterShapes, type Weights } from '../ml/model/parameters.ts';
import { Tokenizer } from '../ml/tokenizer/tokenizer.ts';
import { writeWholeFile } from './fileSink.ts';

/** The model's files in a Hugging Face folder. */
export const CONFIG_FILE = 'config.json';
export const GENERATION_CONFIG_FILE = 'generation_config.json';
export const WEIGHTS_FILE = 'model.safetensors';
export const TOKENIZER_FILE = 'tokenizer.json';
export const TOKENIZER_CONFIG_FILE = 'tokenizer_config.json';

/** A model as it lies on disk, outside of any engine. */
export interface StoredModel {
  config: LlamaConfig;
  weights: Weights;
  tokenizer: Tokenizer;
}

/**
 * Reads a Hugging Face folder of a Llama model. Everything in it is checked before it is used.
 *
 * @throws AppError `model_invalid` with the file and the problem
 */
export async function readModel(folder: string): Promise<StoredModel> {
  const config = await readConfig(join(folder, CONFIG_FILE));
  const weights = await readWeights(join(folder, WEIGHTS_FILE), config);
  const tokenizer = await readTokenizer(folder);
  if (tokenizer.vocabSize > config.vocab_size) {
    const problem = `the tokenizer has ${tokenizer.vocabSize} tokens, the model ${config.vocab_size}`;
    throw new AppError('model_invalid', { path: folder, problem });
  }
  return { config, weights, tokenizer };
}

export async function readTokenizer(folder: string): Promise<Tokenizer> {
  const json = await readText(join(folder, TOKENIZER_FILE));
  return new Tokenizer(json, await readText(join(folder, TOKENIZER_CONFIG_FILE)), folder);
}

export async function writeWeights(folder: string, weights: Weights): Promise<void> {
  await writeWholeFile(join(folder, WEIGHTS_FILE), encodeSafetensors(weights));
}

export async function writeJson(file: string, value: unknown): Promise<void> {
  await writeWholeFile(file, `${JSON.stringify(value, null, 2)}\n`);
}

/**
 * Reads JSON that a schema accepts.
 *
 * @throws AppError `model_invalid`
 */
export async function readJson<S extends z.ZodType>(path: string, schema: S): Promise<z.output<S>> {
  const text = await readText(path);
  try {
    return schema.parse(JSON.parse(text));
  } catch (error) {
    const problem = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    throw new AppError('model_invalid', { path, problem }, { cause: error });
  }
}

const readConfig = (path: string): Promise<LlamaConfig> => readJson(path, LlamaConfig);

async function readWeights(path: string, config: LlamaConfig): Promise<Weights> {
  const bytes = await readFile(path).catch((error: Error) => {
    throw new AppError('model_invalid', { path, problem: error.message }, { cause: error });
  });
  const { tensors } = parseSafetensors(bytes, path);
  const weights = new Map<string, { shape: number[]; data: Float32Array }>();
  for (const [name, shape] of parameterShapes(config)) {
    const stored = tensors.get(name);
    if (!stored) throw new AppError('model_invalid', { path, problem: `there is no tensor ${name}` });
    if (stored.shape.join() !== shape.join()) {
      const problem = `tensor ${name} has the shape [${stored.shape}], not [${shape}]`;
      throw new AppError('model_invalid', { path, problem });
    }
    weights.set(name, { shape, data: readF32(stored, name, path) });
  }
  return weights;
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw new AppError('model_invalid', { path, problem }, { cause: error });
  }
}
