/**
 * What a reader could take for the end of a cell, of a row or of the file's beginning, under any delimiter that it may guess; and an
 * apostrophe that begins a cell, which it could take for the quote.
 */
const NEEDS_QUOTES = /^'|[",;|\t\r\n\uFEFF]/;

/** Characters with which a spreadsheet's formula begins, in both widths, and those that it skips before one (OWASP, “CSV Injection”). */
const FORMULA = /^[=+\-@\t\r\n\uFF0B\uFF0D\uFF1D\uFF20]/;

/** A row as RFC 4180 has it. A row without anything in it is quoted: a blank line, or delimiters alone, would be no row. */
export function csvRow(cells: readonly string[]): string {
  if (cells.every((cell) => cell.trim() === '')) return `${cells.map((cell) => `"${cell}"`).join(',')}\r\n`;
  return `${cells.map(csvCell).join(',')}\r\n`;
}

const csvCell = (cell: string): string => (NEEDS_QUOTES.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

/** The cell as a text that no spreadsheet runs. */
export const withoutFormula = (cell: string): string => (FORMULA.test(cell) ? `'${cell}` : cell);
