import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createDatasetFile, openDatasetFile } from '../../db/datasetFile.ts';
import { deriveVersion } from './deriveVersion.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kindling-version-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('a version has its name before anybody hears that it is done', async () => {
  const [source, output] = [join(folder, 'v1.db'), join(folder, 'v2.db')];
  const writer = createDatasetFile(source, ['name']);
  writer.append(['Mug']);
  writer.finish();
  const edits = [{ row: 0, column: 'name', value: 'Cup' }];
  let heard = false;
  for await (const event of deriveVersion(
    { source, output, step: { kind: 'edit_cells', edits } },
    AbortSignal.any([]),
  )) {
    if (event.event !== 'done') continue;
    // The one who hears it stores the version, and pages ask for its rows at once.
    heard = true;
    expect(readdirSync(folder).sort()).toEqual(['v1.db', 'v2.db']);
    const stored = openDatasetFile(output);
    expect([...stored.rows()]).toEqual([['Cup']]);
    stored.close();
  }
  expect(heard).toBe(true);
});
