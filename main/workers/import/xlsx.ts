import { StringDecoder } from 'node:string_decoder';
import type { Entry, ZipFile } from 'yauzl';
import { AppError } from '../../../shared/errors/errors.ts';
import { listZip, openEntry } from './archive.ts';
import type { SampleRow } from './tableShape.ts';
import type { ImportBudget } from './unpacking.ts';
import { shownNumber, styleFormats } from './xlsxFormats.ts';
import { columnIndex, type Merge, mergesOf } from './xlsxMerges.ts';
import { attribute, elements, unescapeXml } from './xml.ts';

/** Shared texts are kept in memory: so many characters, which is more than a sheet of spreadsheet programs has. */
const MOST_SHARED = 64 << 20;
/** One row, or one shared text. */
const LONGEST_ELEMENT = 16 << 20;
/** The last column that spreadsheet programs have, XFD. */
const MOST_CELLS = 16_384;

/** Rows that are looked at to find the table. */
const SAMPLE_ROWS = 300;

/** The beginning of a sheet, and what its file says of the whole. */
export interface SheetSample {
  rows: SampleRow[];
  merges: readonly Merge[];
  /** Formulas without a stored value among these rows. */
  formulas: number;
}

export interface SheetRow {
  number: number;
  cells: string[];
}

/** A workbook, read from front to back row by row; nothing but its shared texts is kept. */
export class Workbook {
  readonly sheets: readonly string[];
  /** Those that are not hidden. */
  readonly visible: readonly string[];
  readonly #budget: ImportBudget;
  #shared: Promise<string[]> | undefined;
  #formulas = 0;
  readonly #file: string;
  readonly #zip: ZipFile;
  readonly #entries: Map<string, Entry>;
  readonly #paths: Map<string, string>;
  readonly #date1904: boolean;

  private constructor(
    file: string,
    zip: ZipFile,
    entries: Map<string, Entry>,
    book: { paths: Map<string, string>; hidden: ReadonlySet<string>; date1904: boolean },
    budget: ImportBudget,
  ) {
    this.#file = file;
    this.#zip = zip;
    this.#entries = entries;
    this.#paths = book.paths;
    this.#date1904 = book.date1904;
    this.#budget = budget;
    this.sheets = [...book.paths.keys()];
    this.visible = this.sheets.filter((sheet) => !book.hidden.has(sheet));
  }

