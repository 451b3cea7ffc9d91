import type { Pooling } from '../../../shared/domain/models/embedding.ts';
import { AppError } from '../../../shared/errors/errors.ts';
import type { GgufField } from '../../ml/architectures/architecture.ts';
import { architectureOf } from '../../ml/architectures/index.ts';
import type { BaseSource } from '../baseSource.ts';
import type { SentenceFacts } from '../huggingface/sentenceFiles.ts';
import { readGgufHeader } from './header.ts';

/*
 * How a model makes vectors of texts, both ways.
 * Source: llama.cpp's `llama_pooling_type`; Ollama's `convert/convert_bert.go` for whether vectors have the length 1.
 */

/** llama.cpp's numbers of ways to make one vector of many, and their names. */
const POOLINGS = ['none', 'mean', 'cls', 'last', 'rank'];
const FROM: readonly (Pooling['from'] | null)[] = [null, 'mean', 'first'];
const POOLING_TYPE = 'pooling_type';
const NORMALIZES = 'normalize_embeddings';
/** What stands before texts has no place in other programs: these are our own. */
const PROMPTS = 'kindling.prompts';

/** What a file says of it. @param architecture its `general.architecture` */
export function sentenceFields(architecture: string, { pooling, prompts }: SentenceFacts): [string, GgufField][] {
  const fields: [string, GgufField][] = [
    [`${architecture}.${POOLING_TYPE}`, { uint32: FROM.indexOf(pooling.from) }],
    [`${architecture}.${NORMALIZES}`, { bool: pooling.normalize }],
  ];
  for (const [name, prompt] of Object.entries(prompts))
    if (prompt !== '') fields.push([`${PROMPTS}.${name}`, { string: prompt }]);
  return fields;
}

/**
 * What of a model makes vectors. Other programs cut a text where a file's context ends, and know no other end: the longest text is as long as vectors were
 * meant to be made of, and rows of learned positions behind it are left out. A pooler makes none of the vectors here.
 */
export function vectorBody(model: BaseSource, mostTokens: number | null): BaseSource {
  const { config } = model;
  if (!('type_vocab_size' in config)) return model;
  const positions = Math.min(config.max_position_embeddings, mostTokens ?? Number.POSITIVE_INFINITY);
  const pooler = architectureOf(config).pooler?.(config);
  const isCut = (name: string) => name.endsWith('.position_embeddings.weight');
  const kept = [...model.tensors].filter(([name]) => !pooler?.has(name));
  return {
    ...model,
    config: { ...config, max_position_embeddings: positions },
    contextLength: positions,
    tensors: new Map(kept.map(([name, shape]) => [name, isCut(name) ? [positions, ...shape.slice(1)] : shape])),
    read: async (name) => {
      const data = await model.read(name);
      return isCut(name) ? data.slice(0, positions * config.hidden_size) : data;
    },
  };
}

/** Of a model that is told nothing before a text. */
export const NO_PROMPTS = { query: '', document: '' };

/**
 * What a file says of how its model makes vectors of texts, as `readSentenceFacts` of a folder.
 *
 * @throws AppError `model_setting_unsupported` for another way of pooling; those of `readGgufHeader`
 */
export async function ggufSentenceFacts(path: string): Promise<SentenceFacts> {
  const { metadata } = await readGgufHeader(path);
  const architecture = String(metadata.get('general.architecture'));
  const setting = `${architecture}.${POOLING_TYPE}`;
  const type = metadata.get(setting) ?? 0;
  const from = FROM[Number(type)];
  if (type !== 0 && !from) {
    const value = POOLINGS[Number(type)] ?? String(type);
    throw new AppError('model_setting_unsupported', { path, setting, value, known: 'mean, cls' });
  }
  const prompt = (name: string) => {
    const text = metadata.get(`${PROMPTS}.${name}`);
    return typeof text === 'string' ? text : '';
  };
  return {
    pooling: { from: from ?? 'mean', normalize: metadata.get(`${architecture}.${NORMALIZES}`) === true },
    said: Boolean(from),
    // A file's context is where its texts end.
    mostTokens: null,
    prompts: { query: prompt('query'), document: prompt('document') },
  };
}
