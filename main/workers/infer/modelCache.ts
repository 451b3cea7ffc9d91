import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { TASK_KINDS, type TaskKind, taskOf } from '../../../shared/domain/tasks/index.ts';
import { AppError } from '../../../shared/errors/errors.ts';
import { keptGraphs } from '../../engine/programs/keptGraphs.ts';
import { programMaker } from '../../engine/programs/programs.ts';
import { WEIGHTS_FILE } from '../../formats/huggingface/modelFiles.ts';
import { readRecipe } from '../../formats/huggingface/recipeFile.ts';
import { ADAPTER_WEIGHTS_FILE } from '../../ml/tuning/peft.ts';
import { mainTask } from '../../tasks/index.ts';
import type { OpenModel } from '../../tasks/task.ts';

/** Keeps the model used last in the engine. Several predictions may use it at once; a replaced one goes when the last has ended. */
export class ModelCache {
  #current: Entry | undefined;

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
    const entry = this.#entryOf(`${task}\n${await keyOf(folder)}`, folder, task);
    // Counted before anything is awaited: from here on nobody unloads it.
    entry.users++;
    try {
      yield* work(await entry.model);
    } finally {
      entry.users--;
      if (entry !== this.#current && entry.users === 0) unloadWhenLoaded(entry.model);
    }
  }

  #entryOf(key: string, folder: string, task: TaskKind): Entry {
    if (this.#current?.key === key) return this.#current;
    const old = this.#current;
    const entry: Entry = { key, model: mainTask(task).open(folder, makeProgram), users: 0 };
    this.#current = entry;
    if (old?.users === 0) unloadWhenLoaded(old.model);
    // A model that could not be read is tried again the next time.
    entry.model.catch(() => {
      if (this.#current === entry) this.#current = undefined;
    });
    return entry;
  }
}

interface Entry {
  key: string;
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

async function keyOf(folder: string): Promise<string> {
  // A whole model, an adapter, or a file that is a model by itself.
  const places = [join(folder, WEIGHTS_FILE), join(folder, ADAPTER_WEIGHTS_FILE), folder];
  const found = await Promise.all(places.map((place) => stat(place).catch(() => null)));
  const weights = found.find((one) => one !== null);
  return [folder, weights?.mtimeMs, weights?.size].join('\n');
}

function unloadWhenLoaded(model: Promise<OpenModel>): void {
  model.then(
    (loaded) => loaded.dispose(),
    () => {},
  );
}
