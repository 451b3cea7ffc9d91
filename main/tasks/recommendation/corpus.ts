import { join } from 'node:path';
import { z } from 'zod';
import { readElements, readRunJson, runDataDamaged } from '../prepare/readElements.ts';

/*
 * What preparing writes into `data/` and training reads, little-endian:
 * - `events.bin`: uint32 numbers of items, all histories one after another, each from the oldest on.
 * - `users.bin`: uint32 triples, one a user: where its history begins, the place of the row of its last event, and 1 where that one is left out to
 *   measure on.
 * And `items.json`, the items in the order of their numbers.
 */
export const EVENTS_FILE = 'events.bin';
export const USERS_FILE = 'users.bin';
export const ITEMS_FILE = 'items.json';
const USER_FIELDS = 3;

/** Before items, whose token ids begin here: what begins a history, and what fills it up. */
export const FIRST_ITEM_ID = 2;
/** The tokenizer that every model has (bytes) fits into any vocabulary. */
const LEAST_VOCABULARY = 258;

export const vocabularyOf = (items: number): number => Math.max(FIRST_ITEM_ID + items, LEAST_VOCABULARY);

/** Items of a user, the oldest first. */
export interface History {
  items: Uint32Array;
  /** Place of the row of the last one. */
  row: number;
  /** Whether the last one is left out to measure on. */
  isHeld: boolean;
}

const Items = z.object({ version: z.literal(1), items: z.array(z.string()).min(1) });

/** @throws AppError `run_data_damaged` with the file and the problem */
export async function readItems(folder: string): Promise<string[]> {
  const file = join(folder, ITEMS_FILE);
  return (await readRunJson(file, Items)).items;
}

/** @throws AppError `run_data_damaged` with the file and the problem */
export async function readHistories(runFolder: string, items: number): Promise<History[]> {
  const [eventsPath, usersPath] = [join(runFolder, 'data', EVENTS_FILE), join(runFolder, 'data', USERS_FILE)];
  const events = new Uint32Array(await readElements(eventsPath, 4));
  const users = new Uint32Array(await readElements(usersPath, 4 * USER_FIELDS));
  const wrong = events.findIndex((item) => item >= items);
  if (wrong >= 0) throw runDataDamaged(eventsPath, `event ${wrong} is of item ${events[wrong]}, of ${items}`);
  return Array.from({ length: users.length / USER_FIELDS }, (_, user) => {
    const [start = 0, row = 0, held = 0] = users.subarray(USER_FIELDS * user, USER_FIELDS * (user + 1));
    const end = users[USER_FIELDS * (user + 1)] ?? events.length;
    if (start >= end || end > events.length || (user === 0 && start !== 0))
      throw runDataDamaged(usersPath, `the history of user ${user} does not lie where it can`);
    return { items: events.subarray(start, end), row, isHeld: held === 1 };
  });
}
