import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fetchFile, partOf } from './fetchFile.ts';
import { filesOf, type HubFile } from './hubApi.ts';
import type { Hub } from './hubRequest.ts';
import { type Fault, type ServedModel, startHub, type TestHub } from './testing/hubServer.ts';

const ID = 'maker/model';
const NAME = 'model.safetensors';
const SIZE = 400_000;
const CONTENT = randomBytes(SIZE);
const CONFIG = Buffer.from('{"model_type":"llama"}');

let folder: string;
let server: TestHub;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kindling-hub-'));
  server = await startHub([[ID, { files: { [NAME]: CONTENT, 'config.json': CONFIG } }]]);
});
afterEach(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

const hubNow = (token: string | null = null): Hub => ({ url: server.url, token, fetch: globalThis.fetch });
const listed = async (path: string): Promise<HubFile> => {
  const files = await filesOf(hubNow(), { id: ID, commit: server.commitOf(ID) }, new AbortController().signal);
  return files.find((file) => file.path === path) as HubFile;
};

async function get(path = NAME, { fault, token = null, retries = 0 }: GetOptions = {}) {
  const file = await listed(path);
  const target = join(folder, path);
  if (fault) server.faults.set(path, fault);
  const told: number[] = [];
  const before = server.requests.length;
  const options = {
    ...{ id: ID, commit: server.commitOf(ID), signal: new AbortController().signal },
    onBytes: (bytes: number) => {
      told.push(bytes);
      server.received.set(path, bytes);
    },
    retryDelaysMs: Array(retries).fill(0),
  };
  const sent = () => server.requests.slice(before).reduce((sum, request) => sum + request.sent, 0);
  const work = fetchFile(hubNow(token), file, target, options).then(
    () => ({ error: null }),
    (error) => ({ error }),
  );
  return { ...(await work), told, sent, target, part: partOf(target) };
}
interface GetOptions {
  fault?: Fault;
  token?: string | null;
  retries?: number;
}

describe('a file', () => {
  test('comes whole, is told as it grows, and has its name only then', async () => {
    const { error, told, target, part } = await get();
    expect(error).toBeNull();
    expect(readFileSync(target).equals(CONTENT)).toBe(true);
    expect([told[0], told.at(-1)]).toEqual([0, SIZE]);
    expect(existsSync(part)).toBe(false);
    expect((await get('config.json')).error).toBeNull();
    expect(readFileSync(join(folder, 'config.json'), 'utf8')).toBe(CONFIG.toString());
  });

  test('goes on from the very byte that it came to when the connection breaks', async () => {
    const { error, sent, target } = await get(NAME, { fault: { cutAfter: 100_000, times: 3 }, retries: 1 });
    expect(error).toBeNull();
    expect(readFileSync(target).equals(CONTENT)).toBe(true);
    const ranges = server.requests.filter(({ server: name }) => name === 'cdn').map(({ range }) => range);
    expect(ranges).toEqual([undefined, 'bytes=100000-', 'bytes=200000-', 'bytes=300000-']);
    // Not one byte came twice.
    expect(sent()).toBe(SIZE);
  });

  test('is given up after attempts in which nothing came, and what came is kept', async () => {
    const { error, part } = await get(NAME, { fault: { cutAfter: 50_000 }, retries: 0 });
    expect(error).toMatchObject({ code: 'hub_unreachable' });
    expect(statSync(part).size).toBe(50_000);
    await server.close();
    const { url } = server;
    const again = fetchFile(
      { url, token: null, fetch },
      { path: NAME, bytes: SIZE, sha256: '0', gitSha1: null },
      join(folder, NAME),
      {
        ...{ id: ID, commit: 'c', signal: new AbortController().signal, onBytes: () => {}, retryDelaysMs: [0, 0] },
      },
    );
    await expect(again).rejects.toMatchObject({ code: 'hub_unreachable', details: { hub: url } });
    expect(statSync(part).size).toBe(50_000);
  });

  test('is fetched again from the start where what lay there was damaged, once', async () => {
    writeFileSync(partOf(join(folder, NAME)), Buffer.alloc(150_000, 1));
    const { error, sent, target } = await get();
    expect(error).toBeNull();
    expect(readFileSync(target).equals(CONTENT)).toBe(true);
    expect(sent()).toBe(SIZE - 150_000 + SIZE);
  });

  test('is refused and removed where its hash is wrong', async () => {
    const other = Buffer.from(CONTENT);
    other[SIZE - 1] = (other[SIZE - 1] ?? 0) ^ 1;
    const { error, target, part } = await get(NAME, { fault: { content: other } });
    const found = createHash('sha256').update(other).digest('hex');
    expect(error).toMatchObject({ code: 'hub_file_mismatch', details: { file: NAME, found } });
    expect([existsSync(target), existsSync(part)]).toEqual([false, false]);
    const small = await get('config.json', { fault: { content: Buffer.from('{"model_type":"mamba"}') } });
    expect(small.error).toMatchObject({ code: 'hub_file_mismatch' });
  });

  test('that ends early, or grows, is not taken for whole', async () => {
    const short = await get(NAME, { fault: { content: CONTENT.subarray(0, 1000) } });
    expect(short.error).toMatchObject({ code: 'hub_unreachable' });
    expect(existsSync(short.target)).toBe(false);
    const grown = await get(NAME, { fault: { content: Buffer.concat([CONTENT, CONTENT]) } });
    expect(grown.error).toMatchObject({ code: 'hub_changed' });
    expect(existsSync(grown.target)).toBe(false);
    // No more of it is kept than was agreed to.
    expect(statSync(grown.part).size).toBeLessThanOrEqual(SIZE);
  });

  test('that is of another commit, size or hash meanwhile is not mixed with what came before', async () => {
    for (const headers of [
      { 'x-repo-commit': 'f'.repeat(40) },
      { 'x-linked-size': '7' },
      { 'x-linked-etag': `"${'a'.repeat(64)}"` },
    ]) {
      expect((await get(NAME, { fault: { headers } })).error).toMatchObject({
        code: 'hub_changed',
        details: { file: NAME },
      });
    }
  });

  test('begins again where the server knows no ranges', async () => {
    const first = await get(NAME, { fault: { cutAfter: 100_000 } });
    truncateSync(first.part, 70_000);
    const { error, target } = await get(NAME, { fault: { ignoresRange: true } });
    expect(error).toBeNull();
    expect(readFileSync(target).equals(CONTENT)).toBe(true);
  });

  test.each([
    [429, { 'retry-after': '17' }, { code: 'hub_busy', details: { seconds: 17 } }],
    [403, {}, { code: 'hub_gated' }],
    [503, {}, { code: 'hub_failed', details: { status: 503 } }],
  ])('status %i is told as what it is', async (status, headers, expected) => {
    server.faults.set(`/${ID}/resolve/${server.commitOf(ID)}/${NAME}`, { status, headers });
    expect((await get()).error).toMatchObject(expected);
  });
});

describe('the access token', () => {
  test('goes to the hub and to nobody that it sends on to', async () => {
    server.models.set(ID, { ...(server.models.get(ID) as ServedModel), gated: true });
    expect((await get()).error).toMatchObject({ code: 'hub_gated' });
    const { error } = await get(NAME, { token: server.token });
    expect(error).toBeNull();
    const given = Object.groupBy(server.requests, (request) => request.server);
    expect(given.hub?.at(-1)?.authorization).toBe(`Bearer ${server.token}`);
    expect(given.cdn?.length).toBeGreaterThan(0);
    expect(given.cdn?.map(({ authorization }) => authorization)).toEqual(given.cdn?.map(() => undefined));
    const refused = await get('config.json', { token: 'hf_wrong' });
    expect(refused.error).toMatchObject({ code: 'hub_token_refused' });
    expect(JSON.stringify(refused.error)).not.toContain('hf_wrong');
  });
});
