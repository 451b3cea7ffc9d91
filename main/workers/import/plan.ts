import type { ImportDoubt, ImportFormat, ImportOptions, TextUnit } from '../../../shared/domain/importOptions.ts';
import { AppError } from '../../../shared/ipc/errors.ts';
import { detectDialect } from './dialect.ts';
import { byteOrderMark, type DetectedEncoding, detectEncoding } from './encoding.ts';
import { findJsonRows, type JsonRows } from './jsonReader.ts';
import type { Source, SourceFile } from './source.ts';
import { Workbook } from './xlsx.ts';

/** Format, encoding and delimiter are told from so much of the file. */
const SAMPLE_BYTES = 1 << 20;
/** Rows of a text that must agree for it to be a table, though its name does not say so. */
const TABLE_SCORE = 0.9;

/** How a source is read: what was asked for, and what was found out for the rest. */
export interface ImportPlan {
  format: ImportFormat;
  file: SourceFile;
  /** All the files of a folder. */
  files: SourceFile[];
  folder: boolean;
  /** The files of an archive or the sheets of a workbook of which one is read, and that one. */
  tables: readonly string[];
  table: string;
  workbookSheet: string | null;
  encoding: string;
  bomBytes: number;
  /** Files of old Macs end their lines with a carriage return alone. */
  oldMac: boolean;
  delimiter: string;
  quote: string;
  unit: TextUnit;
  jsonRows: JsonRows;
  /** What was guessed that a person had better look at. */
  doubts: ImportDoubt[];
}

const BY_NAME: [RegExp, ImportFormat][] = [
  [/\.(csv|tsv|tab|psv)$/i, 'csv'],
  [/\.(jsonl|ndjson)$/i, 'jsonl'],
  [/\.parquet$/i, 'parquet'],
  [/\.xlsx$/i, 'xlsx'],
  [/\.(md|markdown)$/i, 'txt'],
];

/** @throws AppError `file_empty`, `file_not_text`, `file_encoding_unknown`, `table_unknown` */
export async function makePlan(source: Source, options: ImportOptions): Promise<ImportPlan> {
  const file = chooseFile(source, options);
  const base = {
    file,
    files: source.files,
    folder: source.folder,
    ...archiveChoice(source, file),
    workbookSheet: null,
    encoding: '',
    bomBytes: 0,
    oldMac: false,
    delimiter: '',
    quote: '',
    unit: 'line' as const,
    jsonRows: { in: 'list' } as const,
  };
  if (source.folder) return { ...base, format: 'txt', unit: options.unit ?? 'file', doubts: [] };
  const sample = await readSample(file);
  if (sample.bytes.length === 0) throw new AppError('file_empty', { file: source.name });
  const binary = options.format ?? binaryFormat(sample.bytes);
  const several = severalTables(base.table, base.tables, options);
  if (binary === 'parquet') return { ...base, format: binary, doubts: several };
  if (binary === 'xlsx') return { ...base, format: binary, ...(await workbookChoice(base, options)) };

  const found = options.encoding
    ? chosenEncoding(sample.bytes, options.encoding)
    : detectEncoding(sample.bytes, sample.whole, source.name);
  const decoded = new TextDecoder(found.encoding, { ignoreBOM: true }).decode(sample.bytes.subarray(found.bomBytes), {
    stream: true,
  });
  const oldMac = !decoded.includes('\n') && decoded.includes('\r');
  const text = oldMac ? decoded.replaceAll('\r', '\n') : decoded;
  const dialect = detectDialect(sample.whole ? `${text}\n` : text, options);
  const format = options.format ?? textFormat(file.name, text, dialect.score);
  const guessed = !options.encoding && found.bomBytes === 0 && found.encoding !== 'utf-8';
  const unit = options.unit ?? (/\n[ \t]*\r?\n[ \t]*\S/.test(text.trimStart()) ? 'paragraph' : 'line');
  return {
    ...base,
    ...found,
    format,
    oldMac,
    delimiter: format === 'csv' ? dialect.delimiter : '',
    quote: format === 'csv' ? dialect.quote : '',
    unit,
    jsonRows: format === 'json' ? findJsonRows(text) : base.jsonRows,
    doubts: [
      ...several,
      ...(guessed ? [{ kind: 'encoding' as const, encoding: found.encoding, others: [] }] : []),
      ...(format === 'txt' && options.unit === undefined ? [{ kind: 'text_unit' as const, unit }] : []),
    ],
  };
}

