import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { countParameters } from '../../../shared/domain/architectures/index.ts';
import { newRunModel } from '../../../shared/domain/architectures/runModel.ts';
import { SizeName } from '../../../shared/domain/architectures/sizes.ts';
import type { Column } from '../../../shared/domain/columns.ts';
import type { Dataset, DatasetVersion } from '../../../shared/domain/datasets/dataset.ts';
import { AUTO_SPLIT, Split } from '../../../shared/domain/datasets/split.ts';
import { isGoing, type Run, UNSTARTED } from '../../../shared/domain/runs/run.ts';
import { Budget, TrainingSettings } from '../../../shared/domain/runs/training.ts';
import type { TakenUp } from '../../../shared/domain/storage.ts';
import { Recipe } from '../../../shared/domain/tasks/index.ts';
import { DatasetFile } from '../../db/datasetFile.ts';
import type { Stores } from '../../db/stores.ts';
import { interrupted } from '../runs/runAttempt.ts';
import type { HomePaths } from '../services/paths.ts';
import { folderOf, LISTING_FILE, type ListedKind, Listing, METRICS_FILE, MetricsLine } from './listings.ts';

const ID = /^[0-9a-z]{12}$/;
/** A listing holds columns and checkpoints, never rows. */
const MOST_LISTING_BYTES = 64 << 20;
const STEPS_PER_WRITE = 1000;
const FOUND_NAME = { dataset: 'Recovered data set', run: 'Recovered run' };

/** Folders of things that no list has: their ids by kind. */
export function unlisted(paths: HomePaths, stores: Stores): { kind: ListedKind; id: string }[] {
  return foldersOf(paths).filter(({ kind, id }) => !idsOf(stores, kind).has(id));
}

/**
 * Lists what lies in the home's folders again.
 *
 * @param lost the database is empty or an older copy: what folders say of themselves is then newer than what it says
 */
export function takeUp(paths: HomePaths, stores: Stores, lost: boolean): TakenUp {
  const taken: TakenUp = { datasets: 0, runs: 0, models: 0, left: 0 };
  const known = { dataset: idsOf(stores, 'dataset'), run: idsOf(stores, 'run'), model: idsOf(stores, 'model') };
  for (const { kind, id } of foldersOf(paths)) {
    if (known[kind].has(id) && !lost) continue;
    try {
      const listing = readListing(paths, kind, id) ?? (known[kind].has(id) ? null : guess(paths, kind, id));
      if (listing) list(paths, stores, listing);
      else if (!known[kind].has(id)) {
        taken.left++;
        continue;
      }
      taken[`${kind}s`]++;
    } catch {
      // It stays as it is, and is told as not listed.
      if (!known[kind].has(id)) taken.left++;
    }
  }
  return taken;
}

function list(paths: HomePaths, stores: Stores, listing: Listing): void {
  switch (listing.kind) {
    case 'dataset': {
      const { entry } = listing;
      const versions = listing.versions.filter(({ version }) => isFile(paths.datasetFile(entry.id, version)));
      const current = versions.find(({ version }) => version === entry.version) ?? versions.at(-1);
      if (!current) throw new Error('none of its versions is there');
      const { version, rows, rejected, columns } = current;
      stores.datasets.takeUp({ ...entry, version, rows, rejected, columns }, versions);
      return;
    }
    case 'run': {
      const run = listing.entry;
      // It does not go on by itself.
      const state = isGoing(run.state) ? interrupted(run) : {};
      stores.runs.takeUp({ ...run, ...state, workerPid: null });
      takeUpMetrics(stores, run.id, join(paths.runFolder(run.id), METRICS_FILE));
      return;
    }
    case 'model':
      stores.models.put(listing.entry);
      stores.models.rename(listing.entry.id, listing.entry.name);
      return;
    default:
      throw listing satisfies never;
  }
}

