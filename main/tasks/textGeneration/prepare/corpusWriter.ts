import { join } from 'node:path';
import type { SplitName } from '../../../../shared/domain/datasets/split.ts';
import { END_OF_TEXT_ID } from '../../../../shared/domain/models/specialTokens.ts';
import { ElementFile } from '../../prepare/elementFile.ts';
import type { EncodedDocument } from '../../prepare/encoder.ts';
import { docsFile, idsFile } from '../corpusFormat.ts';

/** Writes the two files of a split (see `corpusFormat.ts`) as documents come; memory does not grow with them. */
export class CorpusWriter {
  documents = 0;
  /** Ids so far, each document's opening END_OF_TEXT included. */
  tokens = 0;
  readonly #ids: ElementFile;
  readonly #docs: ElementFile;

  private constructor(ids: ElementFile, docs: ElementFile) {
    this.#ids = ids;
    this.#docs = docs;
  }

  static async create(folder: string, split: SplitName): Promise<CorpusWriter> {
    const ids = await ElementFile.create(join(folder, idsFile(split)), Uint16Array);
    const docs = await ElementFile.create(join(folder, docsFile(split)), Uint32Array);
    return new CorpusWriter(ids, docs);
  }

  async add({ prompt, completion }: EncodedDocument): Promise<void> {
    await this.#docs.write([this.tokens, 1 + prompt.length]);
    await this.#ids.write([END_OF_TEXT_ID]);
    await this.#ids.write(prompt);
    await this.#ids.write(completion);
    this.tokens += 1 + prompt.length + completion.length;
    this.documents++;
  }

  /** Writes the closing END_OF_TEXT and what is gathered. */
  async finish(): Promise<void> {
    await this.#ids.write([END_OF_TEXT_ID]);
    this.tokens++;
    await this.#ids.flush();
    await this.#docs.flush();
  }

  async close(): Promise<void> {
    await this.#ids.close();
    await this.#docs.close();
  }
}
