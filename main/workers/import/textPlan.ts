import type { ImportDoubt, ImportOptions } from '../../../shared/domain/datasets/importOptions.ts';
import type { Dialect } from './cellDialect.ts';
import { type DetectedTable, detectTable, hasBareReturns } from './dialect.ts';
import { byteOrderMark, type DetectedEncoding, detectEncoding } from './encoding.ts';
import { textDecoder } from './encodings/textDecoder.ts';
import type { FileSample } from './sample.ts';
import { TextCleaner } from './textCleaner.ts';

/** Of the lines before a table, so much is shown. */
const SHOWN_TEXT = 200;

/** How a text is decoded and cut into rows and cells. */
export interface TextPlan extends Dialect {
  encoding: string;
  bomBytes: number;
  /** A carriage return alone ends a line, as on old Macs. */
  carriageReturns: boolean;
  /** Lines before the table. */
  skipRows: number;
  /** Rows that name the columns; `null` where that shows only when the rows are read. */
  headerRows: number | null;
  /** Columns there are, and cells from which on a row only lacks empty ones. */
  width: number | null;
  padFrom: number;
  /** The first name stands behind the mark of a comment. */
  markedNames: boolean;
  /** The first column has no name. */
  unnamedFirst: boolean;
}

export const NO_TEXT: TextPlan = {
  ...{ encoding: '', bomBytes: 0, carriageReturns: false, delimiter: '', quote: '', backslash: false, spaced: false },
  ...{
    nulls: false,
    wrapped: false,
    markedNames: false,
    skipRows: 0,
    headerRows: null,
    width: null,
    padFrom: Number.POSITIVE_INFINITY,
    unnamedFirst: false,
  },
};

export interface DecodedSample {
  text: string;
  encoding: DetectedEncoding;
}

/** @throws AppError `file_not_text`, `file_encoding_unknown` */
export function decodeSample(sample: FileSample, chosen: string | undefined, file: string): DecodedSample {
  const encoding = chosen ? chosenEncoding(sample.bytes, chosen) : sampledEncoding(sample, file);
  const decoded = textDecoder(encoding.encoding).decode(sample.bytes.subarray(encoding.bomBytes), { stream: true });
  const cleaner = new TextCleaner({ carriageReturns: false, skipLines: 0 });
  const text = cleaner.clean(decoded) + (sample.whole ? cleaner.end() : '');
  return { encoding, text };
}

/** @throws AppError `file_not_text`, `file_encoding_unknown` */
export function sampledEncoding({ bytes, whole, telling }: FileSample, file: string): DetectedEncoding {
  const found = detectEncoding(telling, whole, file);
  // A slip late in a file that is ASCII otherwise tells no encoding.
  return telling !== bytes && found.others ? { encoding: 'utf-8', bomBytes: 0, others: null } : found;
}

/** A byte-order mark says which of their two forms UTF-16 and UTF-32 have. */
function chosenEncoding(bytes: Uint8Array, encoding: string): DetectedEncoding {
  const mark = byteOrderMark(bytes);
  const family = (label: string) => label.replace(/[lb]e$/, '');
  const fits = mark && family(mark.encoding) === family(encoding);
  return fits ? mark : { encoding, bomBytes: 0, others: null };
}

export interface TextTable {
  /** How well the text makes a table of several columns, from 0 to 1. */
  score: number;
  bareReturns: boolean;
  detected: DetectedTable;
  plan: Omit<TextPlan, 'encoding' | 'bomBytes'>;
}

const TABLE_NAME = /\.(csv|tsv|tab|psv)$/i;

export function textTable({ text }: DecodedSample, options: ImportOptions, name: string): TextTable {
  const { delimiter, quote, backslash, skipRows: skipLines, headerRows } = options;
  const header = headerRows === undefined ? options.header : true;
  // The last line of the beginning is one, whether it was cut or not.
  const detected = detectTable(
    text.endsWith('\n') ? text : `${text}\n`,
    { delimiter, quote, backslash, header, skipLines },
    options.format === 'csv' || TABLE_NAME.test(name),
  );
  const { shape, skipLines: skipRows, skippedText, rival, score, rows: _, ...dialect } = detected;
  const rows = headerRows ?? shape.header.rows;
  return {
    score: Math.min(1, score),
    bareReturns: hasBareReturns(text),
    detected,
    plan: {
      ...dialect,
      ...{ skipRows, headerRows: rows, width: shape.width, padFrom: shape.padFrom, unnamedFirst: shape.unnamedFirst },
    },
  };
}

/** What was guessed of a text, unless it was said. */
export function textDoubts(
  { encoding }: DecodedSample,
  table: TextTable | null,
  options: ImportOptions,
): ImportDoubt[] {
  const doubts: ImportDoubt[] = [];
  if (encoding.others) doubts.push({ kind: 'encoding', encoding: encoding.encoding, others: encoding.others });
  if (!table) return doubts;
  const { rival, delimiter, skippedText, skipLines, shape } = table.detected;
  // A colon is a sign of the text more often than one between cells.
  const others = rival === null ? (delimiter === ':' ? [''] : []) : [rival];
  if (others.length > 0 && options.delimiter === undefined) doubts.push({ kind: 'delimiter', delimiter, others });
  if (skippedText !== '')
    doubts.push({ kind: 'skipped_rows', rows: skipLines, text: skippedText.slice(0, SHOWN_TEXT) });
  const headerSaid = options.header !== undefined || options.headerRows !== undefined;
  if (!headerSaid && !shape.header.sure) doubts.push({ kind: 'header', rows: shape.header.rows });
  if (!shape.padSure) doubts.push({ kind: 'padded_rows' });
  return doubts;
}
