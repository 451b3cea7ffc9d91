import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SORTER } from '../main/serving/testing/scriptedModels.ts';
import { keysOf, openServer, send, type TestServer } from '../main/serving/testing/server.ts';
import { takesLong } from '../main/setup/leftOut.ts';
import { ABILITIES, type Ability } from '../shared/domain/models/server.ts';
import { KEY_PLACE, type ServerSnippet, serverSnippets } from '../shared/domain/models/serverSnippets.ts';
import { noPython } from './helpers/python.ts';
import { openServedStudio, type ServedStudio } from './helpers/servedStudio.ts';

/** Code that the page of the server shows is run as it is, against a server. What needs a program that is not here is skipped with the reason. */

const run = promisify(execFile);
const root = join(import.meta.dirname, '..');
/** A Python with the packages of the code. */
const PYTHON = process.env.KINDLING_PYTHON;
/** A folder in which `npm install ai @ai-sdk/openai-compatible` was run. */
const CLIENTS = process.env.KINDLING_CLIENTS;

let studio: ServedStudio | undefined;
/** Opened once somebody asks for it, with a key of its own. */
async function served(): Promise<{ studio: ServedStudio; key: string }> {
  studio ??= await openServedStudio();
  keyed ??= studio.client.server.makeKey({ name: 'snippets' });
  return { studio, key: (await keyed).key };
}
let keyed: Promise<{ key: string }> | undefined;
afterAll(() => studio?.close());

/** A tiny model does all of it but tell labels, whose code is for another address only. */
const snippetsFor = (studio: ServedStudio, ability: Ability) =>
  serverSnippets({ url: studio.url, model: studio.model, abilities: [ability], needsKey: true });

/** Why code cannot be run here; `null` where it can. */
function missing({ name, language, code }: ServerSnippet): string | null {
  if (language === 'py') return noPython(/^(?:from|import) (\w+)/m.exec(code)?.[1] ?? '');
  if (name !== 'Vercel AI SDK') return null;
  if (!CLIENTS) return 'KINDLING_CLIENTS is not set';
  return existsSync(join(CLIENTS, 'node_modules', 'ai')) ? null : `there is no ai in ${CLIENTS}`;
}

async function output({ language, name, code }: ServerSnippet, key = ''): Promise<string> {
  const withKey = code.replaceAll(KEY_PLACE, key);
  const options = { cwd: name === 'Vercel AI SDK' ? CLIENTS : root };
  if (language === 'sh') return (await run('bash', ['-c', withKey], options)).stdout;
  if (language === 'py') return (await run(PYTHON ?? '', ['-c', withKey], options)).stdout;
  return (await run(process.execPath, ['--input-type=module', '-e', withKey], options)).stdout;
}

describe.each(['chat', 'completions', 'embeddings'] as const)('%s', (ability) => {
  test.for(['curl', 'TypeScript (openai)', 'Python (openai)', 'LangChain (Python)', 'Vercel AI SDK'])(
    '%s',
    takesLong,
    async (name, { skip }) => {
      const { studio, key } = await served();
      const snippet = snippetsFor(studio, ability).find((one) => one.name === name);
      if (!snippet) throw new Error('there is no such code');
      const reason = missing(snippet);
      skip(reason !== null, reason ?? '');
      const before = (await studio.client.server.log({ limit: 1 })).requests[0]?.id;
      const text = await output(snippet, key);
      if (ability === 'embeddings') expect(text).toMatch(/-?\d\.\d+/);
      // What the tiny model writes need not be more than a line break.
      expect(text.length).toBeGreaterThan(0);
      const { requests } = await studio.client.server.log({ limit: 1 });
      expect(requests[0]).toMatchObject({ status: 200, key: 'snippets' });
      expect(requests[0]?.id).not.toBe(before);
    },
  );
});

describe('classify', () => {
  // The tiny model has no labels: a server whose answers follow a script gets what the code sends, with a key.
  let server: TestServer;
  beforeAll(async () => {
    server = await openServer({ keys: keysOf('sesame') });
  });
  afterAll(async () => {
    await server.close();
    expect(server.internalErrors).toEqual([]);
  });

  test.for(['curl', 'TypeScript (fetch)', 'Python (urllib)'])('%s', async (name, { skip }) => {
    // With all that could end a text of a program before its time.
    const example = 'It\'s "on"; \\n $HOME `pwd`\nand 好';
    const facts = {
      ...{ url: `${server.url}/v1`, model: SORTER.id, abilities: ['classify' as const], needsKey: true, example },
    };
    const snippet = serverSnippets(facts).find((one) => one.name === name);
    if (!snippet) throw new Error('there is no such code');
    // It is of the standard library: any Python does.
    const reason = snippet.language === 'py' && !PYTHON ? 'KINDLING_PYTHON is not set' : null;
    skip(reason !== null, reason ?? '');
    const { code } = snippet;
    const text = await output({ ...snippet, code: code.replaceAll(KEY_PLACE, 'sesame') });
    expect(text).toMatch(/probability['"]?: ?0\.75/);
    if (name === 'curl') expect(text).toContain(JSON.stringify(example));
    expect(server.log.at(-1)).toMatchObject({ status: 200, endpoint: '/v1/classify', key: 'sesame' });
    const wrong = await send(server.port, { path: '/v1/classify', body: { model: SORTER.id, input: ['a'] } });
    expect(wrong.status).toBe(401);
  });
});

test('each ability has code, with the address and without a place for a key where none is needed', () => {
  for (const ability of ABILITIES) {
    const facts = { url: 'http://127.0.0.1:1/v1', model: 'abc', abilities: [ability] };
    const open = serverSnippets({ ...facts, needsKey: false });
    expect(open.length).toBeGreaterThanOrEqual(3);
    for (const { code } of open) {
      expect(code).not.toContain(KEY_PLACE);
      expect(code).toContain('abc');
      expect(code).toContain('http://127.0.0.1:1/v1');
    }
    for (const { code } of serverSnippets({ ...facts, needsKey: true })) expect(code).toContain(KEY_PLACE);
  }
});

test('code asks with a text of the model’s own, where there is one', () => {
  for (const ability of ABILITIES.filter((one) => one !== 'chat')) {
    const facts = { url: 'http://127.0.0.1:1/v1', model: 'abc', abilities: [ability], needsKey: false };
    for (const { code } of serverSnippets({ ...facts, example: 'Is my card on its way?' }))
      expect(code).toContain('Is my card on its way?');
  }
});
