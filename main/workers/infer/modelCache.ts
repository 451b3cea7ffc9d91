import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { TASK_KINDS, type TaskKind, taskOf } from '../../../shared/domain/tasks/index.ts';
import { AppError } from '../../../shared/errors/errors.ts';
import { keptGraphs } from '../../engine/programs/keptGraphs.ts';
import { programMaker } from '../../engine/programs/programs.ts';
import { mostMemory, WEIGHTS_FILE } from '../../formats/huggingface/modelFiles.ts';
import { readRecipe } from '../../formats/huggingface/recipeFile.ts';
import { ADAPTER_WEIGHTS_FILE } from '../../ml/tuning/peft.ts';
import { mainTask } from '../../tasks/index.ts';
import type { OpenModel } from '../../tasks/task.ts';

/** Part of the machine's memory that models may take which nobody uses at the time. */
const PART_OF_MEMORY = 1 / 2;
/** What a model takes for each byte of its file, where it does not say itself: its numbers, and once more in the order of products. */
const BYTES_PER_BYTE = 2;

type Open = (task: TaskKind, folder: string) => Promise<OpenModel>;

/**
 * Keeps models in the engine, those used last, as long as there is memory for them. Several predictions may use one at once; one that gives way,
 * or whose weights have changed, goes when the last of them has ended.
 */
export class ModelCache {
  /** The one used longest ago first. */
  readonly #entries = new Map<string, Entry>();
  readonly #open: Open;
  readonly #bytes: number;

  /** @param bytes that models may take in all; one that is in use is never given up for it */
  constructor(
    open: Open = (task, folder) => mainTask(task).open(folder, makeProgram),
    bytes = mostMemory() * PART_OF_MEMORY,
  ) {
    this.#open = open;
    this.#bytes = bytes;
  }

  /**
   * Lends the model of a folder to `work`. A folder whose weights have changed is read again.
   *
   * @param asked what the model is wanted for; `null` for whatever it was trained for
   * @throws AppError `model_other_task` where it was trained for something else; what opening it throws
   */
  async *stream<T>(
    folder: string,
    asked: TaskKind | null,
    work: (model: OpenModel) => AsyncIterable<T>,
  ): AsyncGenerator<T, void, undefined> {
    const task = await taskFor(folder, asked);
    const { version, size } = await weightsOf(folder);
    const entry = this.#entryOf({ key: `${task}\n${folder}`, version, size }, folder, task);
    // Counted before anything is awaited: from here on nobody unloads it.
    entry.users++;
    try {
      const model = await entry.model;
      entry.bytes = model.bytes ?? entry.bytes;
      yield* work(model);
    } finally {
      entry.users--;
      if (this.#entries.get(entry.key) !== entry) unloadWhenUnused(entry);
      else this.#makeRoom(0);
    }
  }

  #entryOf(wanted: { key: string; version: string; size: number }, folder: string, task: TaskKind): Entry {
    const { key, version, size } = wanted;
    const known = this.#entries.get(key);
    this.#entries.delete(key);
    if (known?.version === version) {
      this.#entries.set(key, known);
      return known;
    }
    if (known) unloadWhenUnused(known);
    const bytes = size * BYTES_PER_BYTE;
    this.#makeRoom(bytes);
    const entry: Entry = { key, version, bytes, model: this.#open(task, folder), users: 0 };
    this.#entries.set(key, entry);
    // A model that could not be read is tried again the next time.
    entry.model.catch(() => {
      if (this.#entries.get(key) === entry) this.#entries.delete(key);
    });
    return entry;
  }

  /** Gives up models that nobody uses, the one used longest ago first, until there is room for one of so many bytes. */
  #makeRoom(bytes: number): void {
    let taken = [...this.#entries.values()].reduce((sum, entry) => sum + entry.bytes, bytes);
    for (const entry of [...this.#entries.values()]) {
      if (taken <= this.#bytes) return;
      if (entry.users > 0) continue;
      this.#entries.delete(entry.key);
      unloadWhenUnused(entry);
      taken -= entry.bytes;
    }
  }
}

interface Entry {
  key: string;
  /** Of its weights: when they were written, and how many bytes they have. */
  version: string;
  bytes: number;
  model: Promise<OpenModel>;
  users: number;
}

const makeProgram = programMaker('fp32', (problem) => console.error(`not compiled: ${problem}`), keptGraphs);

/** A folder that was not made here does not say what its model is for: it is taken for what is asked. */
async function taskFor(folder: string, asked: TaskKind | null): Promise<TaskKind> {
  const file = await readRecipe(folder);
  const task = file && taskOf(file.recipe).kind;
  if (task !== null && asked !== null && task !== asked) throw new AppError('model_other_task', { task, asked });
  return task ?? asked ?? (TASK_KINDS[0] as TaskKind);
}

async function weightsOf(folder: string): Promise<{ version: string; size: number }> {
  // A whole model, an adapter, or a file that is a model by itself.
  const places = [join(folder, WEIGHTS_FILE), join(folder, ADAPTER_WEIGHTS_FILE), folder];
  const found = await Promise.all(places.map((place) => stat(place).catch(() => null)));
  const weights = found.find((one) => one !== null);
  return { version: [weights?.mtimeMs, weights?.size].join(' '), size: weights?.size ?? 0 };
}

function unloadWhenUnused(entry: Entry): void {
  if (entry.users > 0) return;
  entry.model.then(
    (loaded) => loaded.dispose(),
    () => {},
  );
}
