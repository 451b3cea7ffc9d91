import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Dataset, DatasetVersion } from '../../../shared/domain/datasets/dataset.ts';
import type { CellEdit, DatasetStep } from '../../../shared/domain/datasets/datasetStep.ts';
import { AppError } from '../../../shared/errors/errors.ts';
import type { ChangeEvent } from '../../../shared/ipc/contract.ts';
import { versionFiles } from '../home/trash.ts';
import { announce, type HostContext } from '../services/context.ts';
import { dataJob } from '../services/dataJob.ts';
import type { DatasetFiles } from '../services/datasetFiles.ts';
import type { SearchIndexes } from './searchIndexes.ts';

/** What makes a version: `apply` is done to `source`, `step` is what it comes to, seen from `parent`. */
interface Plan {
  source: number;
  apply: DatasetStep;
  parent: number;
  step: DatasetStep;
  /** A version that this one stands for from then on. */
  replaces: DatasetVersion | null;
  /** What can be done again then, the latest last. */
  undone: Undone[];
  /** A file with what the step adds. */
  values?: string;
}

/** What was undone: a version that was left, or the last edit within one. */
type Undone = { kind: 'version'; version: number } | { kind: 'edit'; edit: CellEdit };

/** A step holds no more edits than this. */
const MOST_EDITS = 100_000;

/**
 * Makes versions of data sets, one at a time for each. Edits that follow one another become one version, as long as nobody relies on it:
 * each makes it anew, and undoing takes the last one out of it.
 */
export class DatasetVersions {
  readonly #context: HostContext;
  readonly #files: DatasetFiles;
  readonly #indexes: SearchIndexes;
  readonly #changing = new Set<string>();
  /** Forgotten with the next change. Set before a change is announced, so that whoever asks then is told right. */
  readonly #undone = new Map<string, Undone[]>();

  constructor(context: HostContext, files: DatasetFiles, indexes: SearchIndexes) {
    this.#context = context;
    this.#files = files;
    this.#indexes = indexes;
  }

  /** @throws AppError `dataset_changing`; what the step throws */
  async *change(id: string, step: DatasetStep, signal: AbortSignal): AsyncGenerator<ChangeEvent> {
    yield* this.#make(id, { ...this.#planFor(id, step), undone: [] }, signal);
  }

  /**
   * Makes a version of another one with what a model makes of its rows.
   *
   * @param values a file with the same rows, in which the columns are the last ones
   * @throws AppError `dataset_changing`
   */
  async *addPredictions(
    { id, version }: Pick<Dataset, 'id' | 'version'>,
    step: Extract<DatasetStep, { kind: 'add_predictions' }>,
    values: string,
    signal: AbortSignal,
  ): AsyncGenerator<ChangeEvent> {
    const plan: Plan = { source: version, apply: step, parent: version, step, replaces: null, undone: [], values };
    yield* this.#make(id, plan, signal);
  }

