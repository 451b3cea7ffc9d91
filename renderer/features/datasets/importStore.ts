import { create } from 'zustand';
import type { Dataset, ImportProgress } from '../../../shared/domain/datasets/dataset.ts';
import type { ImportOptions, ImportPreview } from '../../../shared/domain/datasets/importOptions.ts';
import { AppError, toAppError } from '../../../shared/errors/errors.ts';
import type { ImportRequest, PickedFile } from '../../../shared/ipc/contract.ts';
import { pickOrUpload, type Studio } from '../../api/index.ts';
import { type ImportSource, isSameSource, nameOf } from './importSource.ts';

export type ImportFile = ImportRequest['file'];

export type ImportState =
  | { state: 'waiting' }
  | { state: 'uploading'; doneBytes: number; totalBytes: number }
  /** How the file is to be read is being asked; `answer` goes on, with `null` it ends. */
  | {
      state: 'asking';
      file: ImportFile;
      /** How the file is read as far as that was detected; `null` where it is still to be. */
      preview: ImportPreview | null;
      answer: (options: ImportOptions | null) => void;
    }
  | { state: 'importing'; progress: Omit<ImportProgress, 'event'> | null }
  | { state: 'done'; dataset: Dataset }
  /** `times`: how often the same was refused for the same reason, `at` (milliseconds of Unix time) the last time. */
  | { state: 'failed'; error: unknown; times: number; at: number };

export interface ImportTask {
  id: number;
  source: ImportSource;
  /** Whether to ask in any case; else only where something was guessed. */
  ask: boolean;
  /** Name of the file; `null` for the sample and for what was pasted. */
  name: string | null;
  status: ImportState;
  controller: AbortController;
  /** How often it was refused before it was tried again. */
  refused: number;
}

interface ImportStore {
  /** In the order in which they were asked for; one is worked on at a time. */
  tasks: ImportTask[];
  add(studio: Studio, sources: readonly ImportSource[], ask?: boolean): void;
  /** Cancels an import that waits or goes on. */
  cancel(id: number): void;
  /** Takes one that has ended off the list. */
  dismiss(id: number): void;
  /** Once more; with `ask`, after a look at how the file is read. */
  retry(studio: Studio, id: number, ask?: boolean): void;
}

let nextId = 0;
let working = false;

/** Imports outlive the page that started them, so they are kept here and not in a component. */
export const useImports = create<ImportStore>()((set, get) => {
  const setStatus = (id: number, status: ImportState) =>
    set(({ tasks }) => ({ tasks: tasks.map((task) => (task.id === id ? { ...task, status } : task)) }));

  /** What is refused again for the same reason has one card, as it was the last time: four equal ones say no more, and hide the page. */
  const fail = (failed: ImportTask, error: unknown) =>
    set(({ tasks }) => {
      const { code } = toAppError(error);
      const isSame = ({ id, status, source }: ImportTask) =>
        id !== failed.id &&
        status.state === 'failed' &&
        toAppError(status.error).code === code &&
        isSameSource(source, failed.source);
      const before = tasks.filter(isSame).map(({ status }) => (status.state === 'failed' ? status.times : 0));
      const times = before.reduce((sum, count) => sum + count, failed.refused + 1);
      const status: ImportState = { state: 'failed', error, times, at: Date.now() };
      return {
        tasks: tasks
          .filter((task) => !isSame(task))
          .map((task) => (task.id === failed.id ? { ...task, status } : task)),
      };
    });

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
        fail(task, error);
      }
    }
    working = false;
  };

  const start = (studio: Studio, sources: readonly ImportSource[], ask: boolean, refused: number) => {
    const added = sources.map(
      (source): ImportTask => ({
        id: nextId++,
        source,
        ask,
        name: nameOf(source),
        status: { state: 'waiting' },
        controller: new AbortController(),
        refused,
      }),
    );
    set(({ tasks }) => ({ tasks: [...tasks, ...added] }));
    void work(studio);
  };

  return {
    tasks: [],
    add: (studio, sources, ask = false) => start(studio, sources, ask, 0),
    cancel(id) {
      const task = get().tasks.find((candidate) => candidate.id === id);
      if (!task) return;
      task.controller.abort();
      if (task.status.state === 'waiting') get().dismiss(id);
    },
    dismiss: (id) => set(({ tasks }) => ({ tasks: tasks.filter((task) => task.id !== id) })),
    retry(studio, id, ask = false) {
      const task = get().tasks.find((candidate) => candidate.id === id);
      if (task?.status.state !== 'failed') return;
      get().dismiss(id);
      start(studio, [task.source], ask, task.status.times);
    },
  };
});

