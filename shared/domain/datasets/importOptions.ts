import { z } from 'zod';
import { Rejection } from './dataset.ts';

export const ImportFormat = z.enum(['csv', 'json', 'jsonl', 'parquet', 'xlsx', 'html', 'txt']);
export type ImportFormat = z.infer<typeof ImportFormat>;

/** What file dialogs offer; the content says what a file is. */
export const IMPORT_EXTENSIONS = [
  ...[
    'csv',
    'tsv',
    'tab',
    'psv',
    'json',
    'jsonl',
    'ndjson',
    'geojson',
    'json5',
    'jsonc',
    'parquet',
    'xlsx',
    'xls',
    'html',
    'htm',
  ],
  ...['txt', 'text', 'md', 'markdown', 'gz', 'zst', 'zip'],
] as const;

/** Labels of the web, and of code pages that it does not know (IANA's names). */
export const ImportEncoding = z.enum([
  ...(['utf-8', 'utf-16le', 'utf-16be', 'utf-32le', 'utf-32be'] as const),
  ...(['windows-1252', 'iso-8859-15', 'macintosh', 'ibm850', 'ibm437'] as const),
  ...(['windows-1250', 'iso-8859-2', 'iso-8859-16', 'x-mac-centraleurroman', 'ibm852'] as const),
  ...(['windows-1254', 'iso-8859-3', 'x-mac-turkish', 'ibm857'] as const),
  ...(['windows-1257', 'iso-8859-4', 'iso-8859-10', 'iso-8859-13', 'iso-8859-14', 'ibm775'] as const),
  ...(['windows-1251', 'koi8-r', 'koi8-u', 'iso-8859-5', 'x-mac-cyrillic', 'ibm866'] as const),
  ...(['windows-1253', 'iso-8859-7', 'x-mac-greek', 'ibm737'] as const),
  ...(['windows-1255', 'iso-8859-8', 'windows-1256', 'iso-8859-6', 'windows-874', 'windows-1258'] as const),
  ...(['gb18030', 'big5', 'shift_jis', 'euc-jp', 'iso-2022-jp', 'euc-kr'] as const),
]);
export type ImportEncoding = z.infer<typeof ImportEncoding>;

/** What one row is made of when a text becomes a table. */
export const TextUnit = z.enum(['file', 'line', 'paragraph']);
export type TextUnit = z.infer<typeof TextUnit>;

/** Shapes of conversations that are known; the names are those of the data sets that made them common. */
export const ConversationShape = z.enum(['alpaca', 'sharegpt', 'messages']);
export type ConversationShape = z.infer<typeof ConversationShape>;

/** UTF-16 units that delimiters have at most. */
export const LONGEST_DELIMITER = 8;
/** What conversations become: a column of messages for a chat, a prompt and a completion, or what they are, column by column. */
export const ConversationForm = z.enum(['messages', 'pairs', 'columns']);
export type ConversationForm = z.infer<typeof ConversationForm>;

/** Where nobody says: messages, of which all answers are learned; what has one question and one answer only is a pair. */
export const usualForm = (shape: ConversationShape): ConversationForm => (shape === 'alpaca' ? 'pairs' : 'messages');

