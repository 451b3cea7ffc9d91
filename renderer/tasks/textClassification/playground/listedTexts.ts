/** A text with its likeliest label. */
export interface LabelledLine {
  text: string;
  label: string;
  /** 0…1. */
  confidence: number;
}

/** The texts of a pasted list: one a line, without the lines that are empty. */
export const linesOf = (pasted: string): string[] =>
  pasted
    .split(/\r\n|\n|\r/)
    .map((line) => line.trim())
    .filter((line) => line !== '');

/** A table of the lines as CSV (RFC 4180), with a line of names. */
export const csvOf = (names: readonly [string, string, string], lines: readonly LabelledLine[]): string =>
  [names, ...lines.map(({ text, label, confidence }) => [text, label, confidence.toFixed(6)])]
    .map((cells) => `${cells.map(quoted).join(',')}\r\n`)
    .join('');

const quoted = (cell: string): string => (/[",\n\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