  /** @throws AppError `archive_broken`, `workbook_invalid` */
  static async open(file: string, budget: ImportBudget): Promise<Workbook> {
    const { zip, entries: list } = await listZip(file);
    const entries = new Map(list.map((entry) => [entry.fileName, entry]));
    try {
      const text = async (name: string) => {
        let whole = '';
        for await (const part of textOf(zip, entries, name, file, budget)) {
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
      const hidden = new Set<string>();
      for (const { head } of elements(book, 'sheet')) {
        const target = relations.get(attribute(head, 'r:id') ?? attribute(head, 'id') ?? '') ?? '';
        const path = target.startsWith('/') ? target.slice(1) : `xl/${target}`;
        // Charts have sheets, too, which are no tables.
        if (!entries.has(path) || !path.includes('worksheets')) continue;
        const name = unescapeXml(attribute(head, 'name') ?? path);
        paths.set(name, path);
        if (/hidden/i.test(attribute(head, 'state') ?? '')) hidden.add(name);
      }
      if (paths.size === 0) throw new AppError('workbook_invalid', { file, problem: 'it has no sheet' });
      return new Workbook(file, zip, entries, { paths, hidden, date1904: /date1904="(1|true)"/.test(book) }, budget);
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
    this.#shared ??= this.#sharedTexts();
    const shared = await this.#shared;
    const formats = await this.#styleFormats();
    const size = this.#entries.get(path)?.uncompressedSize ?? 0;
    let number = 0;
    for await (const { read, found } of this.#elementsOf(path, 'row')) {
      const rows: SheetRow[] = [];
      for (const { head, body } of found) {
        number = Number(attribute(head, 'r') ?? number + 1);
        if (!Number.isSafeInteger(number) || number < 1) throw this.#invalid(`row number ${attribute(head, 'r')}`);
        const cells = this.#cells(body, shared, formats);
        if (cells.some((cell) => cell !== '')) rows.push({ number, cells });
      }
      yield { rows, share: size > 0 ? Math.min(1, read / size) : 0 };
    }
  }

  /** The beginning of a sheet. Merged cells are listed at the end of its file, which is looked through for them. */
  async sample(sheet: string): Promise<SheetSample> {
    const rows: SampleRow[] = [];
    this.#formulas = 0;
    for await (const { rows: found } of this.rows(sheet)) {
      for (const { number, cells } of found) rows.push({ cells, line: number, lines: 1 });
      if (rows.length >= SAMPLE_ROWS) break;
    }
    const formulas = this.#formulas;
    return { rows: rows.slice(0, SAMPLE_ROWS), merges: await this.merges(sheet), formulas };
  }

  async merges(sheet: string): Promise<readonly Merge[]> {
    let list = '';
    let before = '';
    for await (const text of textOf(this.#zip, this.#entries, this.#paths.get(sheet) ?? '', this.#file, this.#budget)) {
      if (list === '') {
        // The list's name may be cut by the end of a part.
        const whole = before + text;
        const start = whole.search(/<(\w{1,40}:)?mergeCells[\s>]/);
        if (start >= 0) list = whole.slice(start);
        else before = text.slice(-60);
      } else if (list.length < LONGEST_ELEMENT) list += text;
    }
    return mergesOf(list);
  }

  #cells(body: string, shared: readonly string[], formats: readonly string[]): string[] {
    const cells: string[] = [];
    for (const { head, body: content } of elements(body, 'c')) {
      const reference = attribute(head, 'r');
      const column = reference === null ? cells.length : columnIndex(reference.replace(/\d+$/, ''));
      if (column >= MOST_CELLS) throw this.#invalid(`cell ${reference}`);
      while (cells.length < column) cells.push('');
      cells[column] = this.#cell(head, content, shared, formats);
    }
    while (cells.at(-1) === '') cells.pop();
    return cells;
  }

  #cell(head: string, content: string, shared: readonly string[], formats: readonly string[]): string {
    const type = attribute(head, 't') ?? 'n';
    if (type === 'inlineStr') return texts(content);
    const value = unescapeXml(elements(content, 'v').next().value?.body ?? '');
    // A formula that no program has worked out.
    if (value === '' && type !== 'str' && content.includes('<f')) this.#formulas++;
    if (type === 's') return shared[Number(value)] ?? '';
    if (type === 'b') return value === '1' ? 'TRUE' : 'FALSE';
    if (type !== 'n' || value === '') return value;
    return shownNumber(value, formats[Number(attribute(head, 's') ?? -1)] ?? 'General', this.#date1904);
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

  async #styleFormats(): Promise<string[]> {
    if (!this.#entries.has('xl/styles.xml')) return [];
    let text = '';
    for await (const part of textOf(this.#zip, this.#entries, 'xl/styles.xml', this.#file, this.#budget)) {
      text += part;
      if (text.length > LONGEST_ELEMENT) throw this.#invalid('its styles are too long');
    }
    return styleFormats(text);
  }

  /** The elements of a name in a part, as they arrive. */
  async *#elementsOf(path: string, name: string) {
    let rest = '';
    let read = 0;
    let wanted = 0;
    for await (const text of textOf(this.#zip, this.#entries, path, this.#file, this.#budget)) {
      read += text.length;
      rest += text;
      // One that is not complete yet is looked through again only once there is as much again.
      if (rest.length < wanted) continue;
      const found = [...elements(rest, name)];
      const last = found.at(-1);
      yield { read, found };
      rest = last ? rest.slice(last.end) : rest;
      wanted = last ? 0 : rest.length * 2;
      if (rest.length > LONGEST_ELEMENT) throw this.#invalid(`a ${name} of more than ${LONGEST_ELEMENT} characters`);
    }
    yield { read, found: [...elements(rest, name)] };
  }

  #invalid(problem: string): AppError {
    return new AppError('workbook_invalid', { file: this.#file, problem });
  }
}

/** The texts of an element, also those of its formatted parts; hints how to read characters are no text. */
function texts(body: string): string {
  const withoutHints = body.includes('rPh') ? without(body, 'rPh') : body;
  let text = '';
  for (const { body: part } of elements(withoutHints, 't')) text += unescapeXml(part);
  // Characters that XML cannot hold are written as _x000D_.
  return text.includes('_x')
    ? text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code) => String.fromCharCode(Number.parseInt(code, 16)))
    : text;
}

/** A text without the elements of a name. */
function without(text: string, name: string): string {
  let rest = '';
  let at = 0;
  for (const { head, body, end } of elements(text, name)) {
    const length = end - at;
    const own = text.slice(at, end).lastIndexOf(`<${head}`);
    rest += text.slice(at, at + (own < 0 ? length : own));
    void body;
    at = end;
  }
  return rest + text.slice(at);
}

async function* textOf(
  zip: ZipFile,
  entries: Map<string, Entry>,
  name: string,
  file: string,
  budget: ImportBudget,
): AsyncGenerator<string> {
  const entry = entries.get(name);
  if (!entry) throw new AppError('workbook_invalid', { file, problem: `${name} is missing` });
  const opened = await openEntry(zip, entry, file, budget);
  const decoder = new StringDecoder('utf8');
  try {
    for await (const chunk of opened.chunks) yield decoder.write(Buffer.from(chunk));
    yield decoder.end();
  } finally {
    opened.close();
  }
}