/** What can stand between cells, one character or several; an empty text where a line is one cell. */
const Delimiter = z.string().regex(/^[^\n\r"\uFEFF]{0,8}$/, 'must be 1 to 8 characters without quotes and line breaks');

/** Most rows that name columns together. */
export const MOST_HEADER_ROWS = 10;

/** How a file is to be read. What is left out is detected; what a format has no use for is not looked at. */
export const ImportOptions = z.object({
  format: ImportFormat.optional(),
  encoding: ImportEncoding.optional(),
  delimiter: Delimiter.optional(),
  /** An empty text for none. */
  quote: z.enum(['"', "'", '']).optional(),
  /** A backslash makes the next character one of the text, as MySQL writes it; else a quote in quotes is doubled. */
  backslash: z.boolean().optional(),
  /** Lines of a text, or rows of a sheet, that stand before the table. */
  skipRows: z.number().int().min(0).max(1_000_000).optional(),
  header: z.boolean().optional(),
  /** Rows that name the columns together, where it is not one. */
  headerRows: z.number().int().min(1).max(MOST_HEADER_ROWS).optional(),
  /** Which of several: a sheet of a workbook, a file of an archive, a list in a JSON document. */
  table: z.string().max(1000).optional(),
  unit: TextUnit.optional(),
  conversations: ConversationForm.optional(),
});
export type ImportOptions = z.infer<typeof ImportOptions>;

/**
 * What was guessed of a file and may be wrong: a person had better look. Each kind says what it is about, and has its text in
 * `renderer/i18n`.
 */
export const ImportDoubt = z.discriminatedUnion('kind', [
  /** The likeliest of several encodings, the next ones after it. */
  z.object({ kind: z.literal('encoding'), encoding: z.string(), others: z.array(z.string()) }),
  /** One of several tables is read. */
  z.object({ kind: z.literal('tables'), table: z.string(), tables: z.array(z.string()) }),
  /** Another delimiter makes as good a table of other columns. */
  z.object({ kind: z.literal('delimiter'), delimiter: z.string(), others: z.array(z.string()) }),
  /** So many lines before the table are left out; `text` is the beginning of what stands in them. */
  z.object({ kind: z.literal('skipped_rows'), rows: z.number().int(), text: z.string() }),
  /** So many rows are taken for the names of the columns, or none, and it may be otherwise. */
  z.object({ kind: z.literal('header'), rows: z.number().int() }),
  /** Rows with too few cells are taken to lack empty ones at the end. */
  z.object({ kind: z.literal('padded_rows') }),
  /** A quote joins lines that look like rows of their own: the first of these rows begins at `line`. */
  z.object({ kind: z.literal('joined_rows'), line: z.number().int(), lines: z.number().int() }),
  /** So many comments of a JSON document are left out; `text` is the beginning of the first. */
  z.object({ kind: z.literal('comments'), comments: z.number().int(), text: z.string() }),
  /** Rows that only say the names of the columns again are left out. */
  z.object({ kind: z.literal('repeated_header'), rows: z.number().int() }),
  /** Columns in which one row alone has something. */
  z.object({ kind: z.literal('rare_columns'), columns: z.array(z.string()) }),
  /** Cells of a sheet that are merged count for all of their rows. */
  z.object({ kind: z.literal('merged_cells') }),
  /** Formulas of a sheet that no program has worked out: their cells are empty. */
  z.object({ kind: z.literal('formulas'), cells: z.number().int() }),
  /** More rows are rejected than are taken over. */
  z.object({ kind: z.literal('mostly_rejected'), rows: z.number().int(), rejected: z.number().int() }),
  /** A text is no table: each line or paragraph of it becomes a row. */
  z.object({ kind: z.literal('text_unit'), unit: TextUnit }),
]);
export type ImportDoubt = z.infer<typeof ImportDoubt>;

/** What a file looks like with the options that were given, and how it is read: its first rows. */
export const ImportPreview = z.object({
  format: ImportFormat,
  /** Empty where the format has none. */
  encoding: z.string(),
  delimiter: z.string(),
  quote: z.string(),
  backslash: z.boolean(),
  skipRows: z.number().int(),
  header: z.boolean(),
  headerRows: z.number().int(),
  /** What `table` may be; empty where there is nothing to choose. */
  tables: z.array(z.string()),
  table: z.string(),
  unit: TextUnit,
  conversation: ConversationShape.nullable(),
  columns: z.array(z.string()),
  /** Cells are cut to a length that can be shown. */
  rows: z.array(z.array(z.string())),
  rejections: z.array(Rejection),
  /** What was guessed; empty where all is plain. */
  doubts: z.array(ImportDoubt),
});
export type ImportPreview = z.infer<typeof ImportPreview>;
