import { create } from 'zustand';
import type { Dataset, ImportProgress } from '../../../shared/domain/dataset.ts';
import type { PickedFile } from '../../../shared/ipc/contract.ts';
import { toAppError } from '../../../shared/ipc/errors.ts';
import { pickOrUpload, type Studio } from '../../api/index.ts';

/** Where the rows come from: a file of the browser, one that the native dialog gave, or the sample. */
export type ImportSource = { kind: 'file'; file: File } | { kind: 'picked'; picked: PickedFile } | { kind: 'sample' };

export type ImportState =
  | { state: 'waiting' }
  | { state: 'uploading'; doneBytes: number; totalBytes: number }
  | { state: 'importing'; progress: Omit<ImportProgress, 'event'> | null }
  | { state: 'done'; dataset: Dataset }
  | { state: 'failed'; error: unknown };

export interface ImportTask {
  id: number;
  source: ImportSource;
  /** Name of the file; `null` for the sample. */
  name: string | null;
  status: ImportState;
  controller: AbortController;
}

interface ImportStore {
  /** In the order in which they were asked for; one is worked on at a time. */
  tasks: ImportTask[];
  add(studio: Studio, sources: readonly ImportSource[]): void;
  /** Cancels an import that waits or goes on. */
  cancel(id: number): void;
  /** Takes one that has ended off the list. */
  dismiss(id: number): void;
  retry(studio: Studio, id: number): void;
}

let nextId = 0;
let working = false;

/** Imports outlive the page that started them, so they are kept here and not in a component. */
export const useImports = create<ImportStore>()((set, get) => {
  const setStatus = (id: number, status: ImportState) =>
    set(({ tasks }) => ({ tasks: tasks.map((task) => (task.id === id ? { ...task, status } : task)) }));

  const work = async (studio: Studio) => {
    if (working) return;
    working = true;
    for (;;) {
      const task = get().tasks.find(({ status }) => status.state === 'waiting');
      if (!task) break;
      try {
        setStatus(task.id, {
          state: 'done',
          dataset: await runImport(studio, task, (status) => setStatus(task.id, status)),
        });
      } catch (error) {
        setStatus(task.id, { state: 'failed', error });
      }
    }
    working = false;
  };

  return {
    tasks: [],
    add(studio, sources) {
      const added = sources.map(
        (source): ImportTask => ({
          id: nextId++,
          source,
          name: nameOf(source),
          status: { state: 'waiting' },
          controller: new AbortController(),
        }),
      );
      set(({ tasks }) => ({ tasks: [...tasks, ...added] }));
      void work(studio);
    },
    cancel(id) {
      const task = get().tasks.find((candidate) => candidate.id === id);
      if (!task) return;
      task.controller.abort();
      if (task.status.state === 'waiting') get().dismiss(id);
    },
    dismiss: (id) => set(({ tasks }) => ({ tasks: tasks.filter((task) => task.id !== id) })),
    retry(studio, id) {
      const task = get().tasks.find((candidate) => candidate.id === id);
      if (task?.status.state !== 'failed') return;
      get().dismiss(id);
      get().add(studio, [task.source]);
    },
  };
});

async function runImport(studio: Studio, task: ImportTask, onStatus: (status: ImportState) => void): Promise<Dataset> {
  const { source, controller } = task;
  const { signal } = controller;
  const file = source.kind === 'file' ? await handOver(source.file, signal, onStatus) : null;
  onStatus({ state: 'importing', progress: null });
  const token = file ?? (source.kind === 'picked' ? source.picked : null);
  const events = token
    ? studio.datasets.import({ file: { kind: 'token', token: token.token } }, { signal })
    : studio.datasets.importSample({}, { signal });
  for await (const event of events) {
    if (event.event === 'done') return event.dataset;
    onStatus({ state: 'importing', progress: event });
  }
  throw toAppError(new Error('the import ended without a data set'));
}

function handOver(file: File, signal: AbortSignal, onStatus: (status: ImportState) => void): Promise<PickedFile> {
  onStatus({ state: 'uploading', doneBytes: 0, totalBytes: file.size });
  const onProgress = (doneBytes: number, totalBytes: number) => onStatus({ state: 'uploading', doneBytes, totalBytes });
  return pickOrUpload(file, { signal, onProgress });
}

function nameOf(source: ImportSource): string | null {
  if (source.kind === 'sample') return null;
  return source.kind === 'file' ? source.file.name : source.picked.name;
}
