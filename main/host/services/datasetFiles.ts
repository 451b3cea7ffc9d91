import type { Dataset } from '../../../shared/domain/datasets/dataset.ts';
import { AppError } from '../../../shared/errors/errors.ts';
import { withDatasetErrors } from '../../db/datasetDamage.ts';
import { type DatasetFile, openDatasetFile } from '../../db/datasetFile.ts';
import type { HomePaths } from './paths.ts';

/** At most so many data set files stay open; the one unused for longest is closed first. */
const MOST_OPEN = 8;

/** Keeps data set files open between the many small reads of a scrolling grid. */
export class DatasetFiles {
  readonly #paths: HomePaths;
  readonly #onDamaged: (file: string, problem: string) => void;
  /** By data set, with the version. In order of use: the first is the one unused for longest. */
  #open = new Map<string, { version: number; file: DatasetFile }>();

  /** @param onDamaged told of a file that is damaged or not a data set's */
  constructor(paths: HomePaths, onDamaged: (file: string, problem: string) => void) {
    this.#paths = paths;
    this.#onDamaged = onDamaged;
  }

  /** @throws AppError `dataset_missing`, `dataset_damaged`, as all methods of the file do */
  of(dataset: Dataset): DatasetFile {
    const { id: datasetId, version } = dataset;
    if (this.#open.get(datasetId)?.version !== version) this.close(datasetId);
    const file = this.#open.get(datasetId)?.file ?? this.#openFile(this.#paths.datasetFile(datasetId, version));
    this.#open.delete(datasetId);
    this.#open.set(datasetId, { version, file });
    for (const id of this.#open.keys()) {
      if (this.#open.size <= MOST_OPEN) break;
      this.close(id);
    }
    return file;
  }

  #openFile(path: string): DatasetFile {
    const guarded = <T>(work: () => T): T => {
      try {
        return withDatasetErrors(path, work);
      } catch (error) {
        if (error instanceof AppError && error.code === 'dataset_damaged') {
          this.#onDamaged(path, String(error.details.problem));
        }
        throw error;
      }
    };
    const file = guarded(() => openDatasetFile(path));
    return new Proxy(file, {
      get(target, key) {
        const member = Reflect.get(target, key, target);
        if (typeof member !== 'function') return member;
        return (...input: unknown[]) => guarded(() => member.apply(target, input));
      },
    });
  }

  close(id: string): void {
    this.#open.get(id)?.file.close();
    this.#open.delete(id);
  }

  closeAll(): void {
    for (const id of [...this.#open.keys()]) this.close(id);
  }
}
