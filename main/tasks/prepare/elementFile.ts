import { type FileHandle, open } from 'node:fs/promises';

/** Elements that are gathered before they are written. */
const BUFFERED = 1 << 16;

/** Kind of number of a file. */
export type Elements = typeof Uint16Array | typeof Uint32Array | typeof Float64Array;

type Buffered = Uint16Array<ArrayBuffer> | Uint32Array<ArrayBuffer> | Float64Array<ArrayBuffer>;

/** A file of numbers in the machine's byte order, which is little-endian wherever Kindling runs. */
export class ElementFile {
  readonly #file: FileHandle;
  readonly #buffer: Buffered;
  #filled = 0;

  private constructor(file: FileHandle, buffer: Buffered) {
    this.#file = file;
    this.#buffer = buffer;
  }

  static async create(path: string, Numbers: Elements): Promise<ElementFile> {
    return new ElementFile(await open(path, 'w'), new Numbers(BUFFERED));
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
