import { z } from 'zod';
import type { Endpoint } from './endpoint.ts';

const VERSION = '1.0.0';

const ERROR = {
  type: 'object',
  required: ['error'],
  properties: {
    error: {
      type: 'object',
      required: ['message', 'type', 'param', 'code'],
      properties: {
        message: { type: 'string' },
        type: { type: 'string' },
        param: { type: ['string', 'null'] },
        code: { type: ['string', 'null'] },
      },
    },
  },
};

/** What any request may be answered with, and one with a body besides. */
const REFUSALS: readonly [status: string, words: string, withBody: boolean][] = [
  ['400', 'Something in the request is wrong or not supported: `param` names it.', true],
  ['401', 'No key, or a wrong one.', false],
  ['403', 'A foreign Host or Origin.', false],
  ['404', 'No such model, or no such address.', false],
  ['405', 'Another method is asked for: see the header Allow.', false],
  ['408', 'The body did not come in time.', true],
  ['413', 'The body is too large.', true],
  ['415', 'The body is not application/json.', true],
  ['429', 'Too much is under way: see the header Retry-After.', true],
  ['500', 'The model cannot be used, or the server made an error.', true],
  ['503', 'The process of the model ended, or the server is being switched off.', true],
];

export interface OpenApi {
  openapi: string;
  info: { title: string; version: string; description: string };
  components: unknown;
  paths: Record<string, Record<string, OpenApiOperation>>;
}

export interface OpenApiOperation {
  operationId: string;
  summary: string;
  security: unknown[];
  parameters?: unknown[];
  requestBody?: { required: true; content: Record<string, { schema: JsonSchema }> };
  responses: Record<string, { description: string; content?: unknown }>;
}

export type JsonSchema = Record<string, unknown>;

/** The description of all endpoints, from the very schemas that their bodies are checked by. */
export function openApi(endpoints: readonly Endpoint[]): OpenApi {
  const paths: OpenApi['paths'] = {};
  for (const endpoint of endpoints) {
    const path = paths[endpoint.path] ?? {};
    paths[endpoint.path] = path;
    path[endpoint.method.toLowerCase()] = operation(endpoint);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Kindling',
      version: VERSION,
      description: 'Models of this studio, in the words of OpenAI’s API.',
    },
    components: {
      schemas: { Error: ERROR },
      securitySchemes: { key: { type: 'http', scheme: 'bearer' } },
    },
    paths,
  };
}

function operation({ method, path, summary, body, open, answers, streams }: Endpoint): OpenApiOperation {
  const types = [answers ?? 'application/json', ...(streams ? ['text/event-stream'] : [])];
  const refusals = REFUSALS.filter(([, , withBody]) => body !== undefined || !withBody);
  return {
    operationId: `${method.toLowerCase()}${path.replaceAll(/[^a-z0-9]+(.)?/gi, (_, letter = '') => letter.toUpperCase())}`,
    summary,
    security: open ? [] : [{ key: [] }],
    ...(path.includes('{id}') && {
      parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
    }),
    ...(body && { requestBody: { required: true, content: { 'application/json': { schema: schemaOf(body) } } } }),
    responses: {
      '200': { description: 'The answer.', content: Object.fromEntries(types.map((type) => [type, {}])) },
      ...Object.fromEntries(
        refusals.map(([status, description]) => [
          status,
          { description, content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } } },
        ]),
      ),
    },
  };
}

function schemaOf(body: z.ZodType): JsonSchema {
  const { $schema: _, ...schema } = z.toJSONSchema(body, { io: 'input', unrepresentable: 'any' });
  return schema;
}
