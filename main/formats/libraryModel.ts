import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { ModelConfig } from '../../shared/domain/architectures/index.ts';
import { BaseReference } from '../../shared/domain/models/base.ts';
import { AppError } from '../../shared/errors/errors.ts';
import { readJson, readText } from '../files/jsonFile.ts';
import { isRegularFile, openRegular } from '../files/regularFile.ts';
import { type LoraOptions, mergedWeights } from '../ml/tuning/lora.ts';
import { ADAPTER_CONFIG_FILE, ADAPTER_WEIGHTS_FILE, peftName, trainedName } from '../ml/tuning/peft.ts';
import type { BaseSource } from './baseSource.ts';
import { readStoredConfig } from './huggingface/modelConfig.ts';
import { loadModel, type StoredModel } from './huggingface/modelFiles.ts';
import {
  type ModelHead,
  mostTokenizerBytes,
  openFolder,
  readChatTemplate,
  TOKENIZER_CONFIG_FILE,
  TOKENIZER_FILE,
} from './huggingface/openFolder.ts';
import { type FloatTensor, parseSafetensors, readF32 } from './huggingface/safetensors.ts';
import { openBase } from './openBase.ts';
import { openReference } from './openReference.ts';

export { ADAPTER_CONFIG_FILE, ADAPTER_WEIGHTS_FILE, peftName, trainedName };

/** In the folder of a model that is an adapter: which model it is for (`BaseReference`). */
export const BASE_FILE = 'base.json';

/** What is read of `adapter_config.json`. */
const AdapterConfig = z.looseObject({
  r: z.number().int().positive(),
  lora_alpha: z.number().positive(),
  target_modules: z.array(z.string()),
});

/** What an adapter's folder says of it. */
export type AdapterOptions = Pick<LoraOptions, 'rank' | 'alpha' | 'targetModules'>;

/** @throws AppError `model_invalid` with the file and the problem */
export async function readAdapterOptions(folder: string): Promise<AdapterOptions> {
  const { r, lora_alpha, target_modules } = await readJson(join(folder, ADAPTER_CONFIG_FILE), AdapterConfig);
  return { rank: r, alpha: lora_alpha, targetModules: target_modules };
}

export const isAdapter = (folder: string): boolean => existsSync(join(folder, BASE_FILE));

/**
 * Opens a model of the library: a Hugging Face folder, or an adapter beside the model that it was trained on; or one to start from. The weights of that one are
 * read with the adapter's merged into them: whatever decodes and exports models sees no difference.
 *
 * @throws AppError `base_missing`, `base_not_same`, and those of `openFolder`
 */
export async function openLibraryModel(folder: string, head?: ModelHead): Promise<BaseSource> {
  if (!isAdapter(folder)) return head ? await openWith(folder, head) : await openBase(folder);
  return await openAdapter(folder, folder, head);
}

/** A file has no head but its own, and what stands on a body here may need none. */
async function openWith(path: string, head: ModelHead): Promise<BaseSource> {
  const isFile = await isRegularFile(path);
  return isFile ? await openBase(path) : await openFolder(path, head);
}

/**
 * An adapter's files on the base that it is for.
 *
 * @param library the model's folder in the library, which knows the base and the configuration
 */
async function openAdapter(folder: string, library: string, head?: ModelHead): Promise<BaseSource> {
  const source = await openReference(await readJson(join(library, BASE_FILE), BaseReference));
  const { config } = await readStoredConfig(library, head?.classSuffix);
  const template = await readChatTemplate(library, '{}');
  // Texts are read as in the adapter's training, which may be otherwise than the base reads them.
  const own = join(library, TOKENIZER_CONFIG_FILE);
  const tokenizerConfigJson = existsSync(own) ? await readText(own) : source.tokenizerConfigJson;
  const read = await readAdapter(join(folder, ADAPTER_WEIGHTS_FILE));
  const adapter = new Map(Array.from(read, ([name, { data }]) => [name, data]));
  const options = await readAdapterOptions(folder);
  const reading = { ...source, tokenizerConfigJson };
  return mergedModel(reading, {
    folder,
    config,
    chatTemplate: template ?? source.chatTemplate,
    adapter,
    options,
    head,
  });
}

interface Merging {
  /** Names the adapter in errors. */
  folder: string;
  config: ModelConfig;
  chatTemplate: string | null;
  /** By PEFT's names. */
  adapter: ReadonlyMap<string, Float32Array>;
  options: AdapterOptions;
  head: ModelHead | undefined;
}

/** A base with an adapter's weights in its own. */
function mergedModel(
  source: BaseSource,
  { folder, config, chatTemplate, adapter, options, head }: Merging,
): BaseSource {
  const merged = mergedWeights(config, source, adapter, { ...options, dropout: 0 });
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
    chatTemplate,
    // What stands on the body was trained as it is.
    read: async (name) => adapter.get(name)?.slice() ?? (await merged(name)),
  };
}

/**
 * Reads an adapter's files as somebody who has them does, with the tokenizer beside them, merged with the base.
 *
 * @throws AppError as `openLibraryModel`; `model_invalid`
 */
export async function readAdapterIn(folder: string, library: string, head: ModelHead): Promise<StoredModel> {
  const source = await openAdapter(folder, library, head);
  const tokenizerJson = await readText(join(folder, TOKENIZER_FILE), mostTokenizerBytes(source.config.vocab_size));
  const tokenizerConfigJson = await readText(join(folder, TOKENIZER_CONFIG_FILE));
  return await loadModel({ ...source, tokenizerJson, tokenizerConfigJson }, folder);
}

/**
 * A model of the library with other weights of its adapter, such as those that were read of an export.
 *
 * @param adapter by PEFT's names
 * @throws AppError as `openLibraryModel`
 */
export async function withAdapter(
  library: string,
  adapter: ReadonlyMap<string, Float32Array>,
  alpha: number,
  head: ModelHead,
): Promise<StoredModel> {
  const source = await openReference(await readJson(join(library, BASE_FILE), BaseReference));
  const { config } = await readStoredConfig(library, head.classSuffix);
  const options = { ...(await readAdapterOptions(library)), alpha };
  const { chatTemplate } = source;
  return await loadModel(
    mergedModel(source, { folder: library, config, chatTemplate, adapter, options, head }),
    library,
  );
}

/** Reads all of a model of the library into memory. */
export const readLibraryModel = async (folder: string, head?: ModelHead): Promise<StoredModel> =>
  await loadModel(await openLibraryModel(folder, head), folder);

/** An adapter's tensors under PEFT's names. @throws AppError `file_not_regular`, `model_invalid` */
export async function readAdapter(path: string): Promise<Map<string, FloatTensor>> {
  const file = await openRegular(path);
  const bytes = await file.readFile().finally(() => file.close());
  const { tensors } = parseSafetensors(bytes, path);
  return new Map(
    Array.from(tensors, ([name, tensor]) => [
      trainedName(name),
      { shape: tensor.shape, data: readF32(tensor, name, path) },
    ]),
  );
}
