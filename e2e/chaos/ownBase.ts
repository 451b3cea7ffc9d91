import { join } from 'node:path';
import { initialWeights } from '../../main/ml/architectures/model.ts';
import { TINY_MODEL, writeModelFolder } from '../../main/workers/testing/tinyModel.ts';
import { kindling } from '../helpers/studioProcess.ts';

/** Beside the home. */
export const BASE_FOLDER = 'base';

/** A model of others, small enough that its start is what takes time. Gives its id. */
export function addBase(home: string): string {
  const config = { ...TINY_MODEL, max_position_embeddings: 512, hidden_size: 32 };
  const folder = join(home, '..', BASE_FOLDER);
  writeModelFolder(folder, config, initialWeights(config, 7));
  const [added] = kindling<{ model: { id: string } }>(home, ['model', 'add', folder]).slice(-1);
  if (!added) throw new Error('the model was not added');
  return added.model.id;
}
