import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { countParameters } from '../../shared/domain/architectures/index.ts';
import { TINY_MODEL, writeTinyModel } from '../workers/testing/tinyModel.ts';
import { fingerprint, statesOf } from './fingerprint.ts';
import { openBase } from './openBase.ts';
import { openReference } from './openReference.ts';

const folder = mkdtempSync(join(tmpdir(), 'kindling-reference-'));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('a base that changed or is gone is not taken for the one that it was', async () => {
  writeTinyModel(folder);
  const paths = (await openBase(folder)).files.map(({ path }) => path);
  const base = {
    ...{ id: 'b', name: 'tiny', path: folder, license: null },
    sha256: await fingerprint(paths),
    files: await statesOf(paths),
  };
  expect((await openReference(base)).parameters).toBe(countParameters(TINY_MODEL));
  // The same content, written anew.
  writeTinyModel(folder);
  await openReference(base);
  appendFileSync(join(folder, 'tokenizer.json'), ' ');
  await expect(openReference(base)).rejects.toMatchObject({ code: 'base_not_same', details: { name: 'tiny' } });
  rmSync(folder, { recursive: true });
  await expect(openReference(base)).rejects.toMatchObject({ code: 'base_missing', details: { path: folder } });
});
