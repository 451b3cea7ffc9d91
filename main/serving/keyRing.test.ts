import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { MOST_REQUESTS_KEPT as MOST_KEPT } from '../../shared/domain/models/server.ts';
import { KeyRing } from './keyRing.ts';
import { RequestLog } from './requestLog.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kindling-keys-'));
  file = join(folder, 'keys.json');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('a key is right until it is revoked, after a restart, too, and the file does not tell it', async () => {
  const ring = new KeyRing(file);
  expect(ring.some).toBe(false);
  const [first, second] = await Promise.all([ring.make('one'), ring.make('two')]);
  expect(first.key).toMatch(/^kd-[\w-]{43}$/);
  expect(readFileSync(file, 'utf8')).not.toContain(first.key.slice(10));
  const again = new KeyRing(file);
  expect(again.list().map(({ name }) => name)).toEqual(['one', 'two']);
  expect(again.find(first.key)?.name).toBe('one');
  expect(again.find(`${first.key}x`)).toBeNull();
  expect(again.find('')).toBeNull();
  await again.revoke(first.made.id);
  expect(again.find(first.key)).toBeNull();
  expect(again.find(second.key)?.name).toBe('two');
  await expect(again.revoke(first.made.id)).rejects.toMatchObject({ code: 'not_found' });
  await again.revoke(second.made.id);
  expect(again.some).toBe(false);
});

test('uses are counted, and kept', async () => {
  const ring = new KeyRing(file);
  const { key } = await ring.make('one');
  ring.find(key)?.count({ promptTokens: 3, completionTokens: 4 });
  ring.find(key)?.count({ promptTokens: 1, completionTokens: 0 });
  await ring.close();
  expect(new KeyRing(file).list()).toMatchObject([{ requests: 2, promptTokens: 4, completionTokens: 4 }]);
});

test('a file that cannot be read is kept, and lets nobody in', async () => {
  writeFileSync(file, '[{"id": 1}]');
  const ring = new KeyRing(file);
  expect(ring.some).toBe(true);
  expect(ring.find('kd-x')).toBeNull();
  expect(() => ring.list()).toThrow(expect.objectContaining({ code: 'server_keys_unreadable' }));
  await expect(ring.make('one')).rejects.toMatchObject({ code: 'server_keys_unreadable' });
  expect(readFileSync(file, 'utf8')).toBe('[{"id": 1}]');
});

test('a key of one’s own is taken besides, if it is strong, and stands in no file', async () => {
  const ring = new KeyRing(file);
  expect(() => ring.useOwn('short')).toThrow(expect.objectContaining({ code: 'server_key_weak' }));
  ring.useOwn('0123456789abcdef');
  expect(ring.find('0123456789abcdef')?.name).toBe('key file');
  await ring.make('other');
  expect(readFileSync(file, 'utf8')).not.toContain('0123456789abcdef');
  ring.useOwn(null);
  expect(ring.find('0123456789abcdef')).toBeNull();
});

const request = (id: number) => ({
  ...{ id: String(id), at: '2026-01-01T00:00:00.000Z', endpoint: '/v1/completions', model: 'm', key: null },
  ...{ status: 200, problem: null, promptTokens: 1, completionTokens: 2, latencyMs: 3, firstTokenMs: 1 },
});

test('the log keeps the newest requests, over restarts, in a file that does not grow without end', async () => {
  const log = new RequestLog(file);
  for (let id = 0; id < 2 * MOST_KEPT + 10; id++) {
    log.add(request(id));
    if (id % MOST_KEPT === 0) await log.close();
  }
  await log.close();
  expect(log.size).toBe(MOST_KEPT);
  const again = new RequestLog(file);
  expect(again.list(2).map(({ id }) => id)).toEqual([String(2 * MOST_KEPT + 9), String(2 * MOST_KEPT + 8)]);
  expect(readFileSync(file, 'utf8').trim().split('\n').length).toBeLessThanOrEqual(2 * MOST_KEPT);
});

test('what comes while the file is written anew is in it once', async () => {
  const log = new RequestLog(file);
  for (let id = 0; id <= 2 * MOST_KEPT; id++) {
    log.add(request(id));
    if (id % MOST_KEPT === 0 && id < 2 * MOST_KEPT) await log.close();
  }
  const written = log.close();
  // Writing has begun, and waits for the disk.
  for (let turn = 0; turn < 5; turn++) await null;
  log.add(request(9999));
  await written;
  await log.close();
  expect(new RequestLog(file).list(2).map(({ id }) => id)).toEqual(['9999', String(2 * MOST_KEPT)]);
});

test('a log that is deleted is gone, from the disk, too', async () => {
  const log = new RequestLog(file);
  log.add({ ...request(1), prompt: 'secret' });
  await log.close();
  log.add({ ...request(2), prompt: 'secret' });
  await log.clear();
  await log.close();
  expect(log.list(10)).toEqual([]);
  expect(() => readFileSync(file, 'utf8')).toThrow('ENOENT');
  expect(new RequestLog(file).list(10)).toEqual([]);
});

test('lines that cannot be read are left out', () => {
  writeFileSync(file, `{"half\n${JSON.stringify(request(1))}\n`);
  expect(new RequestLog(file).list(10).map(({ id }) => id)).toEqual(['1']);
});
