import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openDatasetFile } from '../../main/db/datasetFile.ts';
import { textDecoder } from '../../main/workers/import/encodings/textDecoder.ts';
import { importFile } from '../../main/workers/import/importFile.ts';
import type { ImportSummary } from '../../shared/domain/datasets/dataset.ts';
import type { ImportDoubt } from '../../shared/domain/datasets/importOptions.ts';
import { AppError } from '../../shared/errors/errors.ts';

/** How an import ended, when it ended as it must. */
export interface Accounted {
  rows: number;
  rejected: number;
  /** The code with which the whole file was refused. */
  refused: string | null;
}

/**
 * Imports bytes under a name and checks the promise: every row is stored or rejected with a line and a reason, or the file is refused
 * with a code.
 *
 * @throws Error what does not add up
 */
export async function checkImport(folder: string, name: string, bytes: Uint8Array): Promise<Accounted> {
  const [file, output] = [join(folder, name), join(folder, 'out.db')];
  writeFileSync(file, bytes);
  rmSync(output, { force: true });
  const request = { files: [file], output, options: {}, scratch: join(folder, 'scratch') };
  try {
    for await (const event of importFile(request, new AbortController().signal)) {
      if (event.event === 'done') return checkStored(output, bytes, event.summary, namesAgain(event.doubts));
    }
  } catch (error) {
    if (!(error instanceof AppError) || error.code === 'internal') throw error;
    if (!/^(file|archive|workbook|parquet)_/.test(error.code)) throw error;
    return { rows: 0, rejected: Number(error.details.rejected ?? 0), refused: error.code };
  }
  throw new Error('the import ended without a word');
}

/** Rows that only said the names of the columns again: they are left out, and that is said. */
const namesAgain = (doubts: readonly ImportDoubt[]): number =>
  doubts.reduce((sum, doubt) => sum + (doubt.kind === 'repeated_header' ? doubt.rows : 0), 0);

function checkStored(output: string, bytes: Uint8Array, summary: ImportSummary, again: number): Accounted {
  const stored = openDatasetFile(output);
  try {
    const { rows, rejected, columns } = summary;
    const [table, rejections] = [[...stored.rows()], stored.rejections(0, 1_000_000)];
    if (table.length !== rows) throw new Error(`${table.length} rows are stored, ${rows} were counted`);
    if (rejections.length !== rejected) throw new Error(`${rejections.length} rejections of ${rejected} are stored`);
    if (table.some((row) => row.length !== columns.length)) throw new Error('a row has another number of cells');
    let line = 0;
    for (const rejection of rejections) {
      if (rejection.line < line) throw new Error(`line ${rejection.line} comes after line ${line}`);
      line = rejection.line;
    }
    const lines = rowsIn(bytes, summary);
    // The first row may have been the names of the columns.
    const known = rows + rejected + again;
    if (lines !== null && known !== lines && known !== lines - 1) {
      throw new Error(`${lines} rows went in, ${rows} were stored and ${rejected} rejected`);
    }
    return { rows, rejected, refused: null };
  } finally {
    stored.close();
  }
}

/** How many rows there are, counted in another way; `null` for formats in which that takes a reader. */
function rowsIn(bytes: Uint8Array, { format, encoding }: ImportSummary): number | null {
  if (encoding === '' || (format !== 'jsonl' && format !== 'txt')) return null;
  // Ctrl-Z ends files of DOS.
  const text = textDecoder(encoding)
    .decode(bytes)
    .replace(/[\p{Cc}\s]{0,200}$/u, '');
  // Lines that end in a carriage return alone, and paragraphs, are rows of another kind.
  if (/\r(?!\r*\n)/.test(text) || (format === 'txt' && /\n[ \t]*\r?\n[ \t]*\S/.test(text.trimStart()))) return null;
  return text.split('\n').filter((line) => line.trim() !== '').length;
}
