import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { readModel, WEIGHTS_FILE } from '../../formats/huggingface/modelFiles.ts';
import { ModelDecoders } from './modelDecoders.ts';

/** Keeps the model used last in the engine. Several generations may use it at once; a replaced one goes when the last has ended. */
export class ModelCache {
  #current: Entry | undefined;

  /** Lends the model of a folder to `work`. A folder whose weights have changed is read again. */
  async *stream<T>(
    folder: string,
    work: (model: ModelDecoders) => AsyncIterable<T>,
  ): AsyncGenerator<T, void, undefined> {
    const entry = this.#entryOf(await keyOf(folder), folder);
    // Counted before anything is awaited: from here on nobody unloads it.
    entry.users++;
    try {
      yield* work(await entry.model);
    } finally {
      entry.users--;
      if (entry !== this.#current && entry.users === 0) unloadWhenLoaded(entry.model);
    }
  }

  #entryOf(key: string, folder: string): Entry {
    if (this.#current?.key === key) return this.#current;
    const old = this.#current;
    const entry: Entry = { key, model: readModel(folder).then((model) => new ModelDecoders(model)), users: 0 };
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
  model: Promise<ModelDecoders>;
  users: number;
}

async function keyOf(folder: string): Promise<string> {
  const weights = await stat(join(folder, WEIGHTS_FILE)).catch(() => null);
  return [folder, weights?.mtimeMs, weights?.size].join('\n');
}

function unloadWhenLoaded(model: Promise<ModelDecoders>): void {
  model.then(
    (loaded) => loaded.dispose(),
    () => {},
  );
}
