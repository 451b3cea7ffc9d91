import { isRegularFile } from '../files/regularFile.ts';
import { ggufSentenceFacts } from './gguf/sentences.ts';
import { folderSentenceFacts, type SentenceFacts } from './huggingface/sentenceFiles.ts';

/**
 * How a model makes vectors of texts: a Hugging Face folder, or a GGUF.
 *
 * @throws AppError `model_setting_unsupported` for another module or way of pooling, `model_invalid` with the file and the problem
 */
export async function readSentenceFacts(path: string): Promise<SentenceFacts> {
  const isFile = await isRegularFile(path);
  return isFile ? await ggufSentenceFacts(path) : await folderSentenceFacts(path);
}
