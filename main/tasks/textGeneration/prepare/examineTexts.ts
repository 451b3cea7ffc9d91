import { keepsFields } from '../../../../shared/domain/tasks/containsValue.ts';
import { wantedFields } from '../../../../shared/domain/tasks/index.ts';
import { AppError } from '../../../../shared/errors/errors.ts';
import { openDatasetFile } from '../../../db/datasetFile.ts';
import { Documents } from '../../prepare/documents.ts';
import type { Examined, ExamineRequest } from '../../task.ts';
import { nameLikeInput, WELL_KEPT } from '../fieldFidelity.ts';
import { examineConversations } from './examineConversations.ts';

/** Of more rows, every so many is looked at; how many are left out is then an estimate. */
const MOST_EXAMINED = 20_000;
/** Rows that a name is looked for in. */
const MOST_FOR_NAME = 2000;
/** Fewer teach nothing. */
const FEWEST = 20;
/** A batch of rows between two looks at whether anybody still waits. */
const PAUSE_AFTER = 1000;

interface Row {
  inputs: { column: string; value: string }[];
  reference: string;
}

/**
 * Says before any training what texts that leave their name out teach, to leave it out, and which conversations cannot be learned from.
 *
 * @throws AppError `column_unknown`; the signal's reason once it has fired
 */
export async function examineTexts(request: ExamineRequest, signal: AbortSignal): Promise<Examined> {
  const { dataset, recipe } = request;
  if (recipe.kind === 'chat') return await examineConversations(request, signal);
  if (recipe.kind !== 'complete') return { refusal: null, warnings: [] };
  const file = openDatasetFile(dataset);
  try {
    const rows = await readRows(new Documents(file, recipe), recipe, signal);
    const { keepFields } = recipe;
    if (rows.examined.length === 0) return { refusal: null, warnings: [] };
    const scale = rows.all / rows.examined.length;
    const count = (columns: readonly string[]) =>
      rows.examined.filter(({ inputs, reference }) => keepsFields(reference, valuesOf(inputs, columns))).length;
    if (keepFields) {
      const kept = Math.round(count(keepFields) * scale);
      const [all, left, columns] = [rows.all, rows.all - kept, quoted(keepFields)];
      if (kept < FEWEST)
        return { refusal: new AppError('keep_leaves_too_few', { kept, left, rows: all, columns }), warnings: [] };
      const warnings = left > 0 ? [new AppError('rows_left_out', { kept, left, rows: all, columns })] : [];
      return { refusal: null, warnings };
    }
    const name = nameLikeInput(evenly(rows.examined, MOST_FOR_NAME));
    if (name === null || wantedFields(recipe).includes(name)) return { refusal: null, warnings: [] };
    const mustContain = [name];
    const kept = count([name]);
    const share = kept / rows.examined.length;
    if (share >= WELL_KEPT) return { refusal: null, warnings: [], mustContain };
    const seldom = new AppError('fields_seldom_kept', {
      ...{ column: name, percent: Math.round(100 * share) },
      ...{ kept: Math.round(kept * scale), rows: rows.all },
    });
    return { refusal: null, warnings: [seldom], mustContain };
  } finally {
    file.close();
  }
}

async function readRows(
  documents: Documents,
  { inputs, output }: { inputs: readonly string[]; output: string },
  signal: AbortSignal,
): Promise<{ examined: Row[]; all: number }> {
  const every = Math.max(1, Math.ceil(documents.rowCount / MOST_EXAMINED));
  const examined: Row[] = [];
  let all = 0;
  for (const { document, cell } of documents.readWhole()) {
    if (!document) continue;
    if (all++ % every === 0) {
      examined.push({ inputs: inputs.map((column) => ({ column, value: cell(column) })), reference: cell(output) });
    }
    if (all % PAUSE_AFTER > 0) continue;
    await new Promise((resolve) => setImmediate(resolve));
    signal.throwIfAborted();
  }
  return { examined, all };
}

const valuesOf = (inputs: Row['inputs'], columns: readonly string[]): string[] =>
  columns.map((column) => inputs.find((input) => input.column === column)?.value ?? '');

/** Tables are often sorted: rows from all over it. */
function evenly<T>(entries: readonly T[], most: number): T[] {
  const every = Math.max(1, Math.ceil(entries.length / most));
  return entries.filter((_, index) => index % every === 0);
}

const quoted = (columns: readonly string[]): string => columns.map((column) => `“${column}”`).join(', ');
