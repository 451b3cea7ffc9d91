import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { importPaths } from '../workers/import/testing.ts';
import { openRegular, openRegularSync, regularFile, regularFileSync } from './regularFile.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kindling-regular-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const WAYS: [string, (path: string) => unknown][] = [
  ['looked at', regularFile],
  ['looked at, not waiting', async (path) => regularFileSync(path)],
  ['opened', openRegular],
  ['opened, not waiting', async (path) => openRegularSync(path)],
  ['imported', (path) => importPaths(folder, [path])],
  ['imported with another one', (path) => importPaths(folder, [path, path])],
];

/** Named as tables and texts are, also where content is looked at by its name only. */
const NAMES = ['data.csv', 'data.csv.gz', 'data.parquet', 'data.xlsx', 'data.txt'];

describe.skipIf(process.platform === 'win32')('what is no file is refused before it is opened', () => {
  test.each(WAYS)('%s', async (_, read) => {
    for (const name of NAMES) {
      // A pipe that nobody writes to: opening it to read would wait for ever.
      const pipe = join(folder, name);
      execFileSync('mkfifo', [pipe]);
      await expect(read(pipe)).rejects.toMatchObject({ code: 'file_not_regular', details: { fileType: 'pipe' } });
      rmSync(pipe);
      const link = join(folder, name);
      symlinkSync('/dev/zero', link);
      await expect(read(link)).rejects.toMatchObject({ code: 'file_not_regular', details: { fileType: 'device' } });
      rmSync(link);
    }
    const server = createServer().listen(join(folder, 'socket'));
    try {
      const refused = { code: 'file_not_regular', details: { fileType: 'socket' } };
      await expect(read(join(folder, 'socket'))).rejects.toMatchObject(refused);
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
    await expect(read(join(folder, 'none.csv'))).rejects.toMatchObject({ code: 'file_not_found' });
  });

  test('a folder of texts passes over pipes', async () => {
    execFileSync('mkfifo', [join(folder, 'a.txt')]);
    writeFileSync(join(folder, 'b.txt'), 'text');
    expect((await importPaths(folder, [folder])).table).toEqual([['b.txt', 'text']]);
  });
});

test('a file is opened, by its name and by a link', async () => {
  const file = join(folder, 'data.csv');
  writeFileSync(file, 'a,b\n1,x\n');
  symlinkSync(file, join(folder, 'link.csv'));
  expect((await regularFile(file)).size).toBe(8);
  const handle = await openRegular(join(folder, 'link.csv'));
  expect(await handle.readFile('utf8')).toBe('a,b\n1,x\n');
  await handle.close();
  expect((await importPaths(folder, [join(folder, 'link.csv')])).rows).toBe(1);
});
