import type {
  ImportDoubt,
  ImportFormat,
  ImportOptions,
  TextUnit,
} from '../../../shared/domain/datasets/importOptions.ts';
import { AppError } from '../../../shared/errors/errors.ts';
import { isHtmlTable, isXmlWorkbook } from './htmlReader.ts';
import { isJson5, Json5Cleaner } from './json5.ts';
import { findJsonLayout, isSurelyJson, type JsonLayout, ROOT_LIST, tellJson } from './jsonLayout.ts';
import { sampleJson } from './jsonSample.ts';
import { readSample } from './sample.ts';
import { planSheet, type SheetPlan } from './sheetPlan.ts';
import type { Source, SourceFile } from './sourceFile.ts';
import { decodeSample, NO_TEXT, type TextPlan, textDoubts, textTable } from './textPlan.ts';
import { Workbook } from './xlsx.ts';

/** Rows of a text that must agree for it to be a table, though its name does not say so. */
const TABLE_SCORE = 0.9;

/** How a source is read: what was asked for, and what was found out for the rest. */
export interface ImportPlan extends TextPlan {
  format: ImportFormat;
  file: SourceFile;
  /** All the files of a folder. */
  files: SourceFile[];
  folder: boolean;
  /** The files of an archive or the sheets of a workbook of which one is read, and that one. */
  tables: readonly string[];
  table: string;
  /** How a workbook is read; `null` for other formats. */
  sheet: SheetPlan | null;
  unit: TextUnit;
  jsonLayout: JsonLayout;
  /** It is JSON as people write it for people: comments, names without quotes. */
  json5: boolean;
  /** What was guessed that a person had better look at. */
  doubts: ImportDoubt[];
}

const JSON_NAME = /\.((geo|topo)?json|json[5c]|jsonl|ndjson)$/i;
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
    sheet: null,
    ...NO_TEXT,
    unit: 'line' as const,
    jsonLayout: ROOT_LIST,
    json5: false,
  };
  if (source.folder) return { ...base, format: 'txt', unit: options.unit ?? 'file', doubts: [] };
  const sample = await readSample(file);
  if (isTar(sample.bytes)) throw new AppError('file_not_text', { file: source.name });
  if (sample.bytes.length === 0) throw new AppError('file_empty', { file: source.name });
  const binary = options.format ?? binaryFormat(sample.bytes, source.name);
  if (binary === 'xlsx' && binaryFormat(sample.bytes, source.name) !== 'xlsx') {
    throw new AppError('workbook_invalid', { file: source.name, problem: 'it does not begin as one' });
  }
  const several = severalTables(base.table, base.tables, options);
  if (binary === 'parquet') return { ...base, format: binary, doubts: several };
  if (binary === 'xlsx') return { ...base, format: binary, ...(await workbookChoice(base, options)) };

  const written = decodeSample(sample, options.encoding, source.name);
  const plain = asPlainJson(file.name, written.text, sample.whole, options);
  const decoded = plain === null ? written : { ...written, text: plain };
  const table = textTable(decoded, options, file.name);
  if (!options.format && isXmlWorkbook(decoded.text)) throw new AppError('file_old_workbook', { file: source.name });
  const format = options.format ?? textFormat(file.name, decoded.text, sample.whole, table.score);
  const json =
    format === 'json'
      ? jsonChoice(base, decoded.text, sample.whole, options)
      : format === 'jsonl'
        ? { jsonLayout: findJsonLayout(decoded.text) ?? ROOT_LIST }
        : {};
  const unit = options.unit ?? (/\n[ \t]*\r?\n[ \t]*\S/.test(decoded.text.trimStart()) ? 'paragraph' : 'line');
  return {
    ...base,
    ...decoded.encoding,
    format,
    ...(format === 'csv' ? table.plan : { carriageReturns: table.bareReturns }),
    unit,
    json5: plain !== null && (format === 'json' || format === 'jsonl'),
    ...json,
    doubts: [
      ...(json.doubts ?? several),
      ...textDoubts(decoded, format === 'csv' ? table : null, options),
      ...(format === 'txt' && options.unit === undefined ? [{ kind: 'text_unit' as const, unit }] : []),
    ],
  };
}

