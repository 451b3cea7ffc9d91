import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { countParameters, type ModelConfig } from '../../../shared/domain/architectures/index.ts';
import { AppError } from '../../../shared/errors/errors.ts';
import { readJson, readText } from '../../files/jsonFile.ts';
import { architectureOf } from '../../ml/architectures/index.ts';
import { parameterShapes } from '../../ml/architectures/model.ts';
import { tokenizerFacts } from '../../ml/tokenizer/tokenizerFacts.ts';
import { type BaseSource, MOST_TEMPLATE_CHARACTERS } from '../baseSource.ts';
import type { FileState } from '../fileSpans.ts';
import { CONFIG_FILE, readStoredConfig } from './modelConfig.ts';
import { assertReadable, type FileTensor, readTensor, readWeightFiles } from './weightFiles.ts';

export const GENERATION_CONFIG_FILE = 'generation_config.json';
export const TOKENIZER_FILE = 'tokenizer.json';
export const TOKENIZER_CONFIG_FILE = 'tokenizer_config.json';
export const CHAT_TEMPLATE_FILE = 'chat_template.jinja';
const CARD_FILE = 'README.md';

/** What stands on the body of a model that is read. */
export interface ModelHead {
  /** How Hugging Face's classes with such a head end; the body's own class where it is left out. */
  readonly classSuffix?: string;
  /** Names and shapes of all parameters, body and head. */
  shapes(config: ModelConfig): ReadonlyMap<string, readonly number[]>;
}

/** The output projection, which says what comes next. */
const OWN_HEAD: ModelHead = { shapes: parameterShapes };

/**
 * Opens a folder as transformers saves it. Everything in it is checked before it is used; what its weights are is not read yet.
 *
 * @throws AppError `file_not_regular`, `model_pickled`, `model_architecture_unsupported`, `model_setting_unsupported`,
 *   `model_tensor_unsupported`, `model_tokenizer_unsupported`; `model_invalid` with the file and the problem
 */
export async function openFolder(folder: string, head: ModelHead = OWN_HEAD): Promise<BaseSource> {
  const { files, ...model } = await openWeights(folder, head);
  const { config } = model;
  const tokenizerJson = await readText(join(folder, TOKENIZER_FILE), mostTokenizerBytes(config.vocab_size));
  const tokenizerConfigJson = (await readIfThere(join(folder, TOKENIZER_CONFIG_FILE))) ?? '{}';
  const facts = tokenizerFacts(tokenizerJson, tokenizerConfigJson, folder);
  const generationPath = join(folder, GENERATION_CONFIG_FILE);
  const generation = existsSync(generationPath) ? await readJson(generationPath, GenerationConfig) : null;
  const eosTokenIds = idsOf(generation?.eos_token_id ?? config.eos_token_id);
  return {
    ...model,
    tokenizerJson,
    tokenizerConfigJson,
    chatTemplate: await readChatTemplate(folder, tokenizerConfigJson),
    eosTokenIds: [...new Set([...eosTokenIds, ...idsOf(facts.eos)])],
    bosTokenId: facts.bos ?? generation?.bos_token_id ?? config.bos_token_id ?? null,
    addsBos: facts.addsBos,
    license: await readLicense(join(folder, CARD_FILE)),
    files: [...files, ...(await sizesOf([join(folder, CONFIG_FILE), join(folder, TOKENIZER_FILE)]))],
  };
}

type OpenWeights = Pick<BaseSource, 'config' | 'contextLength' | 'parameters' | 'tensors' | 'read' | 'files'>;

/**
 * The model of a folder without its tokenizer.
 *
 * @throws AppError as `openFolder`
 */
export async function openWeights(folder: string, head: ModelHead = OWN_HEAD): Promise<OpenWeights> {
  const { config, contextLength } = await readStoredConfig(folder, head.classSuffix);
  const { files, tensors } = await readWeightFiles(folder);
  const path = files.length === 1 ? (files[0] as FileState).path : folder;
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  const least = countParameters(config) * LEAST_BYTES;
  if (bytes < least) {
    const problem = `it has ${bytes} bytes, but a model of this configuration needs at least ${least}`;
    throw new AppError('model_invalid', { path, problem });
  }
  const found = parametersIn(config, head.shapes(config), tensors, path);
  return {
    config,
    contextLength,
    // A pooler is no part of the configuration's: what is there is counted.
    parameters: [...found.values()].reduce((sum, { shape }) => sum + shape.reduce((count, size) => count * size, 1), 0),
    tensors: new Map(Array.from(found, ([name, { shape }]) => [name, shape])),
    read: async (name) => {
      const tensor = found.get(name);
      if (!tensor) throw new Error(`the model has no parameter ${name}`);
      return await readTensor(tensor);
    },
    files: files.map(({ path, bytes }) => ({ path, bytes })),
  };
}

