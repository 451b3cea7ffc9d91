import { AppError } from '../../../shared/errors/errors.ts';

/** What a packed file may become: no table of text that people have is packed so well, and no disk is filled by a bomb. */
const MOST_BYTES = 8 * 2 ** 30;
const MOST_TIMES = 300;
/** Below this size, any ratio is harmless. */
const HARMLESS_BYTES = 64 * 2 ** 20;
/** What a data set may have beyond what its file has: values that Parquet and workbooks store once and name often. */
const HARMLESS_STORED = 256 * 2 ** 20;
/** Reading takes a few seconds for each gigabyte; what takes longer than this, for its size, would take for ever. */
const HARMLESS_SECONDS = 90;
const SECONDS_PER_MEGABYTE = 10;

/**
 * What one import may use, whichever and how many of its readers use it: bytes that are unpacked, bytes that are stored, and time at work. An
 * archive whose entries lie on one another has all of them counted.
 */
export class ImportBudget {
  readonly #file: string;
  readonly #bytes: number;
  readonly #start = process.cpuUsage();
  #unpacked = 0;
  #stored = 0;

  /** @param bytes of all the files on the disk */
  constructor(file: string, bytes: number) {
    this.#file = file;
    this.#bytes = bytes;
  }

  /** @throws AppError `archive_too_large` */
  unpack(bytes: number): void {
    this.#unpacked += bytes;
    const limit = Math.min(MOST_BYTES, Math.max(HARMLESS_BYTES, this.#bytes * MOST_TIMES));
    if (this.#unpacked <= limit) return;
    throw new AppError('archive_too_large', { file: this.#file, megabytes: Math.round(limit / 2 ** 20) });
  }

  /** @throws AppError `import_too_large` */
  store(bytes: number): void {
    this.#stored += bytes;
    const limit = Math.max(HARMLESS_STORED, this.#bytes * MOST_TIMES);
    if (this.#stored <= limit) return;
    throw new AppError('import_too_large', { file: this.#file, megabytes: Math.round(limit / 2 ** 20) });
  }

  /**
   * Between two parts of the work. The time that counts is this process's own, so that a busy machine ends no import.
   *
   * @throws AppError `import_too_slow`
   */
  work(): void {
    const { user, system } = process.cpuUsage(this.#start);
    const seconds = (user + system) / 1e6;
    const limit = HARMLESS_SECONDS + (Math.max(this.#bytes, this.#unpacked) / 2 ** 20) * SECONDS_PER_MEGABYTE;
    if (seconds > limit) throw new AppError('import_too_slow', { file: this.#file, seconds: Math.round(seconds) });
  }
}

/**
 * Passes unpacked bytes on until they are too many.
 *
 * @throws AppError `archive_too_large`, `archive_broken`
 */
export async function* boundUnpacking(
  unpacked: AsyncIterable<Uint8Array>,
  budget: ImportBudget,
  file: string,
): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of unpacked) {
      budget.unpack(chunk.length);
      yield chunk;
    }
  } catch (error) {
    throw isBroken(error) ? new AppError('archive_broken', { file }, { cause: error }) : error;
  }
}

/** What zlib and the reader of archives say of damaged data. */
export const isBroken = (error: unknown): boolean =>
  error instanceof Error &&
  !(error instanceof AppError) &&
  error.name !== 'AbortError' &&
  (!('code' in error) || /^Z(STD)?_/.test(String(error.code)));
