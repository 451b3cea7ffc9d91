import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compressFiles } from '../setup/compressFiles.ts';
import { serveStatic } from './routes.ts';
import { send } from './testing/headless.ts';

const SCRIPT = 'export const text = "a word, and a word again";\n'.repeat(200);
const SMALL = 'export {};';
let folder: string;
let server: Server;
let port: number;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kindling-compressed-'));
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'index.html'), '<!doctype html>');
  writeFileSync(join(folder, 'assets', 'a.js'), SCRIPT);
  writeFileSync(join(folder, 'assets', 'small.js'), SMALL);
  await compressFiles(folder);
  server = createServer(serveStatic(folder));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  port = (server.address() as { port: number }).port;
});
afterAll(async () => {
  await new Promise((done) => server.close(done));
  rmSync(folder, { recursive: true });
});

test.each([
  ['gzip, deflate, br', 'br', brotliDecompressSync],
  ['gzip, deflate', 'gzip', gunzipSync],
  ['identity', undefined, (body: Buffer) => body],
])('who takes “%s” gets %s, of the same script', async (accepted, encoding, decoded) => {
  const { headers, body } = await send(port, { path: '/assets/a.js', headers: { 'Accept-Encoding': accepted } });
  expect(headers['content-encoding']).toBe(encoding);
  expect(headers['content-type']).toContain('javascript');
  expect(headers.vary).toBe('Accept-Encoding');
  expect(headers['cache-control']).toContain('immutable');
  expect(decoded(body).toString()).toBe(SCRIPT);
  if (encoding) expect(body.length).toBeLessThan(SCRIPT.length / 10);
});

test('what is small goes as it is', async () => {
  const { headers, body } = await send(port, { path: '/assets/small.js', headers: { 'Accept-Encoding': 'br, gzip' } });
  expect(headers['content-encoding']).toBeUndefined();
  expect(body.toString()).toBe(readFileSync(join(folder, 'assets', 'small.js'), 'utf8'));
});
