import type { Endpoint } from '../endpoint.ts';
import { findModel, type ServedModel } from '../servedModels.ts';

const toWire = ({ id, name, created, abilities, contextLength }: ServedModel) => ({
  ...{ id, object: 'model', created, owned_by: 'kindling' },
  // Not OpenAI's: clients leave out what they do not know.
  ...{ name, abilities, context_length: contextLength },
});

export const listModels: Endpoint = {
  method: 'GET',
  path: '/v1/models',
  summary: 'Lists the models that are served.',
  handle: ({ models }) => ({ kind: 'json', value: { object: 'list', data: models.list().map(toWire) } }),
};

export const getModel: Endpoint = {
  method: 'GET',
  path: '/v1/models/{id}',
  summary: 'Tells of one model.',
  handle: ({ models, id }) => ({ kind: 'json', value: toWire(findModel(models.list(), id, null)) }),
};
