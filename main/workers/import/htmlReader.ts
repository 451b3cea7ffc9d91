import { AppError } from '../../../shared/errors/errors.ts';
import type { RowSink, TextReader } from './rowSink.ts';
import { tableShape } from './tableShape.ts';
import { unescapeXml } from './xml.ts';

/** A page is read as a whole, since its largest table is known at its end only: so many characters. */
const LONGEST = 64 << 20;
/** A cell that goes on over more rows, or has more columns, than a person would make it. */
const MOST_SPANNED = 1000;
/** Rows in which the table's beginning is looked for: a page has its title as a row of one cell. */
const LOOKED = 200;

interface Cell {
  text: string;
  rows: number;
  columns: number;
}

/** Whether a text is a page with a table in it, which programs like to name `.xls`. */
export const isHtmlTable = (text: string): boolean =>
  /^\s*(<\?xml[^>]{0,200}>\s*)?(<!--[^>]{0,500}>\s*)?<(!doctype\s+html|html|head|body|meta|style|div|table)\b/i.test(
    text,
  ) && /<table[\s>]/i.test(text);

/** Whether a text is a workbook in XML as Excel wrote it in 2003. */
export const isXmlWorkbook = (text: string): boolean =>
  /^\s*<\?xml/.test(text) && text.slice(0, 2000).includes('urn:schemas-microsoft-com:office:spreadsheet');

/** Reads the largest table of a page. Tables inside of a cell are text of that cell. */
export class HtmlTableReader implements TextReader {
  readonly #sink: RowSink;
  readonly #file: string;
  #parts: string[] = [];
  #length = 0;

  constructor(sink: RowSink, file: string) {
    this.#sink = sink;
    this.#file = file;
  }

  /** @throws AppError `file_page_too_large` */
  feed(text: string): void {
    this.#length += text.length;
    if (this.#length > LONGEST)
      throw new AppError('file_page_too_large', { file: this.#file, megabytes: LONGEST >> 20 });
    this.#parts.push(text);
  }

  end(): void {
    const tables = tablesOf(this.#parts.join(''));
    const largest = tables.reduce<Cell[][]>((most, rows) => (sizeOf(rows) > sizeOf(most) ? rows : most), []);
    const rows = [...spanned(largest)];
    const looked = rows.slice(0, LOOKED).map((cells, index) => ({ cells, line: index + 1, lines: 1 }));
    const start = tableShape(looked).start;
    for (const [index, cells] of rows.entries()) {
      const line = index + 1;
      if (index < start) continue;
      if (cells.some((cell) => cell !== '')) this.#sink.row(cells, line);
    }
  }
}

const sizeOf = (rows: readonly Cell[][]): number => rows.reduce((sum, row) => sum + row.length, 0);

/** The tables of a page, one pass. */
function tablesOf(page: string): Cell[][][] {
  const tables: Cell[][][] = [];
  let depth = 0;
  let rows: Cell[][] = [];
  let row: Cell[] | null = null;
  let cell: Cell | null = null;
  const add = (text: string) => {
    if (cell) cell.text += text;
  };
  for (let at = 0; at < page.length; ) {
    const open = page.indexOf('<', at);
    add(page.slice(at, open < 0 ? undefined : open));
    if (open < 0) break;
    if (page.startsWith('<!--', open)) {
      const end = page.indexOf('-->', open);
      if (end < 0) break;
      at = end + 3;
      continue;
    }
    const close = page.indexOf('>', open);
    if (close < 0) break;
    at = close + 1;
    const tag = page.slice(open + 1, Math.min(close, open + 2000));
    const name = /^\/?[a-z][a-z0-9]*/i.exec(tag)?.[0].toLowerCase() ?? '';
    if (name === 'script' || name === 'style') {
      at = rawEnd(page, name, at);
    } else if (name === 'table') {
      depth++;
      if (depth === 1) [rows, row, cell] = [[], null, null];
    } else if (name === '/table') {
      depth = Math.max(0, depth - 1);
      if (depth === 0) {
        tables.push(rows);
        [rows, row, cell] = [[], null, null];
      }
    } else if (depth === 1 && name === 'tr') {
      row = [];
      rows.push(row);
      cell = null;
    } else if (depth === 1 && (name === 'td' || name === 'th')) {
      if (!row) {
        row = [];
        rows.push(row);
      }
      cell = { text: '', rows: span(tag, 'rowspan'), columns: span(tag, 'colspan') };
      row.push(cell);
    } else if (depth === 1 && (name === '/td' || name === '/th' || name === '/tr')) cell = null;
    else if (name === 'br' || name === '/p' || name === '/div' || name === '/li') add('\u0001');
  }
  if (rows.length > 0) tables.push(rows);
  return tables;
}

/** Where a script or style ends, in which tags are text. */
function rawEnd(page: string, name: string, from: number): number {
  for (let at = page.indexOf('</', from); at >= 0; at = page.indexOf('</', at + 2)) {
    if (page.slice(at + 2, at + 2 + name.length).toLowerCase() === name) return at;
  }
  return page.length;
}

const span = (tag: string, name: string): number => {
  const count = Number(new RegExp(`\\s${name}\\s?=\\s?["']?(\\d{1,6})`, 'i').exec(tag)?.[1] ?? 1);
  return Math.min(Math.max(1, count), MOST_SPANNED);
};

/** Rows of cells, with those that go on over several rows in each of them. */
function* spanned(rows: readonly Cell[][]): Generator<string[]> {
  let open: { text: string; rows: number }[] = [];
  for (const row of rows) {
    const cells: string[] = [];
    const next: { text: string; rows: number }[] = [];
    const carry = () => {
      for (let held = open[cells.length]; held && held.rows > 0; held = open[cells.length]) {
        next[cells.length] = { text: held.text, rows: held.rows - 1 };
        cells.push(held.text);
      }
    };
    for (const { text, rows: rowSpan, columns } of row) {
      carry();
      const own = plainText(text);
      for (let column = 0; column < columns && cells.length < MOST_SPANNED; column++) {
        next[cells.length] = { text: own, rows: rowSpan - 1 };
        cells.push(column === 0 ? own : '');
      }
    }
    carry();
    open = next;
    yield cells;
  }
}

/** HTML's names for the characters of Latin-1 from the no-break space on, in their order, and for signs that people use. */
const ENTITIES = new Map([
  ...(
    'nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro para middot ' +
    'cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml ' +
    'Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig ' +
    'agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ' +
    'ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml'
  )
    .split(' ')
    .map((name, index): [string, string] => [name, String.fromCharCode(0xa0 + index)]),
  ...([
    ['euro', '€'],
    ['ndash', '–'],
    ['mdash', '—'],
    ['lsquo', '‘'],
    ['rsquo', '’'],
    ['sbquo', '‚'],
    ['ldquo', '“'],
    ['rdquo', '”'],
    ['bdquo', '„'],
    ['hellip', '…'],
    ['bull', '•'],
    ['trade', '™'],
    ['OElig', 'Œ'],
    ['oelig', 'œ'],
  ] as const),
]);

const plainText = (text: string): string =>
  unescapeXml(text.replace(/&([A-Za-z]{2,8}\d?\d?);/g, (whole, name) => ENTITIES.get(name) ?? whole))
    .replace(/[\s\u00A0]+/g, ' ')
    .replaceAll('\u0001', '\n')
    .split('\n')
    .map((line) => line.trim())
    .join('\n')
    .trim();
