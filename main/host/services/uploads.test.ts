import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { FileReference } from '../../../shared/ipc/contract.ts';
import { openStudio, type Studio } from '../testing/studio.ts';
import { FileTokens, storeText } from './files.ts';

let studio: Studio;
beforeEach(async () => {
  studio = await openStudio();
});
afterEach(() => studio.close());

const uploads = () => join(studio.host.home, 'uploads');
const stored = () => (existsSync(uploads()) ? readdirSync(uploads()) : []);

/** A file as the browser shell stores it. */
function upload(name: string, text: string): FileReference {
  const folder = join(uploads(), crypto.randomUUID());
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, name), text);
  return { kind: 'token', token: studio.host.addFile(join(folder, name)).token };
}

const importing = (file: FileReference | FileReference[]) =>
  Array.fromAsync(studio.client.datasets.import({ file, options: {} }));

test('an upload goes when its import has ended well, and not before', async () => {
  const file = upload('a.csv', 'name,text\na,first\nb,second\n');
  await studio.client.datasets.preview({ file, options: {} });
  expect(stored()).toHaveLength(1);
  await importing(file);
  expect(stored()).toEqual([]);
  await expect(importing(file)).rejects.toMatchObject({ code: 'not_found' });
});

test('several go together, and so does a text that was pasted', async () => {
  await importing([upload('a.txt', 'one\ntwo\n'), upload('b.txt', 'three\nfour\n')]);
  const { token } = await studio.client.files.addText({ text: 'name,text\na,first\nb,second\n' });
  expect(stored()).toHaveLength(1);
  await importing({ kind: 'token', token });
  expect(stored()).toEqual([]);
});

test('one whose import failed stays for other options, until it is given up', async () => {
  const file = upload('empty.csv', '');
  await expect(importing(file)).rejects.toMatchObject({ code: 'file_empty' });
  expect(stored()).toHaveLength(1);
  await studio.client.files.discard({ files: [file] });
  expect(stored()).toEqual([]);
  await studio.client.files.discard({ files: [file] });
});

test('the user’s own files are never removed, and can be imported again', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'kindling-own-'));
  const path = join(folder, 'own.csv');
  writeFileSync(path, 'name,text\na,first\nb,second\n');
  const file: FileReference = { kind: 'token', token: studio.host.addFile(path).token };
  await importing(file);
  await studio.client.files.discard({ files: [file, { kind: 'path', path }, { kind: 'token', token: 'unknown' }] });
  await importing(file);
  expect(existsSync(path)).toBe(true);
  rmSync(folder, { recursive: true });
});

test('the end of the studio removes what nobody imported', async () => {
  upload('a.csv', 'x');
  await studio.host.close();
  expect(existsSync(uploads())).toBe(false);
  await studio.reopen();
});

test('what nobody has asked for in hours goes; what is in use stays', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'kindling-left-'));
  const tokens = new FileTokens(folder);
  const [left, used] = [await storeText(folder, 'left'), await storeText(folder, 'used')].map((path) =>
    tokens.addFile(path),
  );
  vi.useFakeTimers({ toFake: ['Date'] });
  vi.setSystemTime(Date.now() + 7 * 60 * 60_000);
  const peer = { mayNamePaths: false, offerDownload: null };
  const path = tokens.resolve({ kind: 'token', token: used?.token ?? '' }, peer);
  await tokens.sweep();
  vi.useRealTimers();
  expect(existsSync(path)).toBe(true);
  expect(readdirSync(folder)).toHaveLength(1);
  expect(() => tokens.resolve({ kind: 'token', token: left?.token ?? '' }, peer)).toThrow();
  tokens.close();
  expect(existsSync(folder)).toBe(false);
});
