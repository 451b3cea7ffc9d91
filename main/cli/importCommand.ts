import { resolve } from 'node:path';
import { InvalidArgumentError } from 'commander';
import type { Dataset } from '../../shared/domain/datasets/dataset.ts';
import { type ImportDoubt, ImportEncoding, ImportOptions } from '../../shared/domain/datasets/importOptions.ts';
import { AppError } from '../../shared/errors/errors.ts';
import type { ImportEvent } from '../../shared/ipc/contract.ts';
import type { Output } from './output.ts';
import type { Session } from './session.ts';

/** The command's options; what is left out is detected. */
export interface ImportArguments {
  file: string;
  name?: string;
  format?: string;
  encoding?: string;
  delimiter?: string;
  quote?: string;
  /** `null` where it is to be detected all the same. */
  header?: boolean | null;
  /** `backslash` or `double`. */
  escape?: string;
  skipRows?: number;
  headerRows?: number;
  table?: string;
  /** The older name of `table`. */
  sheet?: string;
  unit?: string;
  conversations?: string;
}

/** Rejections that are listed; the studio shows all. */
const MOST_REJECTIONS = 100;

export async function importCommand(
  { client, signal }: Session,
  output: Output,
  { file, name, ...given }: ImportArguments,
): Promise<void> {
  const request = { file: { kind: 'path' as const, path: resolve(file) }, name, options: readOptions(given) };
  const { dataset, doubts } = await followImport(client.datasets.import(request, { signal }), output);
  const { id, name: datasetName, rows, rejected, format, encoding, delimiter } = dataset;
  const columns = dataset.columns.map((column) => ({ name: column.name, type: column.type }));
  const page = await client.datasets.rejections({ id, offset: 0, limit: MOST_REJECTIONS });
  const rejections = page.rejections.map(({ line, reason }) => ({ line, reason }));
  const source = { format, encoding, delimiter, rejections, doubts };
  output.result(
    // Scripts look for how the file was read beside the data set as well as in it.
    { dataset: { id, name: datasetName, rows, rejected, columns, ...source }, ...source },
    [
      `Imported ${datasetName}: ${rows} rows, ${rejected} rejected. Its id is ${id}.`,
      ...(rejected > rows ? ['Most rows were rejected: see how the file is read (kindling import --help).'] : []),
      ...columns.map((column) => `  ${column.name} (${column.type})`),
      ...doubts.map((doubt) => `  please check: ${doubtText(doubt)}`),
      ...rejections.map(({ line, reason }) => `  rejected: line ${line} (${reason})`),
    ].join('\n'),
  );
}

/** What was guessed, and the option that says it otherwise. */
function doubtText(doubt: ImportDoubt): string {
  switch (doubt.kind) {
    case 'encoding':
      return doubt.others.length > 0
        ? `the encoding is ${doubt.encoding}, or ${doubt.others.join(', ')} (--encoding)`
        : `the encoding is most likely ${doubt.encoding} (--encoding)`;
    case 'delimiter':
      return `cells are told apart by ${JSON.stringify(doubt.delimiter)}, or ${JSON.stringify(doubt.others[0])} (--delimiter)`;
    case 'skipped_rows':
      return `${doubt.rows} lines before the table are left out (--skip-rows): ${doubt.text}`;
    case 'header':
      return `${doubt.rows === 0 ? 'no row names' : `${doubt.rows} row(s) name`} the columns (--header, --header-rows)`;
    case 'padded_rows':
      return 'rows with too few cells are taken to lack empty ones at the end';
    case 'joined_rows':
      return `line ${doubt.line}: a quote joins ${doubt.lines} lines that look like rows (--quote none)`;
    case 'comments':
      return `${doubt.comments} comment(s) in the document are left out; the first is: ${doubt.text}`;
    case 'repeated_header':
      return `${doubt.rows} row(s) that only say the names of the columns again are left out`;
    case 'rare_columns':
      return `columns in which one row alone has something: ${doubt.columns.join(', ')}`;
    case 'tables':
      return `the table read is ${doubt.table}; there are ${doubt.tables.join(', ')} (--table)`;
    case 'merged_cells':
      return 'merged cells count for all of their rows';
    case 'formulas':
      return `${doubt.cells} formulas have no stored value: their cells are empty (save the workbook in a spreadsheet program)`;
    case 'mostly_rejected':
      return `${doubt.rejected} rows are rejected and ${doubt.rows} imported`;
    default:
      return JSON.stringify(doubt);
  }
}

const DELIMITER_NAMES = new Map([
  ['none', ''],
  ['comma', ','],
  ['tab', '\t'],
  ['\\t', '\t'],
  ['semicolon', ';'],
  ['pipe', '|'],
  ['colon', ':'],
]);

