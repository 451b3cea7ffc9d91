import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isGoing } from '../../../shared/domain/runs/run.ts';
import type { StorageProblem } from '../../../shared/domain/storage.ts';
import { APPLICATION_ID } from '../../db/datasetFile.ts';
import type { HostContext } from '../services/context.ts';

/** A SQLite file begins so; its application's id stands at byte 68. */
const SQLITE = Buffer.from('SQLite format 3\0', 'latin1');
const ID_OFFSET = 68;
const MODEL_FILES = ['config.json', 'tokenizer.json', 'tokenizer_config.json'];
const BASELINE_FILES = ['baseline.json', 'kindling.json'];
const WEIGHTS = { adapter: 'adapter_model.safetensors', whole: 'model.safetensors' };

/** What can be told of files and folders without reading them whole. */
export function damagedFolders({ stores, paths, damaged }: HostContext): StorageProblem[] {
  const problems: StorageProblem[] = [];
  for (const { id, name, version } of stores.datasets.list()) {
    const path = paths.datasetFile(id, version);
    const problem = fileProblem(path);
    const noted = damaged.get(path);
    if (problem) problems.push({ kind: 'dataset', id, name, problem, detail: DETAILS[problem], path });
    // Another file may have been put in its place meanwhile.
    else if (noted?.mtimeMs === statSync(path, { throwIfNoEntry: false })?.mtimeMs && noted) {
      problems.push({ kind: 'dataset', id, name, problem: 'damaged', detail: noted.problem, path });
    }
  }
  for (const { id, name, base, baseline } of stores.models.list()) {
    const folder = paths.modelFolder(id);
    const weights = WEIGHTS[base?.tuning === 'lora' ? 'adapter' : 'whole'];
    const file = [weights, ...(baseline ? BASELINE_FILES : MODEL_FILES)]
      .map((part) => join(folder, part))
      .find((part) => !isFile(part));
    if (file) problems.push({ kind: 'model', id, name, problem: 'missing', detail: DETAILS.missing, path: file });
  }
  for (const { id, name, state, checkpoints } of stores.runs.list()) {
    const path = paths.runFolder(id);
    if (isGoing(state) || checkpoints.length === 0 || existsSync(path)) continue;
    problems.push({ kind: 'run', id, name, problem: 'missing', detail: DETAILS.missing, path });
  }
  return problems;
}

const DETAILS = {
  missing: 'there is no such file or folder',
  foreign: 'it is not a file that Kindling wrote',
};

function fileProblem(path: string): 'missing' | 'foreign' | null {
  if (!isFile(path)) return existsSync(path) ? 'foreign' : 'missing';
  const header = Buffer.alloc(ID_OFFSET + 4);
  try {
    const descriptor = openSync(path, 'r');
    try {
      readSync(descriptor, header, 0, header.length, 0);
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return 'missing';
  }
  const isOurs = header.subarray(0, SQLITE.length).equals(SQLITE) && header.readUInt32BE(ID_OFFSET) === APPLICATION_ID;
  return isOurs ? null : 'foreign';
}

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
