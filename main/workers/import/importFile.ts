import type { ImportProgress, ImportSummary } from '../../../shared/domain/datasets/dataset.ts';
import type { ImportDoubt, ImportOptions, ImportPreview } from '../../../shared/domain/datasets/importOptions.ts';
import { createDatasetFile, type DatasetWriter } from '../../db/datasetFile.ts';
import { ColumnStatistics } from './columnStatistics.ts';
import { conversationRecipe } from './conversations.ts';
import { makePlan } from './plan.ts';
import { previewPlan } from './previewFile.ts';
import { readPlan } from './readPlan.ts';
import { openSource } from './source.ts';
import { type Table, TableBuilder } from './tableBuilder.ts';
import type { ImportBudget } from './unpacking.ts';

const PROGRESS_MS = 100;
const ROW_BYTES = 10;
/** In fewer rows than this, a column for one of them is nothing odd. */
const ENOUGH_ROWS = 20;

export interface ImportRequest {
  /** One file or folder; several files are texts of one data set. */
  files: readonly string[];
  output: string;
  options: ImportOptions;
  /** Folder for what has to be unpacked; made when needed, removed in the end. */
  scratch: string;
  /** Whether to end with a preview, and store nothing, where something had to be guessed. */
  ask?: boolean | undefined;
}

export type ImportFileEvent =
  | ImportProgress
  | { event: 'doubtful'; preview: ImportPreview }
  | { event: 'done'; summary: ImportSummary; doubts: ImportDoubt[] };

/**
 * Reads a file into a data set file. Yields progress, then the summary. Bounded memory; `signal` ends it between two
 * chunks, and nothing is left behind then or after any failure.
 */
export async function* importFile(
  { files, output, options, scratch, ask = false }: ImportRequest,
  signal: AbortSignal,
): AsyncGenerator<ImportFileEvent> {
  const source = await openSource(files, scratch);
  const table = new StoredTable(output, source.budget);
  try {
    const plan = await makePlan(source, options);
    if (ask) {
      const preview = await previewPlan(source, plan, options, signal);
      if (preview.doubts.length > 0) {
        yield { event: 'doubtful', preview };
        return;
      }
    }
    const totalBytes = source.folder ? sum(source.files.map(({ bytes }) => bytes)) : plan.file.bytes;
    let builder: TableBuilder | undefined;
    const progress = (bytes: number): ImportProgress => {
      const { rows = 0, rejected = 0 } = builder ?? {};
      return { event: 'progress', rows, rejected, bytes, totalBytes };
    };
    const { header, conversations } = options;
    const common = { file: source.name, header, conversations, delimiter: plan.delimiter || ',' };
    const reading = readPlan(plan, (known) => {
      builder = new TableBuilder(table, { ...known, ...common });
      return builder;
    });
    let lastProgress = 0;
    signal.throwIfAborted();
    for await (const bytes of reading) {
      signal.throwIfAborted();
      source.budget.work();
      if (performance.now() - lastProgress < PROGRESS_MS) continue;
      lastProgress = performance.now();
      yield progress(bytes);
    }
    yield progress(totalBytes);
    builder?.end();
    const columns = table.finish();
    const { rows = 0, rejected = 0, form = null } = builder ?? {};
    const { encoding, delimiter, format } = plan;
    const suggestedRecipe = form ? conversationRecipe(form) : undefined;
    const suggestion = suggestedRecipe ? { suggestedRecipe } : {};
    const summary = { rows, rejected, bytes: totalBytes, encoding, delimiter, format, columns, ...suggestion };
    yield { event: 'done', summary, doubts: [...plan.doubts, ...(builder?.doubts() ?? []), ...table.doubts()] };
  } finally {
    table.discard();
    await source.close();
  }
}

/** Writes a table into a data set file and looks at its columns. */
class StoredTable implements Table {
  readonly #output: string;
  #writer: DatasetWriter | undefined;
  #statistics: ColumnStatistics[] = [];
  #rows = 0;
  /** Names that came after the first row. */
  #late: string[] = [];

  readonly #budget: ImportBudget;

  constructor(output: string, budget: ImportBudget) {
    this.#output = output;
    this.#budget = budget;
  }

  start(columns: readonly string[]): void {
    this.#writer = createDatasetFile(this.#output, columns);
    this.#statistics = columns.map((name) => new ColumnStatistics(name));
  }

  addColumn(name: string): void {
    this.#writer?.addColumn(name);
    this.#late.push(name);
    this.#statistics.push(new ColumnStatistics(name, this.#rows));
  }

  append(cells: readonly string[]): void {
    // On the disk each row and each cell takes some bytes of its own: of tiny rows that is most.
    let bytes = ROW_BYTES + 2 * cells.length;
    for (const cell of cells) bytes += cell.length;
    this.#budget.store(bytes);
    this.#writer?.append(cells);
    this.#rows++;
    const statistics = this.#statistics;
    for (let column = 0; column < statistics.length; column++) statistics[column]?.add(cells[column] as string);
  }

  reject(rejection: Parameters<DatasetWriter['reject']>[0]): void {
    this.#budget.store(rejection.raw.length);
    this.#writer?.reject(rejection);
  }

  finish() {
    this.#writer?.finish();
    return this.#statistics.map((statistics) => statistics.result());
  }

  /** Columns in which a single row of many has something: a name that was misspelt. */
  doubts(): ImportDoubt[] {
    if (this.#rows < ENOUGH_ROWS) return [];
    const columns = this.#late.filter((name) => {
      const column = this.#statistics.find((statistics) => statistics.name === name)?.result();
      return column && this.#rows - column.emptyCells === 1;
    });
    return columns.length > 0 ? [{ kind: 'rare_columns', columns }] : [];
  }

  discard(): void {
    this.#writer?.discard();
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, value) => total + value, 0);
