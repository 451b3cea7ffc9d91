import { existsSync, rmSync } from 'node:fs';
import { beginning, MOST_OF_CELL, type WholeCell } from '../../../shared/domain/datasets/cutCells.ts';
import type { ViewCharts } from '../../../shared/domain/datasets/datasetCharts.ts';
import { numbersFrom, type RowView, unsorted, type ViewPage } from '../../../shared/domain/datasets/datasetView.ts';
import { AppError } from '../../../shared/errors/errors.ts';
import { type CutRows, cutRows } from '../../db/cutRows.ts';
import { DatasetRows } from '../../db/datasetRows.ts';
import { DatabaseCorrupt, isDamage } from '../../db/open.ts';
import { SearchIndex } from '../../db/searchIndex.ts';
import { chartView } from './chartView.ts';
import { findRows } from './findRows.ts';

/** At most so many data sets stay open. */
const MOST_FILES = 4;
/** Views that are kept, so that scrolling through one finds its rows once: four bytes a row each. */
const MOST_VIEWS = 4;

/** A data set version's file and its search index, which need not be there. */
export interface VersionFiles {
  file: string;
  index: string;
}

interface OpenFile {
  rows: DatasetRows;
  index: SearchIndex | null;
  /** By the view as JSON, in order of use, the latest last. */
  views: Map<string, Int32Array | null>;
}

export interface PageRequest {
  offset: number;
  limit: number;
  /** UTF-16 units of a cell. */
  cellLength?: number | undefined;
}

function* eachOf(rows: DatasetRows, ids: readonly number[]): Generator<string[]> {
  for (const id of ids) yield rows.row(id);
}

/** Data set versions that are looked at, with the rows of the views that were asked for last. */
export class OpenViews {
  /** In order of use, the latest last. */
  readonly #files = new Map<string, OpenFile>();

  async page(
    files: VersionFiles,
    view: RowView,
    { offset, limit, cellLength }: PageRequest,
    signal: AbortSignal,
  ): Promise<ViewPage> {
    const open = this.open(files);
    const ids = await this.#find(open, view, signal);
    if (ids === null) {
      const total = open.rows.rowCount;
      const numbers = numbersFrom(offset, limit, total);
      return { offset, total, numbers, ...cutRows(open.rows.eachAfter(offset, limit), cellLength) };
    }
    const page = [...ids.subarray(offset, offset + limit)];
    return {
      ...{ offset, total: ids.length, numbers: page.map((id) => id - 1) },
      ...cutRows(eachOf(open.rows, page), cellLength),
    };
  }

  /** Some rows by their numbers, in that order. */
  rowsAt(files: VersionFiles, numbers: readonly number[]): CutRows {
    const ids = numbers.map((number) => number + 1);
    return cutRows(eachOf(this.open(files).rows, ids));
  }

  /** @throws AppError `not_found`, `column_unknown` */
  cell(files: VersionFiles, { row, column }: { row: number; column: string }): WholeCell {
    const text = this.open(files).rows.cell(row + 1, column);
    if (text === undefined) throw new AppError('not_found', { kind: 'row', id: String(row) });
    return { text: beginning(text, MOST_OF_CELL), length: text.length };
  }

  async charts(files: VersionFiles, view: RowView, signal: AbortSignal): Promise<ViewCharts> {
    const open = this.open(files);
    return chartView(open.rows, await this.#find(open, unsorted(view), signal), signal);
  }

  /** The ids of a view's rows in its order; `null` stands for all rows as they are. */
  find(files: VersionFiles, view: RowView, signal: AbortSignal): Promise<Int32Array | null> {
    return this.#find(this.open(files), view, signal);
  }

  open(files: VersionFiles): OpenFile {
    const open = this.#files.get(files.file) ?? { rows: new DatasetRows(files.file), index: null, views: new Map() };
    this.#files.delete(files.file);
    this.#files.set(files.file, open);
    // It may have been built meanwhile.
    if (!open.index && existsSync(files.index)) open.index = openIndex(files.index);
    for (const [file, unused] of this.#files) {
      if (this.#files.size <= MOST_FILES) break;
      this.#files.delete(file);
      close(unused);
    }
    return open;
  }

  /** A data set's files are about to be removed: Windows removes none that are open. */
  close(folder: string): void {
    for (const [file, open] of this.#files) {
      if (!file.startsWith(folder)) continue;
      this.#files.delete(file);
      close(open);
    }
  }

  async #search(open: OpenFile, view: RowView, signal: AbortSignal): Promise<Int32Array | null> {
    const { rows, index } = open;
    try {
      return await findRows(rows, index, view, signal);
    } catch (error) {
      if (!index || !isDamage(error)) throw error;
      // The result is the same without it; whether the rows are damaged as well shows now.
      open.index = null;
      index.close();
      rmSync(index.file, { force: true });
      return findRows(rows, null, view, signal);
    }
  }

  async #find(open: OpenFile, view: RowView, signal: AbortSignal): Promise<Int32Array | null> {
    const { views } = open;
    const key = JSON.stringify(view);
    const kept = views.get(key);
    const ids = kept === undefined ? await this.#search(open, view, signal) : kept;
    views.delete(key);
    views.set(key, ids);
    for (const oldest of views.keys()) {
      if (views.size <= MOST_VIEWS) break;
      views.delete(oldest);
    }
    return ids;
  }
}

/** An index is derived: a damaged one is let go, and is made again when somebody looks. */
function openIndex(file: string): SearchIndex | null {
  try {
    return new SearchIndex(file);
  } catch (error) {
    if (!(error instanceof DatabaseCorrupt || isDamage(error))) throw error;
    rmSync(file, { force: true });
    return null;
  }
}

function close({ rows, index }: OpenFile): void {
  rows.close();
  index?.close();
}
