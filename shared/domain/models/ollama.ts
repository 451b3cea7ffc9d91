import { z } from 'zod';
import { taskOf } from '../tasks/index.ts';
import type { TrainedModel } from './trainedModel.ts';

/*
 * Models in Ollama, a program of others that runs on this computer. Source: https://github.com/ollama/ollama/blob/main/docs/api.md
 */

const PART = '[A-Za-z0-9_][A-Za-z0-9_.-]{0,79}';
/** What a model may be called there: perhaps whose it is, its name, perhaps a tag. */
export const OllamaName = z.string().regex(new RegExp(`^(?:[A-Za-z0-9_][A-Za-z0-9_-]{0,79}/)?${PART}(?::${PART})?$`));

/** What a model is called there unless somebody says otherwise: small letters and digits. */
export const ollamaName = ({ name = '' }: Partial<Pick<TrainedModel, 'name'>>): string =>
  name
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60) || 'my-model';

/** What makes vectors of texts is a model for embeddings there, what writes one for writing. */
export const makesVectors = ({ recipe }: Pick<TrainedModel, 'recipe'>): boolean =>
  taskOf(recipe).programs.form === 'searches';

/** What is typed to use it, but for what it is asked. @param address of Ollama's */
export const ollamaCommand = (model: Pick<TrainedModel, 'recipe'>, name: string, address: string): string =>
  makesVectors(model)
    ? `curl ${address}/api/embed -d '${JSON.stringify({ model: name, input: '…' })}'`
    : `ollama run ${name}`;

export const OllamaStep = z.enum(['write', 'verify', 'upload', 'create']);
export type OllamaStep = z.infer<typeof OllamaStep>;

/** What is told while a model is made there; `upload` counts bytes. */
export const OllamaEvent = z.discriminatedUnion('event', [
  z.object({ event: z.literal('progress'), step: OllamaStep, done: z.number(), total: z.number() }),
  z.object({
    event: z.literal('done'),
    name: z.string(),
    /** Where it answers. */
    address: z.string(),
    /** What is typed to use it. */
    command: z.string(),
  }),
]);
export type OllamaEvent = z.infer<typeof OllamaEvent>;
