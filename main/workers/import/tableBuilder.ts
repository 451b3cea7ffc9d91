import { RAW_LENGTH, type Rejection, type RejectionReason } from '../../../shared/domain/datasets/dataset.ts';
import {
  type ConversationForm,
  type ConversationShape,
  type ImportDoubt,
  usualForm,
} from '../../../shared/domain/datasets/importOptions.ts';
import { AppError } from '../../../shared/errors/errors.ts';
import { columnNames, isHeader, namesFrom } from './columnNames.ts';
import { conversationColumns, conversationShape, mapConversation } from './conversations.ts';
import { swallowedRows } from './dialectScore.ts';
import { asInFile, cellsAsInFile } from './encodings/lostCharacters.ts';
import type { Comments } from './json5.ts';
import { cellText, problemOf } from './jsonValues.ts';
import type { RowSink } from './rowSink.ts';

/** SQLite's own limit is 2,000; a table to learn from has far fewer. */
export const MOST_COLUMNS = 1000;
/** An export may begin with a record or two about itself. */
const MOST_UNDECIDED = 20;
/** Rejected before there are columns: there is no table to keep them in yet. */
const MOST_EARLY = 10_000;

/** The table that rows become: a data set file, or what a preview shows. */
export interface Table {
  start(columns: readonly string[]): void;
  /** Rows before it have an empty text in it. */
  addColumn(name: string): void;
  append(cells: readonly string[]): void;
  reject(rejection: Rejection): void;
}

/** What is known of rows before they are read. */
export interface RowLayout {
  /** Names of the columns where rows cannot say them. */
  columns?: readonly string[] | undefined;
  /** Missing cells at the end of a row are empty: spreadsheets do not store them. */
  padRows?: boolean | undefined;
  /** Rows that name the columns; `null` or left out where the first one is looked at. */
  headerRows?: number | null | undefined;
  /** Columns there are: cells of the header beyond them are blank. */
  width?: number | null | undefined;
  /** Rows of so many cells only lack empty ones at the end. */
  padFrom?: number | undefined;
  /** The first name stands behind the mark of a comment, which is none of it. */
  markedNames?: boolean | undefined;
  /** The names begin with that of the second column. */
  unnamedFirst?: boolean | undefined;
}

export interface BuilderOptions extends RowLayout {
  /** What errors name. */
  file: string;
  /** Whether the first row names the columns; left out, it is looked at. */
  header: boolean | undefined;
  /** What conversations become; left out, what is usual of their shape. */
  conversations: ConversationForm | undefined;
  delimiter: string;
}

/** Makes a table of rows or records, and counts: what comes in is accepted or rejected. */
export class TableBuilder implements RowSink {
  rows = 0;
  rejected = 0;
  /** Rows that named the columns. */
  headerRows = 0;
  /** The first row in which a quote has joined what look like several, with their number. */
  joinedRows: { line: number; lines: number } | null = null;
  /** Rows that only said the names again. */
  repeatedHeaders = 0;
  /** Of a document that may have some: they are left out. */
  comments: Comments | null = null;
  conversation: ConversationShape | null = null;
  readonly #table: Table;
  readonly #options: BuilderOptions;
  /** Columns by name, in their order; `null` until the first row. */
  #columns: Map<string, number> | null = null;
  #kind: 'rows' | 'records' | null = null;
  #headerRows: string[][] = [];
  #early: Rejection[] = [];
  /** The first records, until one tells what conversations look like here; `null` once that is settled. */
  #undecided: (() => void)[] | null = null;
  /** Columns of records by their keys, which may have blanks around them. */
  readonly #byKey = new Map<string, number>();
  #firstRejection: Rejection | undefined;

