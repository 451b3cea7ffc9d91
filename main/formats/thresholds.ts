import { existsSync } from 'node:fs';
import { copyFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { Thresholds } from '../../shared/domain/tasks/thresholds.ts';
import { writeWholeFile } from '../files/fileSink.ts';
import { readJson } from '../files/jsonFile.ts';
import { CONFIG_FILE } from './huggingface/names.ts';
import { BASELINE_FILE } from './linear/names.ts';

/**
 * The thresholds of a model whose labels are decided one by one, in its folder and in what it is exported as: `{"label": 0.35}`, without
 * those that are a half. `config.json` has no field for them, and programs that publish some keep them in a file of their own, by label.
 */
export const THRESHOLDS_FILE = 'thresholds.json';

/**
 * What was chosen; a folder without the file has the usual ones.
 *
 * @throws AppError `file_not_regular`, `model_invalid`
 */
export async function readThresholds(folder: string): Promise<Thresholds> {
  const path = join(folder, THRESHOLDS_FILE);
  return existsSync(path) ? await readJson(path, Thresholds) : {};
}

/** Writes them whole, or none where all are the usual ones. @throws AppError `disk_full`, `write_failed` */
export async function writeThresholds(folder: string, thresholds: Thresholds): Promise<void> {
  const path = join(folder, THRESHOLDS_FILE);
  if (Object.keys(thresholds).length === 0) await rm(path, { force: true });
  else await writeWholeFile(path, `${JSON.stringify(thresholds, null, 2)}\n`);
}

/** What was chosen for a model stays with it where a longer training writes its folder anew. @throws Error of the file system */
export async function keepThresholds(before: string, now: string): Promise<void> {
  const path = join(before, THRESHOLDS_FILE);
  if (existsSync(path)) await copyFile(path, join(now, THRESHOLDS_FILE));
}

const NetworkLabels = z.looseObject({ id2label: z.record(z.string(), z.string()).default({}) });
const BaselineLabels = z.looseObject({ labels: z.array(z.string()).nullable().default(null) });

/** The labels of `config.json`, in the order of a model's outputs; of a number that is not named, an empty one. */
export const labelsInOrder = (id2label: Readonly<Record<string, string>>): string[] =>
  Array.from({ length: Object.keys(id2label).length }, (_, place) => id2label[place] ?? '');

/** The labels that a model's folder names, in the order of its outputs. @throws AppError `file_not_regular`, `model_invalid` */
export async function namedLabels(folder: string): Promise<string[]> {
  const baseline = join(folder, BASELINE_FILE);
  if (existsSync(baseline)) return (await readJson(baseline, BaselineLabels)).labels ?? [];
  const { id2label } = await readJson(join(folder, CONFIG_FILE), NetworkLabels);
  return labelsInOrder(id2label);
}
