import { existsSync } from 'node:fs';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { ModelConfig } from '../../../shared/domain/architectures/index.ts';
import type { Dtype } from '../../../shared/domain/formats/dtype.ts';
import { readJson } from '../../files/jsonFile.ts';
import { baseLocation } from '../card/tunedCard.ts';
import type { Format, ModelSource } from '../format.ts';
import { libraryCard } from '../libraryCard.ts';
import {
  ADAPTER_CONFIG_FILE,
  ADAPTER_WEIGHTS_FILE,
  isAdapter,
  openLibraryModel,
  peftName,
  readAdapter,
  readAdapterIn,
  trainedName,
} from '../libraryModel.ts';
import type { Reference } from '../reference.ts';
import { THRESHOLDS_FILE } from '../thresholds.ts';
import { generationConfig } from './generationConfig.ts';
import {
  CONFIG_FILE,
  GENERATION_CONFIG_FILE,
  readModel,
  TOKENIZER_CONFIG_FILE,
  TOKENIZER_FILE,
  WEIGHTS_FILE,
  writeJson,
} from './modelFiles.ts';
import type { WeightDtype } from './narrow.ts';
import { CHAT_TEMPLATE_FILE } from './openFolder.ts';
import { RECIPE_FILE } from './recipeFile.ts';
import { SENTENCE_FILES } from './sentenceFiles.ts';
import { readTensor, readWeightFiles } from './weightFiles.ts';
import { writeSafetensors } from './writeSafetensors.ts';

const CARD_FILE = 'README.md';

/** What ids of a model of items stand for, where it is one. */
const ITEMS_FILE = 'items.json';

/** What reads text, which goes with a model and with an adapter. */
const TEXT_FILES = [TOKENIZER_FILE, TOKENIZER_CONFIG_FILE, CHAT_TEMPLATE_FILE];
/** Of a whole model. The library has no weights of one that is an adapter; they are merged. */
const MODEL_FILES = [
  ...[CONFIG_FILE, GENERATION_CONFIG_FILE, ...TEXT_FILES, WEIGHTS_FILE, RECIPE_FILE, ITEMS_FILE, THRESHOLDS_FILE],
  ...SENTENCE_FILES,
];
const ADAPTER_FILES = [ADAPTER_CONFIG_FILE, ...TEXT_FILES, ADAPTER_WEIGHTS_FILE, THRESHOLDS_FILE];
const WEIGHTS: readonly string[] = [WEIGHTS_FILE, ADAPTER_WEIGHTS_FILE];

const WRITTEN_AS: Readonly<Record<Dtype, WeightDtype>> = { f32: 'F32', f16: 'F16', bf16: 'BF16' };
const TORCH_DTYPES: Readonly<Record<Dtype, string>> = { f32: 'float32', f16: 'float16', bf16: 'bfloat16' };

/**
 * A folder as transformers saves one, or an adapter as PEFT does. The library keeps its models so: little more than a copy where weights stay
 * what they are, and else one tensor after the other.
 */
export const huggingface: Format<'hf'> = {
  async *write(source, { card, dtype, adapter }, folder) {
    // What says how texts are generated goes with models that generate them, a template of messages with those that have one.
    const has = (file: string) => WEIGHTS.includes(file) || existsSync(join(source.folder, file));
    const files = (adapter ? ADAPTER_FILES : MODEL_FILES).filter(has);
    const total = files.length + (card ? 1 : 0);
    for (const [done, file] of files.entries()) {
      yield { done, total };
      await writeFileOf(file, source, dtype, folder);
    }
    if (!card) return { files };
    await writeFile(join(folder, CARD_FILE), await libraryCard(source, () => ({ written: { dtype, adapter } })));
    return { files: [...files, CARD_FILE] };
  },

  async compare({ folder, source, options }, reference, differ) {
    const { adapter, dtype } = options;
    const model = await (adapter ? readAdapterIn(folder, source, differ.head) : readModel(folder, differ.head));
    return {
      maxDifference: await differ.difference(model, reference),
      tolerance: toleranceOf(dtype, reference),
    };
  },
};

