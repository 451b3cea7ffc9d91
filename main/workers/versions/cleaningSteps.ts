import type { StepProgress } from '../../../shared/domain/datasets/dataset.ts';
import type { CleaningStep } from '../../../shared/domain/datasets/datasetStep.ts';
import type { DatasetEditor } from '../../db/datasetEditor.ts';
import { isEmpty, isNearlyEmpty } from '../doctor/emptiness.ts';
import { languageDetector } from '../doctor/languages.ts';
import { Leakage } from '../doctor/leakage.ts';
import { isOutlier } from '../doctor/lengths.ts';
import { Repetitions } from '../doctor/repetitions.ts';
import { type RowSource, scanRows } from '../doctor/scanRows.ts';
import { cellChange, isCellStep } from './cellChange.ts';
import { unknownColumn } from './steps.ts';

/** Takes away what the doctor found: the same detectors look at the rows again. */
export async function* cleanRows(
  editor: DatasetEditor,
  step: CleaningStep,
  signal: AbortSignal,
): AsyncGenerator<StepProgress> {
  const rows = editorRows(editor);
  const progress = async function* (scan: AsyncGenerator<number>): AsyncGenerator<StepProgress> {
    for await (const done of scan) yield { event: 'progress', done, total: rows.rowCount };
  };
  if (isCellStep(step)) {
    const change = cellChange(editor.columns, step);
    if (change.prepare) yield* progress(scanRows(rows, signal, (_, cells) => change.prepare?.(cells)));
    const scan = scanRows(rows, signal, (row, cells) => {
      for (const [index, cell] of cells.entries()) {
        const column = editor.columns[index] as string;
        const changed = change.apply(column, cell);
        if (changed !== cell) editor.setCell(row, column, changed);
      }
    });
    yield* progress(scan);
    return;
  }
  const dropped: number[] = [];
  const { visit, finish } = await dropper(editor, rows, step, (row) => dropped.push(row));
  yield* progress(scanRows(rows, signal, visit));
  finish?.();
  editor.deleteRows(dropped.sort((a, b) => a - b));
}

type DroppingStep = Exclude<CleaningStep, Parameters<typeof cellChange>[1]>;

interface Dropper {
  visit(row: number, cells: string[]): void;
  finish?(): void;
}

async function dropper(
  editor: DatasetEditor,
  rows: RowSource,
  step: DroppingStep,
  drop: (row: number) => void,
): Promise<Dropper> {
  const at = (column: string) => columnIndex(editor, column);
  switch (step.kind) {
    case 'drop_duplicates': {
      const repetitions = new Repetitions(1, () => '');
      return { visit: (row, cells) => repetitions.add(row, cells, '').kind === 'duplicates' && drop(row) };
    }
    case 'drop_near_duplicates': {
      const { repetitions, documentOf } = comparison(rows, step.columns.map(at), step.similarity);
      return {
        visit: (row, cells) => repetitions.add(row, cells, documentOf(cells)).kind === 'near_duplicates' && drop(row),
      };
    }
    case 'drop_leaking_rows': {
      const { repetitions, documentOf } = comparison(rows, step.columns.map(at), step.similarity);
      const leakage = new Leakage();
      return {
        visit(row, cells) {
          const document = documentOf(cells);
          leakage.add(row, document.trim() !== '', repetitions.add(row, cells, document).original);
        },
        finish() {
          for (const row of leakage.result(step.seed).leaks.keys()) drop(row);
        },
      };
    }
    case 'drop_empty_rows': {
      const columns = step.columns.map(at);
      const isUseless = step.what === 'empty' ? isEmpty : isNearlyEmpty;
      return { visit: (row, cells) => columns.some((index) => isUseless(cells[index] ?? '')) && drop(row) };
    }
    case 'drop_outliers': {
      const bounds = step.bounds.map(({ column, ...rest }) => ({ index: at(column), ...rest }));
      const isOutside = (cells: string[]) =>
        bounds.some((one) => isOutlier((cells[one.index] ?? '').trim().length, one));
      return { visit: (row, cells) => isOutside(cells) && drop(row) };
    }
    case 'keep_languages': {
      const columns = step.columns.map(({ column, languages }) => ({ index: at(column), languages }));
      const languageOf = await languageDetector();
      return {
        visit(row, cells) {
          const isOther = columns.some(({ index, languages }) => {
            const language = languageOf(cells[index] ?? '');
            return language !== null && !languages.includes(language);
          });
          if (isOther) drop(row);
        },
      };
    }
    default:
      throw step satisfies never;
  }
}

function comparison(rows: RowSource, columns: readonly number[], similarity: number) {
  const documentOf = (cells: readonly string[]) => columns.map((index) => cells[index] ?? '').join('\n');
  const repetitions = new Repetitions(similarity, (row) => documentOf(rows.readRows(row, 1)[0] ?? []));
  return { repetitions, documentOf };
}

function columnIndex(editor: DatasetEditor, column: string): number {
  const index = editor.columns.indexOf(column);
  if (index < 0) throw unknownColumn(editor, column);
  return index;
}

/** Reads page by page: SQLite writes nothing while a reading is under way. */
function editorRows(editor: DatasetEditor): RowSource {
  const cells = editor.columns.map((_, index) => `c${index}`).join(', ');
  const page = editor.database
    .prepare<[number, number], string[]>(`SELECT ${cells} FROM cells WHERE id > ? ORDER BY id LIMIT ?`)
    .raw();
  return { rowCount: editor.rowCount, readRows: (offset, limit) => page.all(offset, limit) };
}
