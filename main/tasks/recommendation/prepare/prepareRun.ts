import { join } from 'node:path';
import type { HeldOutRow } from '../../../../shared/domain/models/measures.ts';
import type { Preparation, PreparedData } from '../../../../shared/domain/runs/run.ts';
import { historyText } from '../../../../shared/domain/tasks/history.ts';
import { AppError } from '../../../../shared/errors/errors.ts';
import { openDatasetFile } from '../../../db/datasetFile.ts';
import { writeFolder, writeWholeFile } from '../../../files/fileSink.ts';
import { TOKENIZER_CONFIG_FILE, TOKENIZER_FILE } from '../../../formats/huggingface/modelFiles.ts';
import { Random } from '../../../ml/random.ts';
import { tokenizerConfig, tokenizerJson } from '../../../ml/tokenizer/tokenizerFile.ts';
import { Documents } from '../../prepare/documents.ts';
import { ElementFile } from '../../prepare/elementFile.ts';
import { writeHeldOut } from '../../prepare/heldOutRows.ts';
import type { PrepareRequest } from '../../prepare/prepareRequest.ts';
import { reporter } from '../../prepare/progress.ts';
import { EVENTS_FILE, type History, ITEMS_FILE, USERS_FILE } from '../corpus.ts';
import { RIVALS_FILE } from '../rivalsFile.ts';
import { EventSurvey } from './surveyEvents.ts';
import { trainRivals } from './trainRivals.ts';

/** Users that are measured on: more of them take long at every evaluation. */
const MOST_HELD = 2000;
/** Of these, whose histories are kept as texts, and how many items of each. */
const MOST_KEPT = 512;
const MOST_SHOWN = 200;
/** Byte tokens and the two special ones: no text is read, and every model has a tokenizer. */
const BYTE_VOCABULARY = 258;

/**
 * Makes of events what training reads: each user's history, of which the last item is left out to measure on, and what cheap models recommend to
 * the same users.
 *
 * @throws AppError `column_unknown`, `users_too_few`, `items_too_few`, `times_unreadable`, `bad_input` with a split that is none of users' last
 *   items, `disk_full`, `write_failed`; the signal's reason once it has fired
 */
export async function prepareEvents(
  { recipe, contextLength, seed, split, output, dataset }: PrepareRequest,
  signal: AbortSignal,
  send: (preparation: Preparation) => void,
): Promise<PreparedData> {
  if (recipe.kind !== 'recommend') throw new Error(`${recipe.kind} has no events`);
  if (split.kind !== 'auto') {
    const problem = 'must be auto: what is left out to measure on is the last item of each user';
    throw new AppError('bad_input', { path: 'split', problem });
  }
  const file = openDatasetFile(dataset);
  try {
    const report = reporter('reading', file.rowCount, signal, send);
    await report(0);
    const events = new EventSurvey(new Documents(file, recipe), recipe);
    const refusal = events.refusal();
    if (refusal) throw refusal;
    const histories = heldOut(events, seed);
    await writeWholeFile(join(output, TOKENIZER_FILE), JSON.stringify(tokenizerJson([], BYTE_VOCABULARY)));
    await writeWholeFile(join(output, TOKENIZER_CONFIG_FILE), JSON.stringify(tokenizerConfig(contextLength), null, 2));
    await writeFolder(join(output, 'data'), async (folder) => {
      await writeHistories(folder, histories);
      await writeWholeFile(join(folder, ITEMS_FILE), JSON.stringify({ version: 1, items: events.items }));
      await writeHeldOut(folder, heldRows(histories, events.items, recipe.item, seed));
      const rivals = await trainRivals(histories, events.items.length, reporter('baselines', 1, signal, send));
      await writeWholeFile(join(folder, RIVALS_FILE), JSON.stringify(rivals));
    });
    const held = histories.filter(({ isHeld }) => isHeld).length;
    const all = histories.reduce((sum, { items }) => sum + items.length, 0);
    return {
      ...{
        trainDocuments: histories.length,
        trainTokens: all - held,
        validationDocuments: held,
        validationTokens: held,
      },
      ...{ testDocuments: 0, testTokens: 0, promptsTooLong: 0, promptLimit: null },
    };
  } finally {
    file.close();
  }
}

/** The last item of each user who has another one; of many users, of some that are drawn. */
function heldOut({ users }: EventSurvey, seed: number): History[] {
  const able = users.flatMap(({ items }, user) => (items.length > 1 ? [user] : []));
  const held = new Set(new Random(seed).shuffle(able).slice(0, MOST_HELD));
  return users.map(({ items, row }, user) => ({ items: Uint32Array.from(items), row, isHeld: held.has(user) }));
}

async function writeHistories(folder: string, histories: readonly History[]): Promise<void> {
  const events = await ElementFile.create(join(folder, EVENTS_FILE), Uint32Array);
  const users = await ElementFile.create(join(folder, USERS_FILE), Uint32Array);
  try {
    let start = 0;
    for (const { items, row, isHeld } of histories) {
      await users.write([start, row, isHeld ? 1 : 0]);
      await events.write(Array.from(items));
      start += items.length;
    }
    await events.flush();
    await users.flush();
  } finally {
    await events.close();
    await users.close();
  }
}

/** In random order, so that the first ones are a fair sample of all. */
function heldRows(histories: readonly History[], names: readonly string[], column: string, seed: number): HeldOutRow[] {
  const held = histories.filter(({ isHeld }) => isHeld);
  const order = new Random(seed).shuffle(Uint32Array.from(held, (_, place) => place)).slice(0, MOST_KEPT);
  return Array.from(order, (place) => {
    const { items, row } = held[place] as History;
    const [history, last] = [Array.from(items.subarray(0, -1).subarray(-MOST_SHOWN)), items.at(-1) as number];
    const prompt = historyText(history.map((item) => names[item] as string));
    return { row, inputs: [{ column, value: prompt }], prompt, reference: names[last] as string };
  });
}