/** One of several tables: the largest, unless another one was asked for. */
function chooseFile(source: Source, { table }: ImportOptions): SourceFile {
  const [first] = source.files;
  if (!first) throw new AppError('file_empty', { file: source.name });
  if (source.folder || source.files.length === 1) return first;
  if (table === undefined) return source.files.reduce((most, file) => (file.bytes > most.bytes ? file : most), first);
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

/** The sheet of a workbook that is read, and where its table lies; of one that lies among others in an archive, the likeliest. */
async function workbookChoice(
  { file, table: archived, tables: archive }: Pick<ImportPlan, 'file' | 'table' | 'tables'>,
  options: ImportOptions,
): Promise<Pick<ImportPlan, 'doubts'> & Partial<ImportPlan>> {
  const isAmong = archive.length > 1;
  const workbook = await Workbook.open(await file.path(), file.budget);
  try {
    const sheet = await planSheet(workbook, isAmong ? { ...options, table: undefined } : options);
    const files = isAmong ? severalTables(archived, archive, options) : [];
    return {
      sheet,
      doubts: [...files, ...sheet.doubts],
      ...(!isAmong && { table: sheet.sheet, tables: workbook.sheets.length > 1 ? workbook.sheets : [] }),
    };
  } finally {
    workbook.close();
  }
}

/** Texts in a tar archive would be read as one, with its own records among them. */
const isTar = (bytes: Uint8Array): boolean => Buffer.from(bytes.subarray(257, 262)).toString('latin1') === 'ustar';

/** @throws AppError `file_old_workbook` */
function binaryFormat(bytes: Uint8Array, file: string): ImportFormat | null {
  const start = Buffer.from(bytes.subarray(0, 4)).toString('latin1');
  if (start === 'PAR1') return 'parquet';
  if (start === '\xd0\xcf\x11\xe0') throw new AppError('file_old_workbook', { file });
  return start === 'PK\x03\x04' ? 'xlsx' : null;
}

/** JSON for people as other JSON is written; `null` where the text is none. In a file of any other name, all of it must be. */
function asPlainJson(name: string, text: string, whole: boolean, { format }: ImportOptions): string | null {
  const isNamed = JSON_NAME.test(name) || format === 'json' || format === 'jsonl';
  if ((format && !isNamed) || BY_NAME.some(([pattern, named]) => named !== 'jsonl' && pattern.test(name))) return null;
  // Among lines that are JSON each, one that is not is a row that is broken: it is told, and not taken for a comment.
  if (!isJson5(text) || tellJson(text, whole) === 'jsonl') return null;
  const cleaner = new Json5Cleaner();
  const plain = cleaner.clean(text) + (whole ? cleaner.end() : '');
  return isNamed || isSurelyJson(plain, whole) ? plain : null;
}

/** Where the rows of a JSON document are; of one that lies among others in an archive, the likeliest. */
function jsonChoice(
  { table: archived, tables: archive }: Pick<ImportPlan, 'table' | 'tables'>,
  text: string,
  whole: boolean,
  options: ImportOptions,
): Partial<ImportPlan> {
  if (archive.length > 1) {
    return { jsonLayout: findJsonLayout(text) ?? ROOT_LIST, doubts: severalTables(archived, archive, options) };
  }
  const layout = findJsonLayout(text, options.table);
  if (layout) {
    const { name, tables } = layout;
    return {
      jsonLayout: layout.columns ? layout : { ...layout, header: options.header ?? layout.header },
      ...(tables.length > 1 && { table: name, tables }),
      doubts: severalTables(name, tables, options),
    };
  }
  const table = options.table ?? '';
  // Beyond the sample there may be one of that name.
  if (!whole) return { jsonLayout: { ...ROOT_LIST, path: table.split('.'), name: table } };
  throw new AppError('table_unknown', { table, tables: (findJsonLayout(text)?.tables ?? []).join(', ') });
}

/** A line with one object that is not a table of its own. */
function isOneRecord(text: string): boolean {
  if (!text.startsWith('{') || text.trim().includes('\n') || sampleJson(text).length > 1) return false;
  const layout = findJsonLayout(text);
  return layout?.kind === 'sequence' || layout?.shape.pairs === true;
}

const hasList = (text: string): boolean => {
  const layout = findJsonLayout(text);
  return layout !== null && layout.kind !== 'sequence' && layout.path.length > 0;
};

/** By its name where its content does not say otherwise, else by what the text begins with, else by how well it makes a table. */
function textFormat(name: string, text: string, whole: boolean, score: number): ImportFormat {
  const named = BY_NAME.find(([pattern]) => pattern.test(name))?.[1];
  if (named === 'txt') return named;
  if (isHtmlTable(text) && named !== 'jsonl') return 'html';
  if (named === 'csv') return isSurelyJson(text, whole) ? (tellJson(text, whole) ?? named) : named;
  const json = tellJson(text, whole);
  if (named === 'jsonl') return json === 'json' && isOneRecord(text) ? named : (json ?? named);
  const isNamed = JSON_NAME.test(name);
  // A line in braces is no table in a file of any other name, unless there is a list in it.
  if (
    json &&
    (isNamed ||
      (json === 'json' && hasList(text)) ||
      json === 'jsonl' ||
      text.trim().includes('\n') ||
      text.trimStart().startsWith('['))
  )
    return json;
  if (score >= TABLE_SCORE) return 'csv';
  return isNamed ? 'json' : 'txt';
}
