import { join } from 'node:path';
import { openStores } from '../../main/db/stores.ts';
import type { NAMES } from './everyStateNames.ts';
import { test as base } from './fixtures.ts';
import { startStudio } from './studioProcess.ts';

/** What an address needs: the data set, its model, and a run by the name that it has in `NAMES`. */
export interface EveryState {
  dataset: string;
  model: string;
  run(name: (typeof NAMES)[keyof typeof NAMES]): string;
}

/** A test whose studio has something in every state that a page can show, without training (`everyStateStudio.ts`). */
export const test = base.extend<{ every: EveryState }>({
  studio: async ({ shell, home }, use) => {
    if (shell === 'electron') throw new Error('the scripted studio is headless');
    const studio = await startStudio(home, [join(import.meta.dirname, 'everyStateStudio.ts')]);
    await use(studio);
    await studio.kill();
  },
  every: async ({ home, studio: _ }, use) => {
    const stores = openStores(join(home, 'kindling.db'));
    const [dataset, model, runs] = [stores.datasets.list()[0], stores.models.list()[0], stores.runs.list()];
    stores.close();
    await use({
      dataset: dataset?.id ?? '',
      model: model?.id ?? '',
      run: (wanted) => {
        const run = runs.find(({ name }) => name === wanted);
        if (!run) throw new Error(`there is no run ${wanted}`);
        return run.id;
      },
    });
  },
});
