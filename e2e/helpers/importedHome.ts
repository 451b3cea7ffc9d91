import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultSettings } from '../../shared/domain/runs/training.ts';
import { test as base } from './fixtures.ts';
import type { Made } from './kept.ts';
import { productRows } from './sourceData.ts';
import { learning, storeRuns } from './storedRuns.ts';
import { kindling } from './studioProcess.ts';

/** A test whose studio has a data set and two runs that were only written down, all made once for the tests of a file: nothing is trained for it. */
export const test = base.extend<{ imported: string }>({
  imported: async ({ kept }, use) => use(await kept.of(importedHome, importedHome)),
  home: async ({ imported }, use) => use(imported),
});

async function importedHome(): Promise<Made<string>> {
  const folder = mkdtempSync(join(tmpdir(), 'kindling-e2e-imported-'));
  const [home, file] = [join(folder, 'home'), join(folder, 'products.csv')];
  writeFileSync(file, productRows(300).text);
  kindling(home, ['import', file]);
  storeRuns(home, [
    {
      run: { id: 'earlier', name: 'products · nano', settings: { ...defaultSettings('nano'), seed: 7 } },
      lossAt: learning(2.1),
      validationAt: learning(2.4, { swing: 0 }),
    },
    { run: { id: 'paused', name: 'products · small', state: 'paused', step: 3 } },
  ]);
  return {
    value: home,
    close: async () => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }),
  };
}