/** @throws AppError `bad_input` with the option that is not valid */
function readOptions({
  header,
  delimiter,
  quote,
  encoding,
  table,
  sheet,
  escape: escaping,
  ...rest
}: Omit<ImportArguments, 'file' | 'name'>): ImportOptions {
  const options = ImportOptions.safeParse({
    ...pick(rest, ['format', 'unit', 'skipRows', 'headerRows', 'conversations']),
    ...(escaping !== undefined && { backslash: escaping === 'backslash' }),
    ...((table ?? sheet) !== undefined && { table: table ?? sheet }),
    ...(delimiter !== undefined && { delimiter: DELIMITER_NAMES.get(delimiter) ?? delimiter }),
    ...(quote !== undefined && { quote: quote === 'none' ? '' : quote }),
    ...(encoding !== undefined && { encoding: canonicalEncoding(encoding) }),
    ...(typeof header === 'boolean' && { header }),
  });
  if (options.success) return options.data;
  const [issue] = options.error.issues;
  throw new AppError('bad_input', { path: `--${issue?.path.join('.') ?? ''}`, problem: issue?.message ?? '' });
}

const HEADER_ANSWERS = new Map([
  ...['yes', 'true', '1'].map((answer) => [answer, true] as const),
  ...['no', 'false', '0', 'none'].map((answer) => [answer, false] as const),
  ['auto', null] as const,
]);

/** @throws InvalidArgumentError where it is no answer */
export function readHeader(answer: string): boolean | null {
  const header = HEADER_ANSWERS.get(answer.toLowerCase());
  if (header === undefined) throw new InvalidArgumentError('use yes, no or auto');
  return header;
}

/** Names that Python, Java and Windows have for encodings, and the web has not. */
const OTHER_LABELS: Record<string, string> = {
  ...{
    utf32: 'utf-32le',
    utf32le: 'utf-32le',
    utf32be: 'utf-32be',
    utf16: 'utf-16',
    utf16le: 'utf-16le',
    utf16be: 'utf-16be',
    utf8sig: 'utf-8',
    utf8bom: 'utf-8',
  },
  ...{ cp936: 'gb18030', cp932: 'shift_jis', cp950: 'big5', cp949: 'euc-kr', eucjp: 'euc-jp', euckr: 'euc-kr' },
  ...{ cp874: 'windows-874', cp866: 'ibm866', mac: 'macintosh', macroman: 'macintosh', maccyrillic: 'x-mac-cyrillic' },
  ...{ macce: 'x-mac-centraleurroman', maclatin2: 'x-mac-centraleurroman', maccentraleurope: 'x-mac-centraleurroman' },
  ...{
    macturkish: 'x-mac-turkish',
    macgreek: 'x-mac-greek',
    latin9: 'iso-8859-15',
    latin10: 'iso-8859-16',
    latin7: 'iso-8859-13',
  },
  ...{ koi8r: 'koi8-r', koi8u: 'koi8-u', ansi: 'windows-1252', dos: 'ibm850', oem: 'ibm850', thai: 'windows-874' },
};

/** The name that the web has for an encoding: `latin1` and `gb2312` are known by others. */
export function canonicalEncoding(label: string): string {
  const plain = label.toLowerCase().replaceAll(/[-_ ]/g, '');
  const page = /^(?:cp|ibm|oem|dos|x?)(\d{3})$/.exec(plain)?.[1];
  if (page && ImportEncoding.safeParse(`ibm${page}`).success) return `ibm${page}`;
  const known =
    OTHER_LABELS[plain] ?? (/^(iso)?8859\d+$/.test(plain) ? `iso-8859-${plain.replace(/^(iso)?8859/, '')}` : label);
  if (ImportEncoding.safeParse(known).success) return known;
  try {
    return new TextDecoder(known).encoding.replace(/^gbk$/, 'gb18030').replace(/^iso-8859-8-i$/, 'iso-8859-8');
  } catch {
    return label;
  }
}

/** Commander's object holds options of every command, too. */
function pick<T extends object, K extends keyof T>(from: T, keys: readonly K[]): Partial<Pick<T, K>> {
  return Object.fromEntries(keys.filter((key) => from[key] !== undefined).map((key) => [key, from[key]])) as Partial<
    Pick<T, K>
  >;
}

/** Shows an import's progress and gives the data set it makes. */
export async function followImport(
  events: AsyncIterable<ImportEvent>,
  output: Output,
): Promise<{ dataset: Dataset; doubts: ImportDoubt[] }> {
  for await (const event of events) {
    if (event.event === 'done') return event;
    if (event.event === 'doubtful') continue;
    const percent = event.totalBytes > 0 ? Math.floor((100 * event.bytes) / event.totalBytes) : 0;
    output.progress(`importing: ${event.rows} rows, ${percent}%`);
  }
  throw new AppError('internal', { message: 'the import ended without a data set' });
}
