import { isRegularFile } from '../files/regularFile.ts';
import type { BaseSource } from './baseSource.ts';
import { openGguf } from './gguf/openGguf.ts';
import { assertModelFolder } from './huggingface/modelFolder.ts';
import { openFolder } from './huggingface/openFolder.ts';

/**
 * Opens a model to start from: a Hugging Face folder, with its weights in one file of safetensors or in several, or a GGUF.
 *
 * @param path of the folder, or of a file whose name ends with `.gguf` (in Ollama's store it has no such name: see `openGguf`)
 * @throws AppError that says precisely what is not supported; `model_invalid` with the file and the problem;
 *   what `assertModelFolder` throws where there is no model
 */
export async function openBase(path: string): Promise<BaseSource> {
  if (await isRegularFile(path)) return await openGguf(path);
  await assertModelFolder(path);
  return await openFolder(path);
}
