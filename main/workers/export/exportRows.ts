import { stat } from 'node:fs/promises';
import type { StepProgress } from '../../../shared/domain/datasets/dataset.ts';
import type { DatasetExportFormat, WrittenFile } from '../../../shared/domain/datasets/datasetExport.ts';
import { AsyncQueue } from '../../../shared/ipc/asyncQueue.ts';
import { type FileSink, writeWhole } from '../../files/fileSink.ts';
import type { RowSource } from '../query/rowSource.ts';
import { csvRow, withoutFormula } from './csvText.ts';
import { ParquetFile } from './parquetFile.ts';

/** Text is written in parts of about this many characters. */
const CHUNK_CHARACTERS = 1 << 18;
/** Rows between two looks at the signal. */
const ROWS_PER_TURN = 2000;
const BYTE_ORDER_MARK = '\uFEFF';

/** Takes rows; `finish` writes what is left of them. */
interface RowWriter {
  append(cells: readonly string[]): Promise<void>;
  finish(): Promise<void>;
}

/** Writes rows to a file that is whole or absent. Memory is bounded. */
export async function* exportRows(
  { columns, total, rows }: RowSource,
  format: DatasetExportFormat,
  output: string,
  signal: AbortSignal,
): AsyncGenerator<StepProgress | WrittenFile> {
  const progress = new AsyncQueue<StepProgress>();
  let done = 0;
  const writing = writeWhole(output, async (sink) => {
    const writer = rowWriter(sink, format, columns);
    for (const row of rows) {
      await writer.append(row);
      if (++done % ROWS_PER_TURN !== 0) continue;
      progress.push({ event: 'progress', done, total });
      await new Promise((resolve) => setImmediate(resolve));
      signal.throwIfAborted();
    }
    await writer.finish();
  }).finally(() => progress.end());
  // It is awaited below; until then, a failure must not count as unhandled.
  writing.catch(() => {});
  yield* progress;
  await writing;
  yield { event: 'done', rows: done, bytes: (await stat(output)).size };
}

function rowWriter(sink: FileSink, format: DatasetExportFormat, columns: readonly string[]): RowWriter {
  switch (format.kind) {
    case 'csv': {
      if (!format.spreadsheetSafe) return new TextWriter(sink, csvRow(columns), csvRow);
      // Without the mark, Excel reads the file in the code page of the machine.
      const safe = (cells: readonly string[]) => csvRow(cells.map(withoutFormula));
      return new TextWriter(sink, BYTE_ORDER_MARK + safe(columns), safe);
    }
    case 'jsonl':
      return new TextWriter(sink, '', jsonLine(columns));
    case 'parquet':
      return new ParquetFile(sink, columns);
    default:
      throw format satisfies never;
  }
}

/** A row as a JSON object. Written by hand: an object of ours would lose a column called `__proto__` and put numbers first. */
function jsonLine(columns: readonly string[]): (cells: readonly string[]) => string {
  const keys = columns.map((name) => `${JSON.stringify(name)}:`);
  return (cells) => `{${cells.map((cell, index) => `${keys[index]}${JSON.stringify(cell)}`).join(',')}}\n`;
}

class TextWriter implements RowWriter {
  readonly #sink: FileSink;
  readonly #line: (cells: readonly string[]) => string;
  #text: string;

  constructor(sink: FileSink, header: string, line: (cells: readonly string[]) => string) {
    this.#sink = sink;
    this.#text = header;
    this.#line = line;
  }

  async append(cells: readonly string[]): Promise<void> {
    this.#text += this.#line(cells);
    if (this.#text.length >= CHUNK_CHARACTERS) await this.finish();
  }

  async finish(): Promise<void> {
    const text = this.#text;
    this.#text = '';
    if (text !== '') await this.#sink.write(text);
  }
}
