import { existsSync } from 'node:fs';
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Format } from '../format.ts';
import { isAdapter, openLibraryModel } from '../libraryModel.ts';
import { modelCard } from './modelCard.ts';
import {
  CONFIG_FILE,
  GENERATION_CONFIG_FILE,
  readModel,
  TOKENIZER_CONFIG_FILE,
  TOKENIZER_FILE,
  WEIGHTS_FILE,
} from './modelFiles.ts';
import { RECIPE_FILE } from './recipeFile.ts';
import { writeSafetensors } from './writeSafetensors.ts';

/** As training leaves them in the library. */
const MODEL_FILES = [
  CONFIG_FILE,
  GENERATION_CONFIG_FILE,
  TOKENIZER_FILE,
  TOKENIZER_CONFIG_FILE,
  WEIGHTS_FILE,
  RECIPE_FILE,
];
const CARD_FILE = 'README.md';

/** The weights are the same bits; what remains is the order of floating-point sums, which another engine or thread count changes. */
const TOLERANCE = 1e-3;

/** A folder as transformers saves one. The library keeps its models so: little more than a copy. */
export const huggingface: Format<'hf'> = {
  async *write({ model, run, folder: source }, { card }, folder) {
    // What says how texts are generated goes with models that generate them.
    const files = MODEL_FILES.filter((file) => file !== GENERATION_CONFIG_FILE || existsSync(join(source, file)));
    const total = files.length + (card ? 1 : 0);
    for (const [done, file] of files.entries()) {
      yield { done, total };
      if (file === TOKENIZER_CONFIG_FILE) await copyTokenizerConfig(source, folder);
      else if (file === WEIGHTS_FILE && isAdapter(source)) await writeMerged(source, folder);
      else await copyFile(join(source, file), join(folder, file));
    }
    if (card) await writeFile(join(folder, CARD_FILE), modelCard({ model, run }));
    return card ? [...files, CARD_FILE] : files;
  },

  async compare(folder, reference, differ) {
    return {
      maxDifference: await differ.difference(await readModel(folder, differ.head), reference),
      tolerance: TOLERANCE,
    };
  },
};

/** An adapter and the model that it is for become one model. */
async function writeMerged(from: string, to: string): Promise<void> {
  const { tensors, read } = await openLibraryModel(from);
  await writeSafetensors(join(to, WEIGHTS_FILE), tensors, read);
}

/** Models of earlier versions have none: prompts of several lengths were padded at their ends, and what follows them was nonsense. */
async function copyTokenizerConfig(from: string, to: string): Promise<void> {
  const text = await readFile(join(from, TOKENIZER_CONFIG_FILE), 'utf8');
  const config = { padding_side: 'left', ...(JSON.parse(text) as object) };
  await writeFile(join(to, TOKENIZER_CONFIG_FILE), `${JSON.stringify(config, null, 2)}\n`);
}