async function writeFileOf(
  file: string,
  { model, folder: from, head }: ModelSource,
  dtype: Dtype,
  to: string,
): Promise<void> {
  const [source, target] = [join(from, file), join(to, file)];
  // The folder itself is there: who names another one is told that it cannot be written.
  if (dirname(file) !== '.') await mkdir(dirname(target), { recursive: true });
  switch (file) {
    case WEIGHTS_FILE:
      return await writeWeights(from, head, target, dtype);
    case ADAPTER_WEIGHTS_FILE:
      return await writeAdapterWeights(source, target, dtype);
    case CONFIG_FILE:
      return dtype === 'f32' ? await copyFile(source, target) : await writeConfig(source, target, dtype);
    case ADAPTER_CONFIG_FILE:
      return await writeJson(target, { ...(await readJson(source, AnyJson)), ...baseOf(model) });
    case GENERATION_CONFIG_FILE:
      return isAdapter(from) ? await writeGenerationConfig(from, target) : await copyFile(source, target);
    case TOKENIZER_CONFIG_FILE:
      return model.base === null ? await copyTokenizerConfig(source, target) : await copyFile(source, target);
    default:
      return await copyFile(source, target);
  }
}

const AnyJson = z.looseObject({});

/** An adapter and the model that it is for become one model. */
async function writeWeights(from: string, head: ModelSource['head'], target: string, dtype: Dtype): Promise<void> {
  if (isAdapter(from)) {
    const { tensors, read } = await openLibraryModel(from, await head());
    return await writeSafetensors(target, tensors, read, WRITTEN_AS[dtype]);
  }
  if (dtype === 'f32') return await copyFile(join(from, WEIGHTS_FILE), target);
  const { tensors } = await readWeightFiles(from);
  const shapes = new Map(Array.from(tensors, ([name, { shape }]) => [name, shape]));
  const read = (name: string) => readTensor(tensors.get(name) as NonNullable<ReturnType<typeof tensors.get>>);
  await writeSafetensors(target, shapes, read, WRITTEN_AS[dtype]);
}

async function writeAdapterWeights(source: string, target: string, dtype: Dtype): Promise<void> {
  const tensors = await readAdapter(source);
  const shapes = new Map(Array.from(tensors, ([name, { shape }]) => [peftName(name), shape]));
  const read = async (name: string) =>
    (tensors.get(trainedName(name)) as NonNullable<ReturnType<typeof tensors.get>>).data;
  await writeSafetensors(target, shapes, read, WRITTEN_AS[dtype]);
}

/** What the numbers in the file are, by both names that transformers has had for it where both are there. */
async function writeConfig(source: string, target: string, dtype: Dtype): Promise<void> {
  const config = await readJson(source, AnyJson);
  const said = TORCH_DTYPES[dtype];
  await writeJson(target, { ...config, torch_dtype: said, ...('dtype' in config ? { dtype: said } : {}) });
}

/** Where PEFT finds the base: by its name on the hub where it is from there, else where it lies. */
const baseOf = ({ base }: ModelSource['model']): object =>
  base ? { base_model_name_or_path: baseLocation(base) } : {};

/** All tokens at which a text of the base may end: a chat's turns end otherwise than its texts. */
async function writeGenerationConfig(from: string, target: string): Promise<void> {
  const { config, eosTokenIds } = await openLibraryModel(from);
  await writeJson(target, generationConfig(config as ModelConfig, eosTokenIds));
}

/** The weights are the same bits; what remains is the order of floating-point sums, which another engine or thread count changes. */
const TOLERANCE = 1e-3;
/** Unit roundoff, the largest relative error of a rounded weight: 2^-p with a significand of p bits. */
const ROUNDOFF: Readonly<Record<Dtype, number>> = { f32: 0, f16: 2 ** -11, bf16: 2 ** -8 };
/**
 * Weights are rounded one by one, so that errors of a sum add up as noise does: each product is off by about 0.4 roundoffs of its own size, what all
 * layers add up to by a few, and the worst of many logits by some standard deviations. Measured: 2 to 3 roundoffs of the
 * largest logit on SmolLM2-135M, up to 6 on tiny models with wild weights. Five times that still tells a wrong model, whose logits are off by their own size.
 */
const ROUNDOFFS = 32;

/** How far logits may be from the reference: with rounded weights a share of the largest one. */
function toleranceOf(dtype: Dtype, { prompts }: Reference): number {
  const largest = prompts.reduce(
    (most, { logits }) => logits.reduce((so, one) => Math.max(so, Math.abs(one)), most),
    0,
  );
  return Math.max(TOLERANCE, ROUNDOFFS * ROUNDOFF[dtype] * largest);
}

/** Models of earlier versions have none: prompts of several lengths were padded at their ends, and what follows them was nonsense. */
async function copyTokenizerConfig(source: string, target: string): Promise<void> {
  const config = { padding_side: 'left', ...(JSON.parse(await readFile(source, 'utf8')) as object) };
  await writeFile(target, `${JSON.stringify(config, null, 2)}\n`);
}
