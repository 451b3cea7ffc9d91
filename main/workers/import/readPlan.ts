import { RAW_LENGTH } from '../../../shared/domain/datasets/dataset.ts';
import { toAppError } from '../../../shared/errors/errors.ts';
import { CsvParser } from './csvParser.ts';
import { textDecoder } from './encodings/textDecoder.ts';
import { HtmlTableReader } from './htmlReader.ts';
import { Json5Cleaner } from './json5.ts';
import { JsonColumnsReader } from './jsonColumnsReader.ts';
import type { JsonLayout } from './jsonLayout.ts';
import { jsonlReader } from './jsonlReader.ts';
import { JsonReader } from './jsonReader.ts';
import { ParquetFile } from './parquet.ts';
import type { ImportPlan } from './plan.ts';
import type { TextReader } from './rowSink.ts';
import { readSample } from './sample.ts';
import type { SheetPlan } from './sheetPlan.ts';
import type { OpenedFile } from './sourceFile.ts';
import type { RowLayout, TableBuilder } from './tableBuilder.ts';
import { TextCleaner } from './textCleaner.ts';
import { sampledEncoding } from './textPlan.ts';
import { PlainTextReader } from './textReader.ts';
import { Workbook } from './xlsx.ts';
import { MergedCells } from './xlsxMerges.ts';

/** Asks for the builder once it is known what the file says of its columns. */
export type MakeBuilder = (known: RowLayout) => TableBuilder;

/** Reads all of a source. Yields, often, how many of the bytes on disk were read; between two of these it can be left. */
export async function* readPlan(plan: ImportPlan, makeBuilder: MakeBuilder): AsyncGenerator<number> {
  if (plan.folder) yield* readFolder(plan, makeBuilder({ columns: ['file', 'text'] }));
  else if (plan.format === 'parquet') yield* readParquet(plan, makeBuilder);
  else if (plan.sheet) yield* readWorkbook(plan, plan.sheet, makeBuilder(plan.sheet.layout));
  else {
    const layouts = { txt: { columns: ['text'] }, csv: plan, json: jsonRows(plan.jsonLayout), html: { padRows: true } };
    const builder = makeBuilder(plan.format in layouts ? layouts[plan.format as keyof typeof layouts] : {});
    const plain = plan.json5 ? new Json5Cleaner() : null;
    builder.comments = plain?.comments ?? null;
    yield* readText(plan, textReader(plan, builder), plain);
  }
}

/** What a document says of rows that are lists of cells. */
function jsonRows({ columns, header }: JsonLayout): RowLayout {
  return { ...(columns && { columns }), ...(header !== undefined && { headerRows: header ? 1 : 0 }) };
}

function textReader(plan: ImportPlan, builder: TableBuilder): TextReader {
  switch (plan.format) {
    case 'csv':
      return new CsvParser(plan.delimiter, builder, { ...plan, firstLine: plan.skipRows + 1 });
    case 'json':
      return plan.jsonLayout.kind === 'columns'
        ? new JsonColumnsReader(plan.jsonLayout, builder, plan.file.name)
        : new JsonReader(plan.jsonLayout, builder);
    case 'html':
      return new HtmlTableReader(builder, plan.file.name);
    case 'jsonl':
      return jsonlReader(builder, plan.jsonLayout.kind === 'sequence' ? plan.jsonLayout.shape : {});
    default:
      return new PlainTextReader(plan.unit, builder);
  }
}

type Encoded = Pick<ImportPlan, 'encoding' | 'bomBytes' | 'carriageReturns' | 'skipRows'> & {
  file: Pick<ImportPlan['file'], 'open'>;
};

async function* readText(
  { file, encoding, bomBytes, carriageReturns, skipRows: skipLines }: Encoded,
  reader: TextReader,
  plain: Json5Cleaner | null = null,
): AsyncGenerator<number> {
  const decoder = textDecoder(encoding);
  const cleaner = new TextCleaner({ carriageReturns, skipLines });
  const take = (text: string) => reader.feed(plain ? plain.clean(text) : text);
  const opened = await file.open();
  let skip = bomBytes;
  try {
    for await (const chunk of opened.chunks) {
      take(cleaner.clean(decoder.decode(skip > 0 ? chunk.subarray(skip) : chunk, { stream: true })));
      skip = 0;
      yield opened.position();
    }
  } finally {
    opened.close();
  }
  take(cleaner.clean(decoder.decode()));
  take(cleaner.end());
  if (plain) reader.feed(plain.end());
  reader.end();
}

async function inMemory(bytes: Uint8Array): Promise<OpenedFile> {
  async function* chunks() {
    yield bytes;
  }
  return { chunks: chunks(), position: () => bytes.length, close: () => {} };
}

/** Files of a folder may each have an encoding of their own; one that cannot be read costs that one. */
async function* readFolder(plan: ImportPlan, builder: TableBuilder): AsyncGenerator<number> {
  const encodings = new Set<string>();
  let bytes = 0;
  for (const [index, file] of plan.files.entries()) {
    const number = index + 1;
    try {
      const sample = await readSample(file);
      const found = sampledEncoding(sample, file.name);
      const reader = new PlainTextReader(plan.unit, builder, { name: file.name, number });
      // What was read as a whole is not read again: a folder has thousands of small files.
      const open = sample.whole ? () => inMemory(sample.bytes) : file.open;
      for await (const _ of readText({ ...found, file: { open }, carriageReturns: false, skipRows: 0 }, reader)) {
        yield bytes;
      }
      encodings.add(found.encoding);
    } catch (error) {
      const { code } = toAppError(error);
      if (code !== 'file_not_text' && code !== 'file_encoding_unknown') throw error;
      builder.reject(number, 'bad_encoding', file.name.slice(0, RAW_LENGTH));
    }
    bytes += file.bytes;
    yield bytes;
  }
  plan.encoding = [...encodings].sort().join(', ');
}

async function* readParquet(plan: ImportPlan, makeBuilder: MakeBuilder): AsyncGenerator<number> {
  const parquet = await ParquetFile.open(await plan.file.path());
  try {
    let builder: TableBuilder | undefined;
    for await (const { number, rows, bytes } of parquet.rows()) {
      builder ??= makeBuilder({});
      for (const [index, row] of rows.entries()) builder.record(row, number + index);
      yield bytes;
    }
    // A table without rows still needs one to say so.
    builder ??= makeBuilder({});
  } finally {
    parquet.close();
  }
}

async function* readWorkbook(plan: ImportPlan, sheet: SheetPlan, builder: TableBuilder): AsyncGenerator<number> {
  const workbook = await Workbook.open(await plan.file.path(), plan.file.budget);
  try {
    const merged = new MergedCells(await workbook.merges(sheet.sheet), sheet.firstRow, sheet.layout.headerRows ?? 0);
    for await (const { rows, share } of workbook.rows(sheet.sheet)) {
      for (const { number, cells } of rows) {
        merged.fill(cells, number);
        if (number < sheet.firstRow) continue;
        // What stands before the table's first column, further down than was looked, keeps its row from being one of the table's.
        const isBeside = cells.slice(0, sheet.skipColumns).some((cell) => cell !== '');
        if (isBeside) builder.reject(number, 'too_many_fields', cells.join('\t'));
        else builder.row(cells.slice(sheet.skipColumns), number);
      }
      yield Math.round(plan.file.bytes * share);
    }
  } finally {
    workbook.close();
  }
}
