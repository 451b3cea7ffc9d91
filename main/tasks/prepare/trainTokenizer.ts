import { open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { BPE, byteLevelPreTokenizer, Tokenizer } from 'tokenizers';
import { z } from 'zod';
import type { Example } from '../../../shared/domain/tasks/task.ts';
import { AppError } from '../../../shared/errors/errors.ts';
import { asWriteError } from '../../files/fileSink.ts';

const WRITE_CHARACTERS = 1 << 18;

const TrainedTokenizer = z.object({ model: z.object({ merges: z.array(z.tuple([z.string(), z.string()])) }) });

/**
 * Learns the merges of byte-level BPE. The library reads text from a file and takes no options: it learns 30,000 merges in their order
 * of frequency, of which the caller keeps the first. It blocks the thread and prints to stdout.
 *
 * @param documents text to learn from; the whole of it is held in the library's memory as word counts only
 * @param folder takes two temporary files, removed again
 * @throws AppError `disk_full`, `write_failed`
 */
export async function trainMerges(
  documents: AsyncIterable<Example>,
  folder: string,
): Promise<readonly (readonly [string, string])[]> {
  const textFile = join(folder, '.tokenizer-text.partial');
  const tokenizerFile = join(folder, '.tokenizer-trained.partial');
  try {
    await writeText(documents, textFile);
    const tokenizer = new Tokenizer(BPE.empty());
    tokenizer.setPreTokenizer(byteLevelPreTokenizer(false));
    tokenizer.train([textFile]);
    save(tokenizer, tokenizerFile);
    return TrainedTokenizer.parse(JSON.parse(await readFile(tokenizerFile, 'utf8'))).model.merges;
  } finally {
    await rm(textFile, { force: true });
    await rm(tokenizerFile, { force: true });
  }
}

/** The native library's errors have a text and no code. */
function save(tokenizer: Tokenizer, path: string): void {
  try {
    tokenizer.save(path);
  } catch (error) {
    const problem = (error as Error).message;
    // 28 is ENOSPC on Linux and macOS, 112 is Windows' ERROR_DISK_FULL.
    const full = /os error (28|112)\b/.test(problem);
    throw new AppError(full ? 'disk_full' : 'write_failed', full ? { path } : { path, problem }, { cause: error });
  }
}

/** Prompt and completion stand on lines of their own: words never reach across, as they are encoded apart too. */
async function writeText(documents: AsyncIterable<Example>, path: string): Promise<void> {
  const file = await open(path, 'w').catch((error) => {
    throw asWriteError(error, path);
  });
  const write = (text: string) =>
    file.appendFile(text).catch((error) => {
      throw asWriteError(error, path);
    });
  try {
    let pending = '';
    for await (const { prompt, completion } of documents) {
      pending += prompt === '' ? `${completion}\n` : `${prompt}\n${completion}\n`;
      if (pending.length < WRITE_CHARACTERS) continue;
      await write(pending);
      pending = '';
    }
    await write(pending);
  } finally {
    await file.close();
  }
}