/** One of several tables: the first, unless another one was asked for. */
function chooseFile(source: Source, { table }: ImportOptions): SourceFile {
  const [first] = source.files;
  if (!first) throw new AppError('file_empty', { file: source.name });
  if (source.folder || source.files.length === 1 || table === undefined) return first;
  const chosen = source.files.find(({ name }) => name === table);
  if (chosen) return chosen;
  throw new AppError('table_unknown', { table, tables: source.files.map(({ name }) => name).join(', ') });
}

function archiveChoice({ folder, files }: Source, chosen: SourceFile): Pick<ImportPlan, 'tables' | 'table'> {
  if (folder || files.length < 2) return { tables: [], table: '' };
  return { tables: files.map(({ name }) => name), table: chosen.name };
}

/** One of several tables is a guess, unless it was asked for. */
function severalTables(table: string, tables: readonly string[], options: ImportOptions): ImportDoubt[] {
  return tables.length > 1 && options.table === undefined ? [{ kind: 'tables', table, tables: [...tables] }] : [];
}

/** The sheets of a workbook; of one that lies among others in an archive, the first is read. */
async function workbookChoice(
  { file, table: archived, tables: archive }: Pick<ImportPlan, 'file' | 'table' | 'tables'>,
  options: ImportOptions,
): Promise<Pick<ImportPlan, 'doubts'> & Partial<ImportPlan>> {
  if (archive.length > 0) return { doubts: severalTables(archived, archive, options) };
  const workbook = await Workbook.open(await file.path());
  workbook.close();
  const sheet = options.table ?? workbook.sheets[0] ?? '';
  if (!workbook.sheets.includes(sheet))
    throw new AppError('table_unknown', { table: sheet, tables: workbook.sheets.join(', ') });
  const sheets = workbook.sheets.length > 1 ? workbook.sheets : [];
  return { doubts: severalTables(sheet, sheets, options), table: sheet, workbookSheet: sheet, tables: sheets };
}

function binaryFormat(bytes: Uint8Array): ImportFormat | null {
  const start = Buffer.from(bytes.subarray(0, 4)).toString('latin1');
  if (start === 'PAR1') return 'parquet';
  return start === 'PK\x03\x04' ? 'xlsx' : null;
}

/** By its name where that says it, else by what the text begins with, else by how well it makes a table. */
function textFormat(name: string, text: string, score: number): ImportFormat {
  const named = BY_NAME.find(([pattern]) => pattern.test(name))?.[1];
  if (named === 'csv' || named === 'jsonl' || named === 'txt') return named;
  const json = jsonFormat(text);
  if (json || /\.json$/i.test(name)) return json ?? 'json';
  return score >= TABLE_SCORE ? 'csv' : 'txt';
}

function jsonFormat(text: string): ImportFormat | null {
  const start = text.trimStart();
  if (!/^(\{\s*["}]|\[\s*[[{"\]\d-])/.test(start)) return null;
  const [first = '', second] = start.split('\n', 2);
  const isWhole = parses(first);
  if (isWhole && second !== undefined && /^\s*[{[]/.test(second)) return 'jsonl';
  return isWhole && start.startsWith('{') && second === undefined ? null : 'json';
}

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

export async function readSample(file: SourceFile): Promise<{ bytes: Uint8Array; whole: boolean }> {
  const parts: Uint8Array[] = [];
  let length = 0;
  const opened = await file.open();
  try {
    for await (const chunk of opened.chunks) {
      parts.push(Uint8Array.from(chunk));
      length += chunk.length;
      if (length > SAMPLE_BYTES) break;
    }
  } finally {
    opened.close();
  }
  const bytes = Buffer.concat(parts);
  return { bytes: bytes.subarray(0, SAMPLE_BYTES), whole: length <= SAMPLE_BYTES };
}

/** A byte-order mark says which of its two forms UTF-16 has. */
function chosenEncoding(bytes: Uint8Array, encoding: string): DetectedEncoding {
  const mark = byteOrderMark(bytes);
  const isUtf16 = (label: string) => label.startsWith('utf-16');
  const fits = mark && (mark.encoding === encoding || (isUtf16(mark.encoding) && isUtf16(encoding)));
  return fits ? mark : { encoding, bomBytes: 0 };
}
