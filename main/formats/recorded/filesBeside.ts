import { existsSync } from 'node:fs';
import { copyFile, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { BaseSource } from '../baseSource.ts';
import { generationConfig } from '../huggingface/generationConfig.ts';
import {
  CONFIG_FILE,
  GENERATION_CONFIG_FILE,
  TOKENIZER_CONFIG_FILE,
  TOKENIZER_FILE,
  writeJson,
} from '../huggingface/modelFiles.ts';
import { CHAT_TEMPLATE_FILE } from '../huggingface/openFolder.ts';
import { RECIPE_FILE } from '../huggingface/recipeFile.ts';
import { SENTENCE_FILES } from '../huggingface/sentenceFiles.ts';
import { isAdapter } from '../libraryModel.ts';
import { THRESHOLDS_FILE } from '../thresholds.ts';

const ITEMS_FILE = 'items.json';
const FILES = [
  ...[CONFIG_FILE, GENERATION_CONFIG_FILE, TOKENIZER_FILE, TOKENIZER_CONFIG_FILE, CHAT_TEMPLATE_FILE],
  ...[RECIPE_FILE, ITEMS_FILE, THRESHOLDS_FILE, ...SENTENCE_FILES],
];

/** What a program needs beside a graph, as far as a folder of the library has it; names, with folders where they lie in some. */
export const filesBeside = (from: string): string[] => FILES.filter((file) => existsSync(join(from, file)));

/** Copies one of them. */
export async function copyBeside(
  from: string,
  model: Pick<BaseSource, 'config' | 'eosTokenIds'>,
  file: string,
  to: string,
): Promise<void> {
  const target = join(to, file);
  if (dirname(file) !== '.') await mkdir(dirname(target), { recursive: true });
  // Of an adapter the library keeps what it adds; the graph is of both.
  if (file === GENERATION_CONFIG_FILE && isAdapter(from))
    return await writeJson(target, generationConfig(model.config, model.eosTokenIds));
  await copyFile(join(from, file), target);
}