  /** @throws AppError `nothing_to_undo`, `dataset_changing` */
  async *undo(id: string, signal: AbortSignal): AsyncGenerator<ChangeEvent> {
    const current = this.#current(id);
    const parent = this.#parentOf(id, current);
    if (!parent) throw new AppError('nothing_to_undo');
    const { step } = current;
    const undone = this.#undone.get(id) ?? [];
    if (step.kind === 'edit_cells' && step.edits.length > 1 && this.#isFree(id, current)) {
      const edits = step.edits.slice(0, -1);
      const left: DatasetStep = { kind: 'edit_cells', edits };
      const plan = { source: parent.version, apply: left, parent: parent.version, step: left, replaces: current };
      const edit = step.edits.at(-1) as CellEdit;
      yield* this.#make(id, { ...plan, undone: [...undone, { kind: 'edit', edit }] }, signal);
    } else {
      const left: Undone = { kind: 'version', version: current.version };
      yield { event: 'done', dataset: this.#goTo(id, parent.version, [...undone, left]) };
    }
  }

  /** @throws AppError `nothing_to_redo`, `dataset_changing` */
  async *redo(id: string, signal: AbortSignal): AsyncGenerator<ChangeEvent> {
    const next = this.#next(id);
    if (!next) throw new AppError('nothing_to_redo');
    const undone = this.#undone.get(id)?.slice(0, -1) ?? [];
    if (next.kind === 'version') yield { event: 'done', dataset: this.#goTo(id, next.version, undone) };
    else yield* this.#make(id, { ...this.#planFor(id, { kind: 'edit_cells', edits: [next.edit] }), undone }, signal);
  }

  /** @throws AppError `not_found`, `dataset_changing` */
  set(id: string, version: number): Dataset {
    return this.#goTo(id, version, []);
  }

  /** @throws AppError `version_in_use`, `not_found`, `dataset_changing` */
  async remove(id: string, version: number): Promise<void> {
    const { stores } = this.#context;
    const dataset = this.#assertCalm(id);
    const found = stores.datasets.versions(id).find((candidate) => candidate.version === version);
    if (!found) throw new AppError('not_found', { kind: 'data set version', id: `${id}/${version}` });
    if (version === dataset.version || this.usersOf(id, version).length > 0) {
      throw new AppError('version_in_use', { version });
    }
    await this.#removeVersion(id, version);
    announce(this.#context, 'datasets');
  }

  canUndo(id: string): boolean {
    return this.#parentOf(id, this.#current(id)) !== undefined;
  }

  canRedo(id: string): boolean {
    return this.#next(id) !== undefined;
  }

  usersOf(id: string, version: number): { id: string; name: string }[] {
    return this.#context.stores.runs
      .list({ trashed: true })
      .filter((run) => run.datasetId === id && run.datasetVersion === version)
      .map((run) => ({ id: run.id, name: run.name }));
  }

  #planFor(id: string, step: DatasetStep): Omit<Plan, 'undone'> {
    const current = this.#current(id);
    const source = current.version;
    const parent = this.#parentOf(id, current);
    if (step.kind === 'edit_cells' && current.step.kind === 'edit_cells' && parent && this.#isFree(id, current)) {
      const edits = [...current.step.edits, ...step.edits];
      const together: DatasetStep = { kind: 'edit_cells', edits };
      if (edits.length <= MOST_EDITS) {
        return { source, apply: step, parent: parent.version, step: together, replaces: current };
      }
    }
    return { source, apply: step, parent: source, step, replaces: null };
  }

  async *#make(id: string, plan: Plan, signal: AbortSignal): AsyncGenerator<ChangeEvent> {
    const { stores, paths, spawn } = this.#context;
    this.#assertCalm(id);
    this.#changing.add(id);
    try {
      // Never one that was there before: a run may have used it.
      const version = stores.datasets.lastVersion(id) + 1;
      const [source, output] = [paths.datasetFile(id, plan.source), paths.datasetFile(id, version)];
      const request = { source, output, step: plan.apply, values: plan.values };
      for await (const event of dataJob(spawn, signal, (data) => data.derive(request, { signal }))) {
        if (event.event === 'progress') {
          yield event;
          continue;
        }
        const { parent, step, replaces } = plan;
        const createdAt = new Date().toISOString();
        stores.datasets.addVersion(id, { ...event.summary, version, parent, step, createdAt });
        // A run may have begun with it meanwhile.
        if (replaces && this.#isFree(id, replaces)) await this.#removeVersion(id, replaces.version);
        this.#undone.set(id, plan.undone);
        announce(this.#context, 'datasets');
        this.#indexes.changed(id);
        yield { event: 'done', dataset: stores.datasets.get(id) };
      }
    } finally {
      this.#changing.delete(id);
    }
  }

  #goTo(id: string, version: number, undone: Undone[]): Dataset {
    const { stores } = this.#context;
    this.#assertCalm(id);
    stores.datasets.setVersion(id, version);
    this.#undone.set(id, undone);
    announce(this.#context, 'datasets');
    this.#indexes.changed(id);
    return stores.datasets.get(id);
  }

  async #removeVersion(id: string, version: number): Promise<void> {
    const { stores, paths, reader } = this.#context;
    const key = [`${id}/${version}`];
    stores.trash.beginPurge('version', key);
    this.#files.close(id);
    await reader.release(join(paths.datasets, id));
    for (const path of versionFiles(paths, id, version)) rmSync(path, { force: true });
    stores.trash.finishPurge('version', key);
  }

  /** The latest that was undone; else, after a new start, the version that was made last of the current one. */
  #next(id: string): Undone | undefined {
    const { stores } = this.#context;
    const versions = stores.datasets.versions(id);
    const exists = (undone: Undone) =>
      undone.kind === 'edit' || versions.some(({ version }) => version === undone.version);
    const undone = this.#undone.get(id)?.at(-1);
    if (undone) return exists(undone) ? undone : undefined;
    const { version } = stores.datasets.get(id);
    const child = versions.findLast(({ parent }) => parent === version);
    return child && { kind: 'version', version: child.version };
  }

  #current(id: string): DatasetVersion {
    const { stores } = this.#context;
    const { version: current } = stores.datasets.get(id);
    const found = stores.datasets.versions(id).find(({ version }) => version === current);
    if (found) return found;
    const problem = `version ${current} was made by a step that is not known here`;
    throw new AppError('row_unreadable', { kind: 'dataset', id, problem });
  }

  #parentOf(id: string, { parent }: DatasetVersion): DatasetVersion | undefined {
    return this.#context.stores.datasets.versions(id).find(({ version }) => version === parent);
  }

  /** Nobody relies on the version: no run, and no version that was made from it. */
  #isFree(id: string, { version }: DatasetVersion): boolean {
    const children = this.#context.stores.datasets.versions(id).filter(({ parent }) => parent === version);
    return children.length === 0 && this.usersOf(id, version).length === 0;
  }

  #assertCalm(id: string): Dataset {
    const dataset = this.#context.stores.datasets.get(id);
    if (this.#changing.has(id)) throw new AppError('dataset_changing', { name: dataset.name });
    return dataset;
  }
}
