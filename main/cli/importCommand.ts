import { resolve } from 'node:path';
import { InvalidArgumentError } from 'commander';
import type { Dataset } from '../../shared/domain/dataset.ts';
import { ImportOptions } from '../../shared/domain/importOptions.ts';
import type { ImportEvent } from '../../shared/ipc/contract.ts';
import { AppError } from '../../shared/ipc/errors.ts';
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
  table?: string;
  /** The older name of `table`. */
  sheet?: string;
  unit?: string;
}

/** Rejections that are listed; the studio shows all. */
const MOST_REJECTIONS = 100;

export async function importCommand(
  { client, signal }: Session,
  output: Output,
  { file, name, ...given }: ImportArguments,
): Promise<void> {
  const request = { file: { kind: 'path' as const, path: resolve(file) }, name, options: readOptions(given) };
  const dataset = await followImport(client.datasets.import(request, { signal }), output);
  const { id, name: datasetName, rows, rejected, format, encoding, delimiter } = dataset;
  const columns = dataset.columns.map((column) => ({ name: column.name, type: column.type }));
  const page = await client.datasets.rejections({ id, offset: 0, limit: MOST_REJECTIONS });
  const rejections = page.rejections.map(({ line, reason }) => ({ line, reason }));
  const source = { format, encoding, delimiter, rejections };
  output.result(
    // Scripts look for how the file was read beside the data set as well as in it.
    { dataset: { id, name: datasetName, rows, rejected, columns, ...source }, ...source },
    [
      `Imported ${datasetName}: ${rows} rows, ${rejected} rejected. Its id is ${id}.`,
      ...columns.map((column) => `  ${column.name} (${column.type})`),
      ...rejections.map(({ line, reason }) => `  rejected: line ${line} (${reason})`),
    ].join('\n'),
  );
}

const DELIMITER_NAMES = new Map([
  ['comma', ','],
  ['tab', '\t'],
  ['\\t', '\t'],
  ['semicolon', ';'],
  ['pipe', '|'],
]);

/** @throws AppError `bad_input` with the option that is not valid */
function readOptions({
  header,
  delimiter,
  quote,
  encoding,
  table,
  sheet,
  ...rest
}: Omit<ImportArguments, 'file' | 'name'>): ImportOptions {
  const options = ImportOptions.safeParse({
    ...pick(rest, ['format', 'unit']),
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
  ...{ utf16: 'utf-16', utf16le: 'utf-16le', utf16be: 'utf-16be', utf8sig: 'utf-8' },
  ...{ cp936: 'gb18030', cp932: 'shift_jis', cp950: 'big5', cp949: 'euc-kr' },
};

/** The name that the web has for an encoding: `latin1` and `gb2312` are known by others. */
export function canonicalEncoding(label: string): string {
  const plain = label.toLowerCase().replaceAll(/[-_ ]/g, '');
  try {
    return new TextDecoder(OTHER_LABELS[plain] ?? label).encoding.replace(/^gbk$/, 'gb18030');
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
export async function followImport(events: AsyncIterable<ImportEvent>, output: Output): Promise<Dataset> {
  for await (const event of events) {
    if (event.event === 'done') return event.dataset;
    const percent = event.totalBytes > 0 ? Math.floor((100 * event.bytes) / event.totalBytes) : 0;
    output.progress(`importing: ${event.rows} rows, ${percent}%`);
  }
  throw new AppError('internal', { message: 'the import ended without a data set' });
}
