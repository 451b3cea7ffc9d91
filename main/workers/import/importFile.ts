import { type FileHandle, open, stat } from 'node:fs/promises';
import type { ImportProgress, ImportSummary } from '../../../shared/domain/dataset.ts';
import { AppError } from '../../../shared/ipc/errors.ts';
import { createDatasetFile, type DatasetWriter } from '../../db/datasetFile.ts';
import { ColumnStatistics } from './columnStatistics.ts';
import { CsvParser } from './csvParser.ts';
import { columnNames, detectDelimiter, isHeader } from './dialect.ts';
import { detectEncoding } from './encoding.ts';

const CHUNK_BYTES = 1 << 18;
/** Encoding and delimiter are told from so much of the file. */
const SAMPLE_BYTES = 1 << 20;
const PROGRESS_MS = 100;
/** SQLite's own limit is 2,000; a table to learn from has far fewer. */
const MOST_COLUMNS = 1000;

/**
 * Reads a CSV or TSV file into a data set file. Yields progress, then the summary. Bounded memory; `signal` ends it between two
 * chunks, and nothing is left behind then or after any failure.
 */
export async function* importFile(
  file: string,
  output: string,
  signal: AbortSignal,
): AsyncGenerator<ImportProgress | { event: 'done'; summary: ImportSummary }> {
  const handle = await openForReading(file);
  const target = new Target(file, output);
  try {
    const { size: totalBytes } = await handle.stat();
    const sample = await readAt(handle, 0, SAMPLE_BYTES);
    if (sample.length === 0) throw new AppError('file_empty', { file });
    const { encoding, bomBytes } = detectEncoding(sample, sample.length === totalBytes, file);
    const decoder = new TextDecoder(encoding, { ignoreBOM: true });
    const sampleText = new TextDecoder(encoding, { ignoreBOM: true }).decode(sample.subarray(bomBytes), {
      stream: true,
    });
    // Files of old Macs end their lines with a carriage return alone.
    const normalize = sampleText.includes('\n')
      ? (text: string) => text
      : (text: string) => text.replaceAll('\r', '\n');
    const delimiter = detectDelimiter(`${normalize(sampleText)}\n`);
    const parser = new CsvParser(delimiter, target);

    let bytes = bomBytes;
    let lastProgress = 0;
    for (;;) {
      signal.throwIfAborted();
      const chunk = await readAt(handle, bytes, CHUNK_BYTES);
      if (chunk.length === 0) break;
      bytes += chunk.length;
      parser.feed(normalize(decoder.decode(chunk, { stream: true })));
      if (performance.now() - lastProgress >= PROGRESS_MS) {
        lastProgress = performance.now();
        yield { event: 'progress', rows: target.rows, rejected: target.rejected, bytes, totalBytes };
      }
    }
    parser.feed(normalize(decoder.decode()));
    parser.end();
    yield { event: 'progress', rows: target.rows, rejected: target.rejected, bytes, totalBytes };
    const columns = target.finish();
    yield {
      event: 'done',
      summary: { rows: target.rows, rejected: target.rejected, bytes: totalBytes, encoding, delimiter, columns },
    };
  } finally {
    target.discard();
    await handle.close();
  }
}

/** Takes the parser's rows into the data set file; the first one names the columns. */
class Target {
  rows = 0;
  rejected = 0;
  readonly #file: string;
  readonly #output: string;
  #writer: DatasetWriter | undefined;
  #statistics: ColumnStatistics[] = [];
  /** Rejected before the header was found: there is no file to keep them in yet. */
  #early: Parameters<DatasetWriter['reject']>[0][] = [];
  #firstRejection: { line: number; reason: string } | undefined;

  constructor(file: string, output: string) {
    this.#file = file;
    this.#output = output;
  }

  row(cells: string[], line: number): void {
    if (!this.#writer) {
      const header = isHeader(cells);
      this.#start(columnNames(header ? cells : cells.map(() => '')));
      if (header) return;
    }
    const { length } = this.#statistics;
    if (cells.length !== length) {
      this.reject(line, cells.length < length ? 'too_few_fields' : 'too_many_fields', cells.join(','));
      return;
    }
    this.#writer?.append(cells);
    this.rows++;
    for (let column = 0; column < length; column++) this.#statistics[column]?.add(cells[column] as string);
  }

  reject(line: number, reason: Parameters<DatasetWriter['reject']>[0]['reason'], raw: string): void {
    const rejection = { line, reason, raw: raw.slice(0, 500).replaceAll('\0', '\u2400') };
    this.rejected++;
    this.#firstRejection ??= rejection;
    if (this.#writer) this.#writer.reject(rejection);
    else if (this.#early.length < 10_000) this.#early.push(rejection);
  }

  finish() {
    if (!this.#writer || this.rows === 0) {
      if (this.rejected === 0) throw new AppError('file_empty', { file: this.#file });
      const { line, reason } = this.#firstRejection ?? { line: 1, reason: '' };
      throw new AppError('file_no_rows', { file: this.#file, rejected: this.rejected, line, reason });
    }
    this.#writer.finish();
    return this.#statistics.map((statistics) => statistics.result());
  }

  discard(): void {
    this.#writer?.discard();
  }

  #start(columns: string[]): void {
    if (columns.length > MOST_COLUMNS) {
      throw new AppError('file_too_many_columns', { file: this.#file, columns: columns.length, limit: MOST_COLUMNS });
    }
    this.#writer = createDatasetFile(this.#output, columns);
    this.#statistics = columns.map((name) => new ColumnStatistics(name));
    for (const rejection of this.#early) this.#writer.reject(rejection);
  }
}

async function openForReading(file: string): Promise<FileHandle> {
  try {
    if ((await stat(file)).isDirectory()) throw new AppError('file_is_folder', { file });
    return await open(file, 'r');
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || error instanceof AppError) throw error;
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') throw new AppError('file_not_found', { file });
    if (error.code === 'EACCES' || error.code === 'EPERM') throw new AppError('file_no_permission', { file });
    throw new AppError('file_unreadable', { file, problem: error.message }, { cause: error });
  }
}

async function readAt(handle: FileHandle, position: number, length: number): Promise<Uint8Array> {
  const buffer = new Uint8Array(length);
  let filled = 0;
  // A read may return less than was asked for before the file's end.
  while (filled < length) {
    const { bytesRead } = await handle.read(buffer, filled, length - filled, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}
