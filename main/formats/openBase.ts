import type { BaseSource } from './baseSource.ts';
import { openFolder } from './huggingface/openFolder.ts';

/**
 * Opens a model to start from: a Hugging Face folder, with its weights in one file of safetensors or in several.
 *
 * @param path of the folder
 * @throws AppError that says precisely what is not supported; `model_invalid` with the file and the problem
 */
export const openBase = (path: string): Promise<BaseSource> => openFolder(path);
