import { join } from 'node:path';
import type { SplitName } from '../../../../shared/domain/datasets/split.ts';
import { ElementFile } from '../../prepare/elementFile.ts';
import { idsFile, idsType, textsFile } from '../corpusFormat.ts';

/** Writes the two files of a split (see `corpusFormat.ts`) as texts come; memory does not grow with them. */
export class LabelledWriter {
  documents = 0;
  tokens = 0;
  readonly #ids: ElementFile;
  readonly #texts: ElementFile;

  private constructor(ids: ElementFile, texts: ElementFile) {
    this.#ids = ids;
    this.#texts = texts;
  }

  static async create(folder: string, split: SplitName, vocabSize: number): Promise<LabelledWriter> {
    const ids = await ElementFile.create(join(folder, idsFile(split)), idsType(vocabSize));
    return new LabelledWriter(ids, await ElementFile.create(join(folder, textsFile(split)), Uint32Array));
  }

  /** @param ids of the text, one at least */
  async add(ids: readonly number[], label: number, row: number): Promise<void> {
    await this.#texts.write([this.tokens, label, row]);
    await this.#ids.write(ids);
    this.tokens += ids.length;
    this.documents++;
  }

  async finish(): Promise<void> {
    await this.#ids.flush();
    await this.#texts.flush();
  }

  async close(): Promise<void> {
    await this.#ids.close();
    await this.#texts.close();
  }
}
