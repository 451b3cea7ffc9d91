import { join } from 'node:path';
import type { SplitName } from '../../../../shared/domain/datasets/split.ts';
import { ElementFile } from '../../prepare/elementFile.ts';
import type { EncodedDocument } from '../../prepare/encoder.ts';
import type { DocumentMarks } from '../../prepare/prepareTokenizer.ts';
import { docsFile, idsFile, idsOf } from '../corpusFormat.ts';

/** Writes the two files of a split (see `corpusFormat.ts`) as documents come; memory does not grow with them. */
export class CorpusWriter {
  documents = 0;
  /** Ids so far, each document's opening included. */
  tokens = 0;
  readonly #marks: DocumentMarks;
  readonly #ids: ElementFile;
  readonly #docs: ElementFile;

  private constructor(marks: DocumentMarks, ids: ElementFile, docs: ElementFile) {
    this.#marks = marks;
    this.#ids = ids;
    this.#docs = docs;
  }

  static async create(
    folder: string,
    split: SplitName,
    { vocabSize, marks }: { vocabSize: number; marks: DocumentMarks },
  ): Promise<CorpusWriter> {
    const ids = await ElementFile.create(join(folder, idsFile(split)), idsOf(vocabSize));
    const docs = await ElementFile.create(join(folder, docsFile(split)), Uint32Array);
    return new CorpusWriter(marks, ids, docs);
  }

  async add({ prompt, completion }: EncodedDocument): Promise<void> {
    const { opening } = this.#marks;
    await this.#docs.write([this.tokens, opening.length + prompt.length]);
    await this.#ids.write(opening);
    await this.#ids.write(prompt);
    await this.#ids.write(completion);
    this.tokens += opening.length + prompt.length + completion.length;
    this.documents++;
  }

  /** Writes the closing token and what is gathered. */
  async finish(): Promise<void> {
    await this.#ids.write([this.#marks.endOfText]);
    this.tokens++;
    await this.#ids.flush();
    await this.#docs.flush();
  }

  async close(): Promise<void> {
    await this.#ids.close();
    await this.#docs.close();
  }
}
