import { join } from 'node:path';
import { openStores } from '../../main/db/stores.ts';
import type { NAMES } from './everyStateNames.ts';
import { testOnShared } from './sharedStudio.ts';

/** What an address needs: the data set, its model, and a run by the name that it has in `NAMES`. */
export interface EveryState {
  dataset: string;
  model: string;
  run(name: (typeof NAMES)[keyof typeof NAMES]): string;
}

/**
 * A test whose studio has something in every state that a page can show, without training (`everyStateStudio.ts`). It is started once for
 * the tests of a file, and takes two seconds of the processor.
 */
export const test = testOnShared({
  command: [join(import.meta.dirname, 'everyStateStudio.ts')],
  context: { colorScheme: 'light', reducedMotion: 'reduce' },
}).extend<{ every: EveryState }>({
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
