import { RAW_LENGTH, type Rejection, type RejectionReason } from '../../../shared/domain/dataset.ts';
import type { ConversationShape } from '../../../shared/domain/importOptions.ts';
import { AppError } from '../../../shared/ipc/errors.ts';
import { conversationShape, mapConversation } from './conversations.ts';
import { columnNames, isHeader } from './dialect.ts';
import { cellText } from './jsonValues.ts';
import type { RowSink } from './rowSink.ts';

/** SQLite's own limit is 2,000; a table to learn from has far fewer. */
export const MOST_COLUMNS = 1000;
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

export interface BuilderOptions {
  /** What errors name. */
  file: string;
  /** Whether the first row names the columns; left out, it is looked at. */
  header: boolean | undefined;
  /** Names of the columns where rows cannot say them. */
  columns?: readonly string[] | undefined;
  conversations: boolean;
  /** Missing cells at the end of a row are empty: spreadsheets do not store them. */
  padRows?: boolean | undefined;
  delimiter: string;
}

/** Makes a table of rows or records, and counts: what comes in is accepted or rejected. */
export class TableBuilder implements RowSink {
  rows = 0;
  rejected = 0;
  hasHeader = false;
  conversation: ConversationShape | null = null;
  readonly #table: Table;
  readonly #options: BuilderOptions;
  /** Columns by name, in their order; `null` until the first row. */
  #columns: Map<string, number> | null = null;
  #kind: 'rows' | 'records' | null = null;
  #early: Rejection[] = [];
  #firstRejection: Rejection | undefined;

  constructor(table: Table, options: BuilderOptions) {
    this.#table = table;
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
    if (!this.#columns) {
      this.hasHeader = this.#options.header ?? isHeader(cells);
      this.#start(columnNames(this.hasHeader ? cells : cells.map(() => '')));
      if (this.hasHeader) return;
    }
    const length = this.#columns?.size ?? 0;
    if (this.#options.padRows) while (cells.length < length) cells.push('');
    if (cells.length === length) this.#append(cells);
    else
      this.reject(
        line,
        cells.length < length ? 'too_few_fields' : 'too_many_fields',
        joined(cells, this.#options.delimiter),
      );
  }

  record(record: ReadonlyMap<string, unknown>, line: number): void {
    if (this.#kind === null) {
      this.#kind = 'records';
      this.conversation = this.#options.conversations ? conversationShape(record) : null;
    }
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
    const mapped = this.conversation ? mapConversation(record, this.conversation) : record;
    if (!mapped) return 'bad_conversation';
    const problem = this.#makeColumns(mapped);
    if (problem) return problem;
    const cells: string[] = new Array(this.#columns?.size ?? 0).fill('');
    for (const [name, value] of mapped) cells[this.#columns?.get(name) ?? 0] = cellText(value);
    return problemOf(cells) ?? cells;
  }

  reject(line: number, reason: RejectionReason, raw: string): void {
    const kept = raw.slice(0, RAW_LENGTH).replaceAll('\0', '\u2400');
    const rejection = { line, reason, raw: kept, cut: raw.length > RAW_LENGTH };
    this.rejected++;
    this.#firstRejection ??= rejection;
    if (this.#columns) this.#table.reject(rejection);
    else if (this.#early.length < MOST_EARLY) this.#early.push(rejection);
  }

  /** @throws AppError `file_empty`, `file_no_rows` */
  end(): void {
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
    if (!this.#columns) {
      if (record.size === 0) return 'not_a_record';
      this.#start([...record.keys()]);
      return null;
    }
    const columns = this.#columns;
    const added = [...record.keys()].filter((name) => !columns.has(name));
    if (columns.size + added.length > MOST_COLUMNS) return 'too_many_fields';
    for (const name of added) {
      columns.set(name, columns.size);
      this.#table.addColumn(name);
    }
    return null;
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

/** What SQLite or UTF-8 could not give back as it was. */
function problemOf(cells: readonly string[]): RejectionReason | null {
  for (const cell of cells) {
    if (cell.includes('\0')) return 'nul_byte';
    if (!cell.isWellFormed()) return 'bad_encoding';
  }
  return null;
}

/** A row as it may have been written, for people to put right. */
const joined = (cells: readonly string[], delimiter: string): string =>
  cells.map((cell) => quoted(cell, delimiter)).join(delimiter);

const quoted = (cell: string, delimiter: string): string =>
  cell.includes('"') || cell.includes('\n') || cell.includes(delimiter) ? `"${cell.replaceAll('"', '""')}"` : cell;