type OnStatus = (status: ImportState) => void;

async function runImport(studio: Studio, task: ImportTask, onStatus: OnStatus): Promise<Dataset> {
  const { signal } = task.controller;
  if (task.source.kind === 'sample') {
    onStatus({ state: 'importing', progress: null });
    const sample = await followImport(
      studio.datasets.importSample({ sample: task.source.sample }, { signal }),
      onStatus,
    );
    if ('id' in sample) return sample;
    throw toAppError(new Error('the sample is doubtful'));
  }
  const file = await handOver(studio, task, onStatus);
  try {
    return await importHandedOver(studio, task, file, onStatus);
  } catch (error) {
    // Another try uploads it again.
    studio.files.discard({ files: [file].flat() }).catch(() => {});
    throw error;
  }
}

async function importHandedOver(
  studio: Studio,
  task: ImportTask,
  file: ImportFile,
  onStatus: OnStatus,
): Promise<Dataset> {
  const { signal } = task.controller;
  onStatus({ state: 'importing', progress: null });
  const name = task.source.kind === 'texts' ? { name: task.source.name.slice(0, 200) } : {};
  let preview: ImportPreview | null = null;
  if (!task.ask) {
    // One process detects, and imports where nothing had to be guessed.
    const events = studio.datasets.import({ file, ...name, ask: true }, { signal });
    const result = await followImport(events, onStatus);
    if ('id' in result) return result;
    preview = result;
  }
  const options = await askOptions(task, file, preview, onStatus);
  onStatus({ state: 'importing', progress: null });
  const result = await followImport(studio.datasets.import({ file, options, ...name }, { signal }), onStatus);
  if ('id' in result) return result;
  throw toAppError(new Error('the import asked twice'));
}

/** The data set, or what is doubtful about the file. */
async function followImport(
  events: ReturnType<Studio['datasets']['import']>,
  onStatus: OnStatus,
): Promise<Dataset | ImportPreview> {
  for await (const event of events) {
    if (event.event === 'done') return event.dataset;
    if (event.event === 'doubtful') return event.preview;
    onStatus({ state: 'importing', progress: event });
  }
  throw toAppError(new Error('the import ended without a data set'));
}

async function askOptions(
  { controller: { signal } }: ImportTask,
  file: ImportFile,
  preview: ImportPreview | null,
  onStatus: OnStatus,
): Promise<ImportOptions> {
  signal.throwIfAborted();
  const options = await new Promise<ImportOptions | null>((answer) => {
    onStatus({ state: 'asking', file, preview, answer });
  });
  if (options === null) throw new AppError('cancelled');
  return options;
}

async function handOver(studio: Studio, { source, controller }: ImportTask, onStatus: OnStatus): Promise<ImportFile> {
  const { signal } = controller;
  switch (source.kind) {
    case 'file':
      return upload([source.file], signal, onStatus);
    case 'texts':
      return upload(source.files, signal, onStatus);
    case 'picked':
      return referenceTo(source.picked);
    case 'pasted':
      return referenceTo(await studio.files.addText({ text: source.text }, { signal }));
    case 'sample':
      throw toAppError(new Error('the sample is no file'));
    default:
      throw source satisfies never;
  }
}

const referenceTo = ({ token }: PickedFile) => ({ kind: 'token' as const, token });

/** One file stays one: several are texts of a data set. */
async function upload(files: readonly File[], signal: AbortSignal, onStatus: OnStatus): Promise<ImportFile> {
  const totalBytes = files.reduce((sum, file) => sum + file.size, 0);
  const references: ReturnType<typeof referenceTo>[] = [];
  let before = 0;
  for (const file of files) {
    const onProgress = (done: number) => onStatus({ state: 'uploading', doneBytes: before + done, totalBytes });
    onProgress(0);
    references.push(referenceTo(await pickOrUpload(file, { signal, onProgress })));
    before += file.size;
  }
  const [only] = references;
  return only && references.length === 1 ? only : references;
}