/** Numbers of a weight in a file: at least two bytes. */
const LEAST_BYTES = 2;

/** The model's parameters among the tensors of a folder, a pooler where there is one; what else lies there is left alone. */
function parametersIn(
  config: ModelConfig,
  shapes: ReadonlyMap<string, readonly number[]>,
  tensors: ReadonlyMap<string, FileTensor>,
  path: string,
): Map<string, FileTensor> {
  const { huggingface, pooler } = architectureOf(config);
  const { baseModelPrefix, formerName } = huggingface;
  const stored = (name: string) => tensors.get(name) ?? tensors.get(name.replace(`${baseModelPrefix}.`, ''));
  const found = new Map<string, FileTensor>();
  const perhaps = [...(pooler?.(config) ?? [])].filter(([name]) => stored(name) && !shapes.has(name));
  for (const [name, shape] of [...shapes, ...perhaps]) {
    const tensor = stored(name) ?? (formerName && stored(formerName(name)));
    if (!tensor) throw new AppError('model_invalid', { path, problem: `there is no tensor ${name}` });
    if (tensor.shape.join() !== shape.join()) {
      const problem = `tensor ${name} has the shape [${tensor.shape}], not [${shape}]`;
      throw new AppError('model_invalid', { path: tensor.file.path, problem });
    }
    assertReadable(tensor, name);
    found.set(name, tensor);
  }
  return found;
}

/** Published tokenizers take 130 bytes a token with their merges, the largest of them 40 MB. */
const BYTES_PER_TOKEN = 1000;
const MOST_TOKENIZER_BYTES = 100_000_000;

/** Bytes that the tokenizer of a model with so many tokens may have. */
export const mostTokenizerBytes = (tokens: number): number =>
  Math.min(MOST_TOKENIZER_BYTES, 2 ** 20 + tokens * BYTES_PER_TOKEN);

const id = z.number().int().nonnegative();
/** What is read of `generation_config.json`. */
const GenerationConfig = z.looseObject({
  eos_token_id: z.union([id, z.array(id)]).nullish(),
  bos_token_id: id.nullish(),
});

const idsOf = (ids: number | readonly number[] | null | undefined): readonly number[] =>
  typeof ids === 'number' ? [ids] : (ids ?? []);

const readIfThere = async (path: string): Promise<string | null> => (existsSync(path) ? await readText(path) : null);

const sizesOf = (paths: readonly string[]) =>
  Promise.all(paths.map(async (path) => ({ path, bytes: (await stat(path)).size })));

/** A file of its own since transformers 4.43, before that a field of the tokenizer's configuration: one template, or several with names. */
export async function readChatTemplate(folder: string, tokenizerConfigJson: string): Promise<string | null> {
  const { chat_template } = (JSON.parse(tokenizerConfigJson) ?? {}) as { chat_template?: unknown };
  const template = (await readIfThere(join(folder, CHAT_TEMPLATE_FILE))) ?? templateOf(chat_template);
  if (template && template.length > MOST_TEMPLATE_CHARACTERS) {
    const problem = `its chat template has ${template.length} characters; at most ${MOST_TEMPLATE_CHARACTERS} are read`;
    throw new AppError('model_invalid', { path: folder, problem });
  }
  return template;
}

function templateOf(field: unknown): string | null {
  const named = z.array(z.looseObject({ name: z.string(), template: z.string() })).safeParse(field);
  if (named.success) return (named.data.find(({ name }) => name === 'default') ?? named.data[0])?.template ?? null;
  return typeof field === 'string' ? field : null;
}

/** A card begins with its metadata; so many characters of it are looked at. */
const CARD_CHARACTERS = 1 << 16;

/** The line `license:` between the two lines of dashes that a card begins with. */
async function readLicense(path: string): Promise<string | null> {
  const card = await readIfThere(path).catch(() => null);
  const metadata = /^---\r?\n([\s\S]*?)\n---/.exec((card ?? '').slice(0, CARD_CHARACTERS))?.[1] ?? '';
  const field = (name: string) =>
    new RegExp(`^${name}:[ \\t]*["']?([\\w .:+-]{1,80}?)["']?[ \\t]*\\r?$`, 'm').exec(metadata)?.[1] ?? null;
  const license = field('license');
  // The hub's name for one that it does not list.
  return license === 'other' ? (field('license_name') ?? license) : license;
}
