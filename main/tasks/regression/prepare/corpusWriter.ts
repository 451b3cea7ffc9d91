import { join } from 'node:path';
import type { SplitName } from '../../../../shared/domain/datasets/split.ts';
import { ElementFile } from '../../prepare/elementFile.ts';
import { idsFile, numbersFile, textsFile } from '../corpusFormat.ts';

/** Writes the files of a split (see `corpusFormat.ts`) as texts come; memory does not grow with them. */
export class ScoredWriter {
  documents = 0;
  tokens = 0;
  readonly #files: { ids: ElementFile; texts: ElementFile; numbers: ElementFile };

  private constructor(files: { ids: ElementFile; texts: ElementFile; numbers: ElementFile }) {
    this.#files = files;
  }

  static async create(folder: string, split: SplitName): Promise<ScoredWriter> {
    return new ScoredWriter({
      ids: await ElementFile.create(join(folder, idsFile(split)), Uint16Array),
      texts: await ElementFile.create(join(folder, textsFile(split)), Uint32Array),
      numbers: await ElementFile.create(join(folder, numbersFile(split)), Float64Array),
    });
  }

  /** @param ids of the text, one at least */
  async add(ids: readonly number[], number: number, row: number): Promise<void> {
    await this.#files.texts.write([this.tokens, row]);
    await this.#files.numbers.write([number]);
    await this.#files.ids.write(ids);
    this.tokens += ids.length;
    this.documents++;
  }

  async finish(): Promise<void> {
    for (const file of Object.values(this.#files)) await file.flush();
  }

  async close(): Promise<void> {
    for (const file of Object.values(this.#files)) await file.close();
  }
}