  constructor(table: Table, options: BuilderOptions) {
    this.#table = {
      start: (columns) => table.start(cellsAsInFile(columns)),
      addColumn: (name) => table.addColumn(asInFile(name)),
      append: (cells) => table.append(cellsAsInFile(cells)),
      reject: (rejection) => table.reject({ ...rejection, raw: asInFile(rejection.raw) }),
    };
    this.#options = options;
    if (options.columns) this.#start(options.columns);
  }

  row(cells: string[], line: number): void {
    // A list without anything in it is no row, and names no columns.
    if (this.#kind === 'records' || cells.length === 0) {
      this.reject(line, 'not_a_record', JSON.stringify(cells));
      return;
    }
    this.#kind = 'rows';
    if (!this.#columns && this.#takeHeader(cells)) return;
    const length = this.#columns?.size ?? 0;
    if (cells.length !== length) this.#fit(cells, length);
    if (cells.length === length) {
      if (this.#isHeaderAgain(cells)) this.repeatedHeaders++;
      else this.#append(cells);
    } else
      this.reject(
        line,
        cells.length < length ? 'too_few_fields' : 'too_many_fields',
        joined(cells, this.#options.delimiter),
      );
  }

  /** Looks whether a quote has joined what look like several rows. */
  joined(cells: readonly string[], line: number): void {
    const lines = swallowedRows(cells, this.#options.delimiter, this.#columns?.size ?? 0);
    if (lines > 1) this.joinedRows ??= { line, lines };
  }

  /** What its conversations become; `null` where it has none. */
  get form(): ConversationForm | null {
    return this.conversation && (this.#options.conversations ?? usualForm(this.conversation));
  }

  get hasHeader(): boolean {
    return this.headerRows > 0;
  }

  /** Takes rows until the columns have their names. False where the row is one of the table's. */
  #takeHeader(cells: string[]): boolean {
    const { header, headerRows, width, unnamedFirst } = this.#options;
    const count = headerRows ?? ((header ?? isHeader(cells)) ? 1 : 0);
    const rows = this.#headerRows;
    if (count > 0) rows.push(unnamedFirst ? ['', ...cells] : [...cells]);
    if (rows.length < count) return true;
    const named = count > 0 ? rows : [cells.map(() => '')];
    const length = width ?? Math.max(...named.map((row) => row.length));
    const [top] = named;
    if (this.#options.markedNames && top) top[0] = (top[0] ?? '').replace(/^\s*(#+|\/\/)\s*/, '');
    const whole = named.map((row) => Array.from({ length }, (_, column) => row[column] ?? ''));
    this.headerRows = count;
    this.#headerRows = whole.slice(-1);
    this.#start(count > 1 ? namesFrom(whole) : columnNames(whole[0] ?? []));
    return count > 0;
  }

  /** Takes empty cells off a row that is too long, and gives them to one that only lacks these. */
  #fit(cells: string[], length: number): void {
    const { padRows, padFrom = Number.POSITIVE_INFINITY } = this.#options;
    if (padRows || cells.length >= padFrom) while (cells.length < length) cells.push('');
    if (this.#options.headerRows === undefined || this.#options.headerRows === null) return;
    while (cells.length > length && (cells.at(-1) as string).trim() === '') cells.pop();
  }

  /** Where files were joined, the names stand among the rows. */
  #isHeaderAgain(cells: readonly string[]): boolean {
    const [names] = this.#headerRows;
    if (this.headerRows === 0 || !names || names.length < 2 || cells[0] !== names[0]) return false;
    return cells.every((cell, column) => cell === names[column]);
  }

  record(record: ReadonlyMap<string, unknown>, line: number): void {
    if (this.#kind === null) {
      this.#kind = 'records';
      this.#undecided = this.#options.conversations === 'columns' ? null : [];
    }
    if (this.#undecided === null) {
      this.#take(record, line);
      return;
    }
    this.conversation = conversationShape(record);
    this.#wait(() => this.#take(record, line));
  }

  /** What comes meanwhile keeps its place. */
  #wait(then: () => void): void {
    this.#undecided?.push(then);
    if (this.conversation !== null || (this.#undecided?.length ?? 0) >= MOST_UNDECIDED) this.settle();
  }

  /** Nothing more is known of the rows that wait until it is clear what they are. */
  settle(): void {
    const waiting = this.#undecided ?? [];
    this.#undecided = null;
    if (this.conversation !== null) this.#columnsOf(conversationColumns(this.form ?? 'pairs'));
    for (const take of waiting) take();
  }

  #take(record: ReadonlyMap<string, unknown>, line: number): void {
    const result = this.#cellsOf(record);
    if (typeof result !== 'string') {
      this.#append(result);
      return;
    }
    const raw = Object.fromEntries([...record].map(([name, value]) => [name, cellText(value)]));
    this.reject(line, result, JSON.stringify(raw));
  }

  /** The cells of a record, or why it has none. */
  #cellsOf(record: ReadonlyMap<string, unknown>): string[] | RejectionReason {
    if (this.#kind !== 'records') return 'not_a_record';
    const { conversation, form } = this;
    const mapped = conversation && form ? mapConversation(record, conversation, form) : record;
    if (!mapped) return 'bad_conversation';
    const problem = this.#makeColumns(mapped);
    if (problem) return problem;
    const cells: string[] = new Array(this.#columns?.size ?? 0).fill('');
    for (const [key, value] of mapped) cells[this.#byKey.get(key) ?? 0] = cellText(value);
    return problemOf(cells) ?? cells;
  }

  reject(line: number, reason: RejectionReason, raw: string): void {
    if (this.#undecided === null) this.#reject(line, reason, raw);
    else {
      const beginning = raw.slice(0, RAW_LENGTH + 1);
      this.#wait(() => this.#reject(line, reason, beginning));
    }
  }

  #reject(line: number, reason: RejectionReason, raw: string): void {
    const kept = raw.slice(0, RAW_LENGTH).replaceAll('\0', '\u2400');
    const rejection = { line, reason, raw: kept, cut: raw.length > RAW_LENGTH };
    this.rejected++;
    this.#firstRejection ??= rejection;
    if (this.#columns) this.#table.reject(rejection);
    else if (this.#early.length < MOST_EARLY) this.#early.push(rejection);
  }

  /** What was found out while the rows were read that a person had better look at. */
  doubts(): ImportDoubt[] {
    const { rows, rejected, joinedRows, repeatedHeaders, comments } = this;
    return [
      ...(comments && comments.count > 0
        ? [{ kind: 'comments' as const, comments: comments.count, text: comments.first.replace(/\*+\/$/, '').trim() }]
        : []),
      ...(joinedRows ? [{ kind: 'joined_rows' as const, ...joinedRows }] : []),
      ...(repeatedHeaders > 0 ? [{ kind: 'repeated_header' as const, rows: repeatedHeaders }] : []),
      ...(rejected > rows ? [{ kind: 'mostly_rejected' as const, rows, rejected }] : []),
    ];
  }

  /** @throws AppError `file_empty`, `file_no_rows` */
  end(): void {
    if (this.#undecided !== null) this.settle();
    if (this.#columns && this.rows > 0) return;
    const { file } = this.#options;
    if (this.rejected === 0) throw new AppError('file_empty', { file });
    const { line, reason } = this.#firstRejection ?? { line: 1, reason: '' };
    throw new AppError('file_no_rows', { file, rejected: this.rejected, line, reason });
  }

  #append(cells: readonly string[]): void {
    this.#table.append(cells);
    this.rows++;
  }

  #makeColumns(record: ReadonlyMap<string, unknown>): RejectionReason | null {
    const added = [...record.keys()].filter((key) => !this.#byKey.has(key));
    if (!this.#columns && record.size === 0) return 'not_a_record';
    if (this.#columns && this.#columns.size + added.length > MOST_COLUMNS) return 'too_many_fields';
    this.#columnsOf(added);
    return null;
  }

  /** Gives each key a column: its name without the blanks around it, which no template could say, and said once. */
  #columnsOf(keys: readonly string[]): void {
    const names = new Set<string>();
    const taken = this.#columns ?? new Map<string, number>();
    for (const key of keys) {
      const position = taken.size + names.size;
      const base = key.trim() || `column ${position + 1}`;
      let name = base;
      for (let number = 2; taken.has(name) || names.has(name); number++) name = `${base} (${number})`;
      names.add(name);
      this.#byKey.set(key, position);
    }
    if (!this.#columns) {
      this.#start([...names]);
      return;
    }
    for (const name of names) {
      this.#columns.set(name, this.#columns.size);
      this.#table.addColumn(name);
    }
  }

  #start(names: readonly string[]): void {
    if (names.length > MOST_COLUMNS) {
      const { file } = this.#options;
      throw new AppError('file_too_many_columns', { file, columns: names.length, limit: MOST_COLUMNS });
    }
    this.#columns = new Map(names.map((name, index) => [name, index]));
    this.#table.start(names);
    for (const rejection of this.#early) this.#table.reject(rejection);
    this.#early = [];
  }
}

/** A row as it may have been written, for people to put right. */
const joined = (cells: readonly string[], delimiter: string): string =>
  cells.map((cell) => quoted(cell, delimiter)).join(delimiter);

const quoted = (cell: string, delimiter: string): string =>
  cell.includes('"') || cell.includes('\n') || cell.includes(delimiter) ? `"${cell.replaceAll('"', '""')}"` : cell;
