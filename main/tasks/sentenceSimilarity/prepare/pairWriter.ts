import { join } from 'node:path';
import type { SplitName } from '../../../../shared/domain/datasets/split.ts';
import { ElementFile } from '../../prepare/elementFile.ts';
import { idsFile, idsType, pairsFile } from '../corpusFormat.ts';

/** Writes the two files of a split (see `corpusFormat.ts`) as pairs come; memory does not grow with them. */
export class PairWriter {
  documents = 0;
  tokens = 0;
  readonly #ids: ElementFile;
  readonly #pairs: ElementFile;

  private constructor(ids: ElementFile, pairs: ElementFile) {
    this.#ids = ids;
    this.#pairs = pairs;
  }

  static async create(folder: string, split: SplitName, vocabSize: number): Promise<PairWriter> {
    const ids = await ElementFile.create(join(folder, idsFile(split)), idsType(vocabSize));
    return new PairWriter(ids, await ElementFile.create(join(folder, pairsFile(split)), Uint32Array));
  }

  /** @param texts token ids of both, one at least of each, and a number for the words of each */
  async add(
    [first, second]: readonly [first: readonly number[], second: readonly number[]],
    [firstText, secondText]: readonly [first: number, second: number],
    row: number,
  ): Promise<void> {
    await this.#pairs.write([this.tokens, this.tokens + first.length, firstText, secondText, row]);
    await this.#ids.write(first);
    await this.#ids.write(second);
    this.tokens += first.length + second.length;
    this.documents++;
  }

  async finish(): Promise<void> {
    await this.#ids.flush();
    await this.#pairs.flush();
  }

  async close(): Promise<void> {
    await this.#ids.close();
    await this.#pairs.close();
  }
}
