import { join } from 'node:path';
import { readHeldOut } from '../../formats/huggingface/heldOutFile.ts';
import { CONFIG_FILE, readModel } from '../../formats/huggingface/modelFiles.ts';
import { nextItemHead } from '../../ml/heads/nextItem.ts';
import { rowLength } from '../../ml/rowGroups.ts';
import type { MainTask } from '../task.ts';
import { heldBatches, historyBatches, windowsOf } from './batches.ts';
import { ITEMS_FILE, readHistories, readItems, vocabularyOf } from './corpus.ts';
import { rankingMeter } from './measures/rankingMeter.ts';
import { ItemModel } from './predict/itemModel.ts';
import { examineEvents } from './prepare/examineEvents.ts';
import { prepareEvents } from './prepare/prepareRun.ts';
import { readRivals } from './rivalsFile.ts';

/** Before items are counted. */
const TRIAL_VOCABULARY = 10_000;

/** Recommends items: which one comes next after those that a user has had. */
export const recommendation: MainTask<'recommendation'> = {
  prepare: prepareEvents,
  examine: examineEvents,
  async training({ folder, config, settings }) {
    const items = await readItems(join(folder, 'data'));
    const histories = await readHistories(folder, items.length);
    const rivals = await readRivals(folder);
    const rows = (await readHeldOut(join(folder, 'data'))) ?? [];
    const vocabulary = vocabularyOf(items.length);
    const held = histories.filter(({ isHeld }) => isHeld);
    const longest = histories.reduce((most, { items: own }) => Math.max(most, own.length), 0);
    const B = settings.per_device_train_batch_size;
    const T = rowLength(longest, settings.context_length);
    const windows = windowsOf(histories, T);
    return {
      head: nextItemHead(vocabulary, T),
      batches: (from) => historyBatches(windows, B, T, from),
      validation: [...heldBatches(held, B, T)],
      test: null,
      meter: () => rankingMeter({ items, vocabulary, held, rows, rivals, seed: settings.seed }),
      files: {
        [CONFIG_FILE]: { ...config, vocab_size: vocabulary },
        [ITEMS_FILE]: { version: 1, items },
      },
    };
  },
  trialHead: nextItemHead(TRIAL_VOCABULARY),
  head: async () => nextItemHead(null),
  async open(folder) {
    const head = nextItemHead(null);
    return new ItemModel(await readModel(folder, head), head, await readItems(folder), folder);
  },
};
