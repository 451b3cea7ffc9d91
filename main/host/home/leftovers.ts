import { existsSync, readdirSync, renameSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Stores } from '../../db/stores.ts';
import type { HomePaths } from '../services/paths.ts';

const ID = /^[0-9a-z]{12}$/;
/** Names that only unfinished files have: `createDatasetFile`, `writeWhole`, `writeFolder` and `exportModel` rename what is whole. */
const UNFINISHED_DATASET = /^v\d+(\.search|\.doctor)?\.db\.partial(-wal|-shm|-journal)?$/;
const UNFINISHED_MODEL = /^\.[0-9a-z]{12}\.(partial|removed)$/;
/** The model that a run had before it was trained longer; `writeFolder` has it for a moment only. */
const REPLACED_MODEL = /^\.([0-9a-z]{12})\.replaced$/;
const UNFINISHED_EXPORT = /^\..+\.partial(-\d+)?$/;

/**
 * Removes what a studio that was killed left half-written. Call it as the owner of the home: nobody else writes there then. A whole
 * file stays even where no row of the database names it: after a damaged database was set aside, that is true of all there is.
 */
export function removeLeftovers(paths: HomePaths, stores: Stores): void {
  const known = new Set(stores.datasets.ids());
  for (const id of namesIn(paths.datasets)) {
    if (!ID.test(id)) continue;
    if (known.has(id)) removeMatching(join(paths.datasets, id), UNFINISHED_DATASET);
    else unlessRefused(() => removeUnfinishedDataset(join(paths.datasets, id)));
  }
  for (const name of namesIn(paths.models)) {
    const id = REPLACED_MODEL.exec(name)?.[1];
    if (id) unlessRefused(() => settleReplaced(join(paths.models, name), join(paths.models, id)));
  }
  removeMatching(paths.models, UNFINISHED_MODEL);
  removeMatching(paths.exports, UNFINISHED_EXPORT);
}

/** Only when there is nothing else in the folder. */
function removeUnfinishedDataset(folder: string): void {
  const files = readdirSync(folder);
  if (!files.every((file) => UNFINISHED_DATASET.test(file))) return;
  for (const file of files) rmSync(join(folder, file));
  rmdirSync(folder);
}

/** Killed between two renames, the new model had no name yet: the old one is the model again. */
function settleReplaced(replaced: string, model: string): void {
  if (existsSync(model)) rmSync(replaced, { recursive: true });
  else renameSync(replaced, model);
}

function removeMatching(folder: string, pattern: RegExp): void {
  for (const name of namesIn(folder)) {
    if (pattern.test(name)) unlessRefused(() => rmSync(join(folder, name), { recursive: true }));
  }
}

function namesIn(folder: string): string[] {
  let names: string[] = [];
  unlessRefused(() => {
    names = readdirSync(folder);
  });
  return names;
}

/** What is not there needs no removing; what cannot be removed costs room, but the studio works. */
function unlessRefused(work: () => void): void {
  try {
    work();
  } catch {}
}