/** What comes after what is known already. */
function takeUpMetrics(stores: Stores, id: string, file: string): void {
  if (!isFile(file)) return;
  const known = stores.runs.newest(id);
  const [step, evaluation] = [known.steps[0]?.step ?? 0, known.evaluations[0]?.step ?? -1];
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => MetricsLine.parse(JSON.parse(line)));
  const steps = lines.flatMap((line) => ('step' in line && line.step.step > step ? line.step : []));
  for (let at = 0; at < steps.length; at += STEPS_PER_WRITE) {
    stores.runs.appendSteps(id, steps.slice(at, at + STEPS_PER_WRITE));
  }
  for (const line of lines) {
    if ('evaluation' in line && line.evaluation.step > evaluation) stores.runs.appendEvaluation(id, line.evaluation);
    if ('sample' in line && line.sample.step > step) stores.runs.appendSample(id, line.sample);
  }
}

/** `null` where there is none of this kind that can be read. */
function readListing(paths: HomePaths, kind: ListedKind, id: string): Listing | null {
  const file = join(folderOf(paths, kind, id), LISTING_FILE);
  if (!isFile(file) || statSync(file).size > MOST_LISTING_BYTES) return null;
  try {
    const listing = Listing.parse(JSON.parse(readFileSync(file, 'utf8')));
    return listing.kind === kind && listing.entry.id === id ? listing : null;
  } catch {
    return null;
  }
}

/** From the files of a folder of before there were listings; a model's do not say enough. */
function guess(paths: HomePaths, kind: ListedKind, id: string): Listing | null {
  if (kind === 'dataset') return guessDataset(paths, id);
  return kind === 'run' ? guessRun(paths, id) : null;
}

function guessDataset(paths: HomePaths, id: string): Listing | null {
  const folder = join(paths.datasets, id);
  const numbers = readdirSync(folder).flatMap((name) => /^v(\d+)\.db$/.exec(name)?.[1] ?? []);
  const version = Math.max(0, ...numbers.map(Number));
  if (version === 0) return null;
  const path = paths.datasetFile(id, version);
  const file = new DatasetFile(path);
  try {
    const createdAt = statSync(path).mtime.toISOString();
    const columns: Column[] = file.statistics().map((column) => ({ ...column, type: 'text', distinct: null }));
    const about = { version, rows: file.rowCount, rejected: file.rejectedCount, columns, createdAt };
    const only: DatasetVersion = { ...about, parent: null, step: { kind: 'import' } };
    const entry: Dataset = {
      ...{ ...about, id, name: `${FOUND_NAME.dataset} ${id}`, fileName: '', bytes: statSync(path).size },
      ...{ encoding: '', delimiter: '', format: 'csv' },
    };
    return { kind: 'dataset', entry, versions: [only] };
  } finally {
    file.close();
  }
}

const RunConfig = z.object({
  recipe: Recipe,
  split: Split.default(AUTO_SPLIT),
  size: SizeName,
  budget: Budget,
  settings: TrainingSettings,
  datasetId: z.string(),
  datasetVersion: z.number().int().positive(),
});

function guessRun(paths: HomePaths, id: string): Listing | null {
  const path = join(paths.runFolder(id), 'config.json');
  if (!isFile(path)) return null;
  const config = RunConfig.parse(JSON.parse(readFileSync(path, 'utf8')));
  const model = newRunModel(config.size, config.settings.context_length, config.settings.architecture);
  const run: Run = {
    ...{ ...UNSTARTED, ...config, id, name: `${FOUND_NAME.run} ${id}`, datasetName: config.datasetId },
    model,
    parameters: countParameters(model.config),
    createdAt: statSync(path).mtime.toISOString(),
  };
  return { kind: 'run', entry: { ...run, ...interrupted(run) } };
}

function idsOf(stores: Stores, kind: ListedKind): Set<string> {
  const store = { dataset: stores.datasets, run: stores.runs, model: stores.models }[kind];
  return new Set(store.ids());
}

function foldersOf(paths: HomePaths): { kind: ListedKind; id: string }[] {
  const kinds = { dataset: paths.datasets, run: paths.runs, model: paths.models } as const;
  return (['dataset', 'run', 'model'] as const).flatMap((kind) => foldersIn(kinds[kind]).map((id) => ({ kind, id })));
}

function foldersIn(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && ID.test(entry.name))
      .map(({ name }) => name);
  } catch {
    return [];
  }
}

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
