import { join } from 'node:path';
import { z } from 'zod';
import { Pooling } from '../../../shared/domain/models/embedding.ts';
import { readRunJson } from '../prepare/readElements.ts';

/** In the `data` folder of a prepared run: how vectors are made, as the base says or as is usual. */
export const SENTENCE_FILE = 'sentence.json';

export const Sentence = z.object({
  version: z.literal(1),
  pooling: Pooling,
  /** Tokens of a text that count. */
  mostTokens: z.number().int().positive(),
  /** What stands before a first text and before a second one. */
  prompts: z.object({ query: z.string(), document: z.string() }),
  /** Whether it starts from a model that can do something already. */
  hasBase: z.boolean(),
});
export type Sentence = z.infer<typeof Sentence>;

/** @throws AppError `run_data_damaged` */
export async function readSentence(runFolder: string): Promise<Sentence> {
  const file = join(runFolder, 'data', SENTENCE_FILE);
  return await readRunJson(file, Sentence);
}
