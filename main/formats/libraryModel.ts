import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { BaseReference } from '../../shared/domain/models/base.ts';
import { AppError } from '../../shared/errors/errors.ts';
import { readJson } from '../files/jsonFile.ts';
import { openRegular } from '../files/regularFile.ts';
import { mergedWeights } from '../ml/tuning/lora.ts';
import { ADAPTER_CONFIG_FILE, ADAPTER_WEIGHTS_FILE } from '../ml/tuning/peft.ts';
import type { BaseSource } from './baseSource.ts';
import { readStoredConfig } from './huggingface/modelConfig.ts';
import { loadModel, type StoredModel } from './huggingface/modelFiles.ts';
import { type ModelHead, openFolder } from './huggingface/openFolder.ts';
import { parseSafetensors, readF32 } from './huggingface/safetensors.ts';
import { openBase } from './openBase.ts';
import { openReference } from './openReference.ts';

/** In the folder of a model that is an adapter: which model it is for (`BaseReference`). */
export const BASE_FILE = 'base.json';

/** What is read of `adapter_config.json`. */
const AdapterConfig = z.looseObject({ r: z.number().int().positive(), lora_alpha: z.number().positive() });

export const isAdapter = (folder: string): boolean => existsSync(join(folder, BASE_FILE));

/**
 * Opens a model of the library: a Hugging Face folder, or an adapter beside the model that it was trained on; or one to start from. The weights of that one are
 * read with the adapter's merged into them: whatever decodes and exports models sees no difference.
 *
 * @throws AppError `base_missing`, `base_not_same`, and those of `openFolder`
 */
export async function openLibraryModel(folder: string, head?: ModelHead): Promise<BaseSource> {
  if (!isAdapter(folder)) return head ? await openFolder(folder, head) : await openBase(folder);
  const source = await openReference(await readJson(join(folder, BASE_FILE), BaseReference));
  const { config } = await readStoredConfig(folder, head?.classSuffix);
  const { r: rank, lora_alpha: alpha } = await readJson(join(folder, ADAPTER_CONFIG_FILE), AdapterConfig);
  const adapter = await readAdapter(join(folder, ADAPTER_WEIGHTS_FILE));
  const merged = mergedWeights(config, source, adapter, { rank, alpha, dropout: 0, targetModules: [] });
  const tensors = new Map(head ? head.shapes(config) : source.tensors);
  for (const [name, shape] of tensors) {
    const size = shape.reduce((product, side) => product * side, 1);
    if (source.tensors.has(name) || adapter.get(name)?.length === size) continue;
    throw new AppError('model_invalid', { path: folder, problem: `there is no tensor ${name}` });
  }
  return {
    ...source,
    config,
    tensors,
    // What stands on the body was trained as it is.
    read: async (name) => adapter.get(name)?.slice() ?? (await merged(name)),
  };
}

/** Reads all of a model of the library into memory. */
export const readLibraryModel = async (folder: string, head?: ModelHead): Promise<StoredModel> =>
  await loadModel(await openLibraryModel(folder, head), folder);

async function readAdapter(path: string): Promise<Map<string, Float32Array>> {
  const file = await openRegular(path);
  const bytes = await file.readFile().finally(() => file.close());
  const { tensors } = parseSafetensors(bytes, path);
  return new Map(Array.from(tensors, ([name, tensor]) => [name, readF32(tensor, name, path)]));
}
