import type { Endpoint } from '../endpoint.ts';
import { openApi } from '../openApi.ts';
import { docsPage, PAGE_HEADERS } from '../openApiPage.ts';
import { chat } from './chat.ts';
import { classify } from './classify.ts';
import { completions } from './completions.ts';
import { embeddings } from './embeddings.ts';
import { getModel, listModels } from './models.ts';
import { responses } from './responses.ts';
import { health, metrics } from './service.ts';

const openApiJson: Endpoint = {
  method: 'GET',
  path: '/openapi.json',
  open: true,
  summary: 'This description, as OpenAPI 3.1.',
  handle: () => ({ kind: 'json', value: openApi(ENDPOINTS) }),
};

const docs: Endpoint = {
  method: 'GET',
  path: '/docs',
  open: true,
  summary: 'This description, as a page.',
  answers: 'text/html',
  handle: () => ({
    ...{ kind: 'text', type: 'text/html; charset=utf-8', headers: PAGE_HEADERS },
    text: docsPage(openApi(ENDPOINTS)),
  }),
};

/** All that can be asked for. Checks, docs and the tests of what must be refused are made from this list. */
export const ENDPOINTS: readonly Endpoint[] = [
  ...[listModels, getModel, completions, chat, responses, embeddings, classify],
  ...[health, metrics, docs, openApiJson],
];
