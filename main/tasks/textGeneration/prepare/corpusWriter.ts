import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import type { SplitName } from '../../../../shared/domain/datasets/split.ts';
import { END_OF_TEXT_ID } from '../../../../shared/domain/models/specialTokens.ts';
import type { EncodedDocument } from '../../prepare/encoder.ts';
import { docsFile, idsFile } from '../corpusFormat.ts';

/** Elements that are gathered before they are written. */
const BUFFERED = 1 << 16;

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
    const ids = new ElementFile(await open(join(folder, idsFile(split)), 'w'), new Uint16Array(BUFFERED));
    const docs = new ElementFile(await open(join(folder, docsFile(split)), 'w'), new Uint32Array(BUFFERED));
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

/** A file of numbers in the machine's byte order, which is little-endian wherever Kindling runs. */
class ElementFile {
  readonly #file: FileHandle;
  readonly #buffer: Uint16Array<ArrayBuffer> | Uint32Array<ArrayBuffer>;
  #filled = 0;

  constructor(file: FileHandle, buffer: Uint16Array<ArrayBuffer> | Uint32Array<ArrayBuffer>) {
    this.#file = file;
    this.#buffer = buffer;
  }

  async write(values: readonly number[]): Promise<void> {
    for (const value of values) {
      if (this.#filled === this.#buffer.length) await this.flush();
      this.#buffer[this.#filled++] = value;
    }
  }

  async flush(): Promise<void> {
    const { buffer, BYTES_PER_ELEMENT } = this.#buffer;
    await this.#file.appendFile(new Uint8Array(buffer, 0, this.#filled * BYTES_PER_ELEMENT));
    this.#filled = 0;
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}
