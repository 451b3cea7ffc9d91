import { StringDecoder } from 'node:string_decoder';
import type { Entry, ZipFile } from 'yauzl';
import { AppError } from '../../../shared/ipc/errors.ts';
import { listZip, openEntry } from './archive.ts';
import { dateStyles, serialDate } from './xlsxDates.ts';
import { attribute, elements, unescapeXml } from './xml.ts';

/** Shared texts are kept in memory: so many characters, which is more than a sheet of spreadsheet programs has. */
const MOST_SHARED = 64 << 20;
/** One row, or one shared text. */
const LONGEST_ELEMENT = 16 << 20;
/** The last column that spreadsheet programs have, XFD. */
const MOST_CELLS = 16_384;

export interface SheetRow {
  number: number;
  cells: string[];
}

/** A workbook, read from front to back row by row; nothing but its shared texts is kept. */
export class Workbook {
  readonly sheets: readonly string[];
  readonly #file: string;
  readonly #zip: ZipFile;
  readonly #entries: Map<string, Entry>;
  readonly #paths: Map<string, string>;
  readonly #date1904: boolean;

  private constructor(
    file: string,
    zip: ZipFile,
    entries: Map<string, Entry>,
    book: { paths: Map<string, string>; date1904: boolean },
  ) {
    this.#file = file;
    this.#zip = zip;
    this.#entries = entries;
    this.#paths = book.paths;
    this.#date1904 = book.date1904;
    this.sheets = [...book.paths.keys()];
  }

  /** @throws AppError `archive_broken`, `workbook_invalid` */
  static async open(file: string): Promise<Workbook> {
    const { zip, entries: list } = await listZip(file);
    const entries = new Map(list.map((entry) => [entry.fileName, entry]));
    try {
      const text = async (name: string) => {
        let whole = '';
        for await (const part of textOf(zip, entries, name, file)) {
          whole += part;
          if (whole.length > LONGEST_ELEMENT)
            throw new AppError('workbook_invalid', { file, problem: `${name} is too long` });
        }
        return whole;
      };
      const book = await text('xl/workbook.xml');
      const relations = new Map<string, string>();
      for (const { head } of elements(await text('xl/_rels/workbook.xml.rels'), 'Relationship')) {
        relations.set(attribute(head, 'Id') ?? '', attribute(head, 'Target') ?? '');
      }
      const paths = new Map<string, string>();
      for (const { head } of elements(book, 'sheet')) {
        const target = relations.get(attribute(head, 'r:id') ?? attribute(head, 'id') ?? '') ?? '';
        const path = target.startsWith('/') ? target.slice(1) : `xl/${target}`;
        // Charts have sheets, too, which are no tables.
        if (entries.has(path) && path.includes('worksheets'))
          paths.set(unescapeXml(attribute(head, 'name') ?? path), path);
      }
      if (paths.size === 0) throw new AppError('workbook_invalid', { file, problem: 'it has no sheet' });
      return new Workbook(file, zip, entries, { paths, date1904: /date1904="(1|true)"/.test(book) });
    } catch (error) {
      zip.close();
      throw error;
    }
  }

  close(): void {
    this.#zip.close();
  }

  /** The rows of a sheet that have anything in them. */
  async *rows(sheet: string): AsyncGenerator<{ rows: SheetRow[]; share: number }> {
    const path = this.#paths.get(sheet);
    if (path === undefined) throw new AppError('table_unknown', { table: sheet, tables: this.sheets.join(', ') });
    const shared = await this.#sharedTexts();
    const dates = await this.#dateStyles();
    const size = this.#entries.get(path)?.uncompressedSize ?? 0;
    let number = 0;
    for await (const { read, found } of this.#elementsOf(path, 'row')) {
      const rows: SheetRow[] = [];
      for (const { head, body } of found) {
        number = Number(attribute(head, 'r') ?? number + 1);
        if (!Number.isSafeInteger(number) || number < 1) throw this.#invalid(`row number ${attribute(head, 'r')}`);
        const cells = this.#cells(body, shared, dates);
        if (cells.some((cell) => cell !== '')) rows.push({ number, cells });
      }
      yield { rows, share: size > 0 ? Math.min(1, read / size) : 0 };
    }
  }

