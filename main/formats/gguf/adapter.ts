import { join } from 'node:path';
import type { ModelConfig } from '../../../shared/domain/architectures/index.ts';
import type { GgufDtype } from '../../../shared/domain/formats/gguf/index.ts';
import type { TrainedModel } from '../../../shared/domain/models/trainedModel.ts';
import { AppError } from '../../../shared/errors/errors.ts';
import type { GgufField } from '../../ml/architectures/architecture.ts';
import type { ModelSource } from '../format.ts';
import { readStoredConfig } from '../huggingface/modelConfig.ts';
import type { StoredModel } from '../huggingface/modelFiles.ts';
import type { ModelHead } from '../huggingface/openFolder.ts';
import { ADAPTER_WEIGHTS_FILE, readAdapter, readAdapterOptions, withAdapter } from '../libraryModel.ts';
import { adapterFields } from './general.ts';
import { readGgufHeader } from './header.ts';
import { MIXTURES } from './mixture.ts';
import { readTensor } from './openGguf.ts';
import type { TensorToWrite } from './writeGguf.ts';
import { writingOf } from './writing.ts';

/*
 * What LoRA has trained as a file of its own: two tensors for each weight of the base that it changes.
 * Source: llama.cpp's `convert_lora_to_gguf.py` and `llama-adapter.cpp`.
 */

/** PEFT's name of one of two tensors, with the weight that they change and which of them it is. */
const TRAINED = /^base_model\.model\.(.*)\.lora_([AB])\.weight$/;

/** What the file of an adapter has. @throws AppError `gguf_architecture_differs`, `model_invalid` */
export async function adapterContent(
  { model, folder }: Pick<ModelSource, 'model' | 'folder'>,
  config: ModelConfig,
  dtype: GgufDtype,
): Promise<{ metadata: Map<string, GgufField>; tensors: TensorToWrite[] }> {
  const writing = writingOf(config);
  const { alpha } = await readAdapterOptions(folder);
  const read = await readAdapter(join(folder, ADAPTER_WEIGHTS_FILE));
  const tensors = Array.from(read, ([name, { shape, data }]): TensorToWrite => {
    const [, module = '', part] = TRAINED.exec(name) ?? [];
    if (part === undefined)
      throw new AppError('model_invalid', { path: folder, problem: `${name} is no part of an adapter of llama.cpp` });
    const weight = `${module}.weight`;
    return {
      name: `${writing.tensor(weight)}.lora_${part.toLowerCase()}`,
      shape,
      type: MIXTURES[dtype].usual,
      // Of the two, B has the outputs as its rows.
      read: async () => (part === 'B' ? (writing.rows?.stored(config, weight, data) ?? data) : data),
    };
  });
  return { metadata: new Map(adapterFields(model, writing.architecture, alpha)), tensors };
}

/**
 * An adapter of llama.cpp on the base that a model of the library was trained on.
 *
 * @param library the model's folder, which knows the base
 * @throws AppError `model_invalid`, and those of `openLibraryModel`
 */
export async function readGgufAdapter(path: string, library: string, head: ModelHead): Promise<StoredModel> {
  const header = await readGgufHeader(path);
  const known = await readAdapter(join(library, ADAPTER_WEIGHTS_FILE));
  const adapter = new Map<string, Float32Array>();
  const { config } = await readStoredConfig(library, head.classSuffix);
  const writing = writingOf(config);
  for (const name of known.keys()) {
    const [, module = '', part] = TRAINED.exec(name) ?? [];
    const weight = `${module}.weight`;
    const tensor = header.tensors.get(`${writing.tensor(weight)}.lora_${part?.toLowerCase()}`);
    if (!tensor) throw new AppError('model_invalid', { path, problem: `there is no tensor for ${name}` });
    const data = await readTensor(header, tensor);
    adapter.set(name, part === 'B' ? (writing.rows?.restored(config, weight, data) ?? data) : data);
  }
  return await withAdapter(library, adapter, Number(header.metadata.get('adapter.lora.alpha')), head);
}

/** What Ollama finds an adapter's base by: its file where it is one, else a name to be filled in. */
export const ollamaBase = (base: TrainedModel['base']): string =>
  base?.path.endsWith('.gguf') ? base.path : './base.gguf';
