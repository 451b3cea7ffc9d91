import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bodyOf, dimensions } from '../../../shared/domain/architectures/index.ts';
import type { BaseModel } from '../../../shared/domain/models/base.ts';
import type { Ability, ServedModelFacts } from '../../../shared/domain/models/server.ts';
import type { TrainedModel } from '../../../shared/domain/models/trainedModel.ts';
import { type AnyTask, taskOf, writesTexts } from '../../../shared/domain/tasks/index.ts';
import { AppError } from '../../../shared/errors/errors.ts';
import type { ServedModel } from '../../serving/servedModels.ts';
import type { HostContext } from '../services/context.ts';

/** A model of the library, or one to start from. */
export type ServedReference = Pick<ServedModelFacts, 'kind' | 'id'>;

/** A model that can be served, and where it lies. */
export interface ServedPlace extends ServedModel {
  kind: ServedModelFacts['kind'];
  folder: string;
  /** What it was trained for; `null` for a model to start from. */
  task: AnyTask | null;
}

/** `null` for what is not there any more, or cannot be read. */
export function findPlace({ stores, paths }: HostContext, { kind, id }: ServedReference): ServedPlace | null {
  // Looked up for every text that is asked for: by its id, and not among all there are.
  try {
    if (kind === 'base') return placeOfBase(stores.bases.get(id));
    return placeOfModel(stores.models.get(id), paths.modelFolder(id));
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  }
}

const seconds = (time: string): number => Math.floor(Date.parse(time) / 1000);

function placeOfBase({ id, name, path, createdAt, config, chat, contextLength }: BaseModel): ServedPlace {
  const isEncoder = bodyOf(config) === 'encoder';
  return {
    ...{ kind: 'base', id, name, folder: path, task: null, created: seconds(createdAt), contextLength },
    abilities: isEncoder ? ['embeddings'] : writerAbilities(chat),
  };
}

function placeOfModel(model: TrainedModel, folder: string): ServedPlace {
  const { id, name, createdAt, config, recipe } = model;
  const task = taskOf(recipe);
  const contextLength = config && dimensions(config).max_position_embeddings;
  return {
    ...{ kind: 'model', id, name, folder, task, created: seconds(createdAt), contextLength },
    abilities: writesTexts(task.kind)
      ? writerAbilities(hasChat(folder, createdAt))
      : task.many
        ? ['classify']
        : ['embeddings'],
  };
}

const writerAbilities = (chats: boolean): Ability[] => [
  'completions',
  ...(chats ? (['chat'] as const) : []),
  'embeddings',
];

/** By folder and by when its model was made: a tokenizer's settings may have a megabyte (Gemma), and each text asks several times. */
const known = new Map<string, boolean>();

/** Whether a folder has a template of messages. */
function hasChat(folder: string, createdAt: string): boolean {
  const key = `${createdAt} ${folder}`;
  const chats = known.get(key) ?? findsChat(folder);
  known.set(key, chats);
  return chats;
}

function findsChat(folder: string): boolean {
  if (existsSync(join(folder, 'chat_template.jinja'))) return true;
  try {
    const config: unknown = JSON.parse(readFileSync(join(folder, 'tokenizer_config.json'), 'utf8'));
    return Boolean((config as { chat_template?: unknown } | null)?.chat_template);
  } catch {
    return false;
  }
}
