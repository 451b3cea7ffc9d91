import { existsSync } from 'node:fs';
import { join, normalize, sep } from 'node:path';
import { z } from 'zod';
import { DEFAULT_POOLING, type Pooling } from '../../../shared/domain/models/embedding.ts';
import { AppError } from '../../../shared/errors/errors.ts';
import { readJson } from '../../files/jsonFile.ts';

/** What a folder says of how its model makes vectors of texts. */
export interface SentenceFacts {
  pooling: Pooling;
  /** Whether the folder says so itself; else it is what sentence-transformers takes where nothing is said. */
  said: boolean;
  /** Tokens of a text that count; `null` for the model's context. */
  mostTokens: number | null;
  /** What stands before a text that is looked for, and before one that is looked through; empty for most models. */
  prompts: { query: string; document: string };
}

const MODULES_FILE = 'modules.json';
const POOLING_FOLDER = '1_Pooling';
const LIMITS_FILE = 'sentence_bert_config.json';
const PROMPTS_FILE = 'config_sentence_transformers.json';

/** What `sentenceFiles` makes, by name. */
export const SENTENCE_FILES = [MODULES_FILE, `${POOLING_FOLDER}/config.json`, LIMITS_FILE, PROMPTS_FILE];

/**
 * The files that say so, in the words that sentence-transformers has had from its beginnings.
 *
 * @param dimensions numbers of a vector
 */
export function sentenceFiles(
  { pooling, mostTokens, prompts }: Omit<SentenceFacts, 'said'>,
  dimensions: number,
): Record<string, object> {
  const module = (idx: number, path: string, type: string) => ({
    ...{ idx, name: String(idx), path },
    type: `sentence_transformers.models.${type}`,
  });
  const hasPrompts = prompts.query !== '' || prompts.document !== '';
  return {
    [MODULES_FILE]: [
      module(0, '', 'Transformer'),
      module(1, POOLING_FOLDER, 'Pooling'),
      ...(pooling.normalize ? [module(2, '2_Normalize', 'Normalize')] : []),
    ],
    [`${POOLING_FOLDER}/config.json`]: {
      word_embedding_dimension: dimensions,
      pooling_mode_cls_token: pooling.from === 'first',
      pooling_mode_mean_tokens: pooling.from === 'mean',
      pooling_mode_max_tokens: false,
      pooling_mode_mean_sqrt_len_tokens: false,
    },
    [LIMITS_FILE]: { max_seq_length: mostTokens, do_lower_case: false },
    [PROMPTS_FILE]: { prompts: hasPrompts ? prompts : {}, similarity_fn_name: 'cosine' },
  };
}

const Modules = z.array(z.looseObject({ path: z.string(), type: z.string() }));
const PoolingConfig = z.looseObject({ pooling_mode: z.union([z.string(), z.array(z.string())]).optional() });
const TransformerConfig = z.looseObject({ max_seq_length: z.number().int().positive().nullish() });
const Prompts = z.looseObject({
  prompts: z.record(z.string(), z.string()).nullish(),
  default_prompt_name: z.string().nullish(),
});

/** Those of sentence-transformers, by the end of their class's name. */
const UNDERSTOOD = ['Transformer', 'Pooling', 'Normalize'];

/**
 * Reads sentence-transformers' files beside a model. A folder without them has the mean of all tokens, not normalised, as there.
 *
 * @throws AppError `model_setting_unsupported` for another module or way of pooling, `model_invalid` with the file and the problem
 */
export async function folderSentenceFacts(folder: string): Promise<SentenceFacts> {
  const prompts = await readPrompts(folder);
  const path = join(folder, MODULES_FILE);
  if (!existsSync(path)) return { pooling: DEFAULT_POOLING, said: false, mostTokens: null, prompts };
  const modules = await readJson(path, Modules);
  const kinds = modules.map(({ type }) => type.slice(type.lastIndexOf('.') + 1));
  const stranger = kinds.find((kind) => !UNDERSTOOD.includes(kind));
  if (stranger !== undefined) throw unsupported(path, 'type', stranger, UNDERSTOOD);
  const pathOf = (kind: string) => modules[kinds.indexOf(kind)]?.path;
  const pooled = pathOf('Pooling');
  if (pooled === undefined) throw unsupported(path, 'type', kinds.join(', '), ['Pooling']);
  return {
    pooling: {
      from: await readPooling(inside(folder, pooled, path)),
      normalize: kinds.includes('Normalize'),
    },
    said: true,
    mostTokens: await readMostTokens(inside(folder, pathOf('Transformer') ?? '', path)),
    prompts,
  };
}

const POOLING_CONFIG = 'config.json';
const MODES: Readonly<Record<string, Pooling['from']>> = {
  mean: 'mean',
  mean_tokens: 'mean',
  cls: 'first',
  cls_token: 'first',
};

/** A field for each way of pooling, of which one is true; since version 5.4 their names in one field. */
async function readPooling(folder: string): Promise<Pooling['from']> {
  const path = join(folder, POOLING_CONFIG);
  const { pooling_mode, ...fields } = await readJson(path, PoolingConfig);
  const named = Object.keys(fields).filter((name) => name.startsWith('pooling_mode_') && fields[name] === true);
  const modes =
    pooling_mode === undefined ? named.map((name) => name.slice('pooling_mode_'.length)) : [pooling_mode].flat();
  const from = modes.length === 1 ? MODES[modes[0] as string] : undefined;
  if (!from) throw unsupported(path, 'pooling_mode', modes.join(', ') || 'nothing', Object.keys(MODES));
  return from;
}

/** Tokens of the longest text; early versions called the file otherwise. */
async function readMostTokens(folder: string): Promise<number | null> {
  for (const name of [LIMITS_FILE, 'sentence_roberta_config.json', 'sentence_xlm-roberta_config.json']) {
    const path = join(folder, name);
    if (existsSync(path)) return (await readJson(path, TransformerConfig)).max_seq_length ?? null;
  }
  return null;
}

async function readPrompts(folder: string): Promise<SentenceFacts['prompts']> {
  const path = join(folder, PROMPTS_FILE);
  if (!existsSync(path)) return { query: '', document: '' };
  const { prompts, default_prompt_name } = await readJson(path, Prompts);
  const named = (...names: string[]) => names.map((name) => prompts?.[name]).find((text) => text !== undefined);
  const usual = (default_prompt_name && prompts?.[default_prompt_name]) || '';
  return {
    query: named('query') ?? usual,
    document: named('document', 'passage', 'corpus') ?? usual,
  };
}

/** A module's folder, which lies in the model's. */
function inside(folder: string, path: string, file: string): string {
  const place = normalize(join(folder, path));
  if (place === normalize(folder) || place.startsWith(normalize(folder + sep))) return place;
  throw new AppError('model_invalid', { path: file, problem: `${path} lies outside of the model's folder` });
}

const unsupported = (path: string, setting: string, value: string, known: readonly string[]) =>
  new AppError('model_setting_unsupported', { path, setting, value, known: known.join(', ') });
