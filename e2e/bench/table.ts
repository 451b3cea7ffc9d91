/** A table in Markdown, so that it reads well in a terminal and can be put into a page as it is. Numbers stand to the right. */
export function renderTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = header.map((title, column) =>
    Math.max(3, ...[title, ...rows.map((row) => row[column] ?? '')].map(width)),
  );
  const isNumeric = header.map(
    (_, column) =>
      rows.length > 0 && rows.every((row) => row[column] === undefined || /^([\d.,]+×?|–|)$/.test(row[column])),
  );
  const line = (cells: readonly string[]) =>
    `| ${widths.map((size, column) => pad(cells[column] ?? '', size, isNumeric[column] ?? false)).join(' | ')} |`;
  const rule = widths.map((size, column) => (isNumeric[column] ? `${'-'.repeat(size - 1)}:` : '-'.repeat(size)));
  return [line(header), line(rule), ...rows.map(line)].join('\n');
}

/** A number as people read it; a dash for one that was not measured. */
export function formatNumber(value: number | null | undefined, digits = 0): string {
  if (value === null || value === undefined) return '–';
  return value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

const width = (text: string) => [...text].length;

function pad(text: string, size: number, right: boolean): string {
  const blank = ' '.repeat(Math.max(0, size - width(text)));
  return right ? blank + text : text + blank;
}
