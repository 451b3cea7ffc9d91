import { setImmediate } from 'node:timers/promises';

const ROWS_PER_PAGE = 500;
const PROGRESS_MS = 100;

export interface RowSource {
  readonly rowCount: number;
  readRows(offset: number, limit: number): string[][];
}

/**
 * Reads all rows, and lets messages in between: a cancel is seen. Rows are read in pages, so that the file can be asked for an earlier
 * row meanwhile.
 *
 * @throws the signal's reason once it has fired
 */
export async function* scanRows(
  source: RowSource,
  signal: AbortSignal,
  visit: (row: number, cells: string[]) => void,
): AsyncGenerator<number> {
  let last = performance.now();
  const { rowCount } = source;
  for (let offset = 0; offset < rowCount; offset += ROWS_PER_PAGE) {
    const page = source.readRows(offset, ROWS_PER_PAGE);
    for (const [index, cells] of page.entries()) visit(offset + index, cells);
    if (performance.now() - last < PROGRESS_MS) continue;
    last = performance.now();
    yield Math.min(rowCount, offset + ROWS_PER_PAGE);
    await setImmediate();
    signal.throwIfAborted();
  }
}