  #cells(body: string, shared: readonly string[], dates: ReadonlySet<number>): string[] {
    const cells: string[] = [];
    for (const { head, body: content } of elements(body, 'c')) {
      const reference = attribute(head, 'r');
      const column = reference === null ? cells.length : columnIndex(reference);
      if (column >= MOST_CELLS) throw this.#invalid(`cell ${reference}`);
      while (cells.length < column) cells.push('');
      cells[column] = this.#cell(head, content, shared, dates);
    }
    while (cells.at(-1) === '') cells.pop();
    return cells;
  }

  #cell(head: string, content: string, shared: readonly string[], dates: ReadonlySet<number>): string {
    const type = attribute(head, 't') ?? 'n';
    if (type === 'inlineStr') return texts(content);
    const value = unescapeXml(elements(content, 'v').next().value?.body ?? '');
    if (type === 's') return shared[Number(value)] ?? '';
    if (type === 'b') return value === '1' ? 'TRUE' : 'FALSE';
    if (type !== 'n' || value === '') return value;
    return dates.has(Number(attribute(head, 's') ?? -1)) ? serialDate(value, this.#date1904) : value;
  }

  async #sharedTexts(): Promise<string[]> {
    const shared: string[] = [];
    let length = 0;
    if (!this.#entries.has('xl/sharedStrings.xml')) return shared;
    for await (const { found } of this.#elementsOf('xl/sharedStrings.xml', 'si')) {
      for (const { body } of found) {
        const text = texts(body);
        length += text.length;
        if (length > MOST_SHARED)
          throw new AppError('workbook_too_large', { file: this.#file, megabytes: MOST_SHARED >> 20 });
        shared.push(text);
      }
    }
    return shared;
  }

  async #dateStyles(): Promise<ReadonlySet<number>> {
    let whole = '';
    if (!this.#entries.has('xl/styles.xml')) return new Set();
    for await (const part of textOf(this.#zip, this.#entries, 'xl/styles.xml', this.#file)) {
      whole += part;
      if (whole.length > LONGEST_ELEMENT) throw this.#invalid('the styles are too long');
    }
    return dateStyles(whole);
  }

  /** The elements of a name in a part, as they arrive. */
  async *#elementsOf(path: string, name: string) {
    let rest = '';
    let read = 0;
    for await (const text of textOf(this.#zip, this.#entries, path, this.#file)) {
      read += text.length;
      rest += text;
      const found = [...elements(rest, name)];
      const last = found.at(-1);
      yield { read, found };
      rest = last ? rest.slice(last.end) : rest;
      if (rest.length > LONGEST_ELEMENT) throw this.#invalid(`a ${name} of more than ${LONGEST_ELEMENT} characters`);
    }
  }

  #invalid(problem: string): AppError {
    return new AppError('workbook_invalid', { file: this.#file, problem });
  }
}

/** The texts of an element, also those of its formatted parts; hints how to read characters are no text. */
function texts(body: string): string {
  const withoutHints = body.includes('rPh') ? body.replace(/<(\w+:)?rPh[\s>][\s\S]*?<\/(\w+:)?rPh>/g, '') : body;
  let text = '';
  for (const { body: part } of elements(withoutHints, 't')) text += unescapeXml(part);
  // Characters that XML cannot hold are written as _x000D_.
  return text.includes('_x')
    ? text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code) => String.fromCharCode(Number.parseInt(code, 16)))
    : text;
}

/** `BC12` → 54. */
function columnIndex(reference: string): number {
  let index = 0;
  for (const letter of reference.replace(/\d+$/, '')) index = index * 26 + (letter.charCodeAt(0) & 31);
  return index - 1;
}

async function* textOf(zip: ZipFile, entries: Map<string, Entry>, name: string, file: string): AsyncGenerator<string> {
  const entry = entries.get(name);
  if (!entry) throw new AppError('workbook_invalid', { file, problem: `${name} is missing` });
  const opened = await openEntry(zip, entry, file);
  const decoder = new StringDecoder('utf8');
  try {
    for await (const chunk of opened.chunks) yield decoder.write(Buffer.from(chunk));
    yield decoder.end();
  } finally {
    opened.close();
  }
}
