import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { Dataset, DatasetVersion } from '../../../shared/domain/datasets/dataset.ts';
import { TrainedModel } from '../../../shared/domain/models/trainedModel.ts';
import { Evaluation, isGoing, Run, Sample, StepMetric } from '../../../shared/domain/runs/run.ts';
import type { Stores } from '../../db/stores.ts';
import { writeWhole, writeWholeFile } from '../../files/fileSink.ts';
import type { HomePaths } from '../services/paths.ts';

/** In the folder of every data set, run and model: what its list says of it, so that it can be listed again without the database. */
export const LISTING_FILE = 'listing.json';
/** In the folder of a run that came to an end: all that it reported, a JSON value a line. */
export const METRICS_FILE = 'metrics.jsonl';

export const Listing = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('dataset'), entry: Dataset, versions: z.array(DatasetVersion) }),
  z.object({ kind: z.literal('run'), entry: Run }),
  z.object({ kind: z.literal('model'), entry: TrainedModel }),
]);
export type Listing = z.infer<typeof Listing>;
export type ListedKind = Listing['kind'];

export const MetricsLine = z.union([
  z.object({ step: StepMetric }),
  z.object({ evaluation: Evaluation }),
  z.object({ sample: Sample }),
]);

/** Changes often come one after the other. */
const CALM_MS = 500;

/** The methods of the stores that change what a listing says; each has the id, or what has it, as its first argument. */
const WRITES = {
  datasets: ['insert', 'takeUp', 'addVersion', 'setVersion', 'rename'],
  runs: ['insert', 'takeUp', 'update'],
  models: ['put', 'rename'],
} as const;
const KINDS = { datasets: 'dataset', runs: 'run', models: 'model' } as const;

/** Keeps the listing of every folder up to date, a moment after the database is. A folder that cannot be written to costs nothing else. */
export class Listings {
  readonly #paths: HomePaths;
  readonly #stores: Stores;
  readonly #due = new Map<string, { kind: ListedKind; id: string }>();
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(paths: HomePaths, stores: Stores) {
    this.#paths = paths;
    this.#stores = stores;
    for (const [kind, ids] of [
      ['dataset', stores.datasets.list().map(({ id }) => id)],
      ['run', stores.runs.list().map(({ id }) => id)],
      ['model', stores.models.list().map(({ id }) => id)],
    ] as const) {
      for (const id of ids) {
        const folder = folderOf(paths, kind, id);
        if (existsSync(folder) && !existsSync(join(folder, LISTING_FILE))) this.note(kind, id);
      }
    }
  }

  /** The same stores, whose changes are noted. */
  watch(): Stores {
    const watched = { ...this.#stores };
    for (const name of ['datasets', 'runs', 'models'] as const) {
      const methods: readonly string[] = WRITES[name];
      Object.assign(watched, {
        [name]: new Proxy(this.#stores[name], {
          get: (target, key) => {
            const member = Reflect.get(target, key, target);
            if (typeof member !== 'function' || !methods.includes(String(key))) return member;
            return (first: string | { id: string }, ...rest: unknown[]) => {
              const result = member.call(target, first, ...rest);
              this.note(KINDS[name], typeof first === 'string' ? first : first.id);
              return result;
            };
          },
        }),
      });
    }
    return watched;
  }

  note(kind: ListedKind, id: string): void {
    this.#due.set(`${kind} ${id}`, { kind, id });
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      void this.flush();
    }, CALM_MS);
    this.#timer.unref();
  }

  /** Writes what is due. Never throws: without it everything works but a recovery. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const due = [...this.#due.values()];
    this.#due.clear();
    this.#writing = this.#writing.then(async () => {
      for (const { kind, id } of due) await this.#write(kind, id).catch(() => {});
    });
    return this.#writing;
  }

  async #write(kind: ListedKind, id: string): Promise<void> {
    const folder = folderOf(this.#paths, kind, id);
    if (!existsSync(folder)) return;
    const listing = listingOf(this.#stores, kind, id);
    await writeWholeFile(join(folder, LISTING_FILE), `${JSON.stringify(listing)}\n`);
    if (listing.kind === 'run' && !isGoing(listing.entry.state)) await this.#writeMetrics(id, folder);
  }

  async #writeMetrics(id: string, folder: string): Promise<void> {
    const { steps, evaluations, samples } = this.#stores.runs.history(id, 0);
    if (steps.length === 0) return;
    const lines = [
      ...steps.map((step) => ({ step })),
      ...evaluations.map((evaluation) => ({ evaluation })),
      ...samples.map((sample) => ({ sample })),
    ];
    await writeWhole(join(folder, METRICS_FILE), async (sink) => {
      for (let at = 0; at < lines.length; at += LINES_PER_WRITE) {
        const part = lines.slice(at, at + LINES_PER_WRITE).map((line) => `${JSON.stringify(line)}\n`);
        await sink.write(part.join(''));
      }
    });
  }
}

const LINES_PER_WRITE = 2000;

export function folderOf(paths: HomePaths, kind: ListedKind, id: string): string {
  if (kind === 'dataset') return join(paths.datasets, id);
  return kind === 'run' ? paths.runFolder(id) : paths.modelFolder(id);
}

function listingOf({ datasets, runs, models }: Stores, kind: ListedKind, id: string): Listing {
  switch (kind) {
    case 'dataset':
      return { kind, entry: datasets.get(id), versions: datasets.versions(id) };
    case 'run':
      return { kind, entry: runs.get(id) };
    case 'model':
      return { kind, entry: models.get(id) };
    default:
      throw kind satisfies never;
  }
}
