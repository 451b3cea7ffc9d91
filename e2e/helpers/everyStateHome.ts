import { join } from 'node:path';
import { openStores } from '../../main/db/stores.ts';
import type { BASES, NAMES } from './everyStateNames.ts';
import { testOnShared } from './sharedStudio.ts';

/** What an address needs: the data set, its model, and runs and models of others by the names that they have in `NAMES` and `BASES`. */
export interface EveryState {
  dataset: string;
  model: string;
  run(name: (typeof NAMES)[keyof typeof NAMES]): string;
  base(name: (typeof BASES)[keyof typeof BASES]): string;
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
    const bases = stores.bases.list();
    stores.close();
    const idOf = (things: readonly { id: string; name: string }[], wanted: string): string => {
      const thing = things.find(({ name }) => name === wanted);
      if (!thing) throw new Error(`there is no ${wanted}`);
      return thing.id;
    };
    await use({
      dataset: dataset?.id ?? '',
      model: model?.id ?? '',
      run: (wanted) => idOf(runs, wanted),
      base: (wanted) => idOf(bases, wanted),
    });
  },
});
