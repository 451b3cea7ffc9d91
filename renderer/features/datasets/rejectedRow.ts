/** Reads a rejected row again, once someone has put it right: what its format makes cells of. `null` where it is still no row. */
export function cellsOf(text: string, format: string, delimiter: string, columns: readonly string[]): string[] | null {
  if (format === 'json' || format === 'jsonl' || format === 'parquet') return jsonCells(text, columns);
  // A table of one column may have no delimiter: a line is a cell.
  const isOneCell = format === 'txt' || (format === 'csv' && delimiter === '');
  if (isOneCell && columns.length === 1) return text.trim() === '' ? null : [text];
  return delimitedCells(text, delimiter || ',');
}

function jsonCells(text: string, columns: readonly string[]): string[] | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (Array.isArray(value)) return value.map(cellText);
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return null;
  const record = new Map(Object.entries(value));
  // A key that is no column would be lost.
  if ([...record.keys()].some((key) => !columns.includes(key))) return null;
  return columns.map((column) => cellText(record.get(column)));
}

function cellText(value: unknown): string {
  if (typeof value === 'string') return value;
  return value === null || value === undefined ? '' : JSON.stringify(value);
}

/** One row as in RFC 4180; line breaks only inside of quotes. */
function delimitedCells(text: string, delimiter: string): string[] | null {
  const cells: string[] = [];
  let at = 0;
  for (;;) {
    if (text[at] === '"') {
      const end = closingQuote(text, at + 1);
      if (end < 0) return null;
      cells.push(text.slice(at + 1, end).replaceAll('""', '"'));
      at = end + 1;
      if (at < text.length && !text.startsWith(delimiter, at)) return null;
    } else {
      const next = text.indexOf(delimiter, at);
      const cell = text.slice(at, next < 0 ? text.length : next);
      if (/[\n\r]/.test(cell)) return null;
      cells.push(cell);
      at = next < 0 ? text.length : next;
    }
    if (at >= text.length) return cells;
    at += delimiter.length;
  }
}

function closingQuote(text: string, from: number): number {
  for (let at = from; ; ) {
    const quote = text.indexOf('"', at);
    if (quote < 0 || text[quote + 1] !== '"') return quote;
    at = quote + 2;
  }
}
