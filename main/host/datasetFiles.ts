import type { Dataset } from '../../shared/domain/dataset.ts';
import { type DatasetFile, openDatasetFile } from '../db/datasetFile.ts';
import type { HomePaths } from './paths.ts';

/** At most so many data set files stay open; the one unused for longest is closed first. */
const MOST_OPEN = 8;

/** Keeps data set files open between the many small reads of a scrolling grid. */
export class DatasetFiles {
  readonly #paths: HomePaths;
  /** By data set, with the version. In order of use: the first is the one unused for longest. */
  #open = new Map<string, { version: number; file: DatasetFile }>();

  constructor(paths: HomePaths) {
    this.#paths = paths;
  }

  of(dataset: Dataset): DatasetFile {
    const { id: datasetId, version } = dataset;
    if (this.#open.get(datasetId)?.version !== version) this.close(datasetId);
    const file = this.#open.get(datasetId)?.file ?? openDatasetFile(this.#paths.datasetFile(datasetId, version));
    this.#open.delete(datasetId);
    this.#open.set(datasetId, { version, file });
    for (const id of this.#open.keys()) {
      if (this.#open.size <= MOST_OPEN) break;
      this.close(id);
    }
    return file;
  }

  close(id: string): void {
    this.#open.get(id)?.file.close();
    this.#open.delete(id);
  }

  closeAll(): void {
    for (const id of [...this.#open.keys()]) this.close(id);
  }
}
