import { join } from 'node:path';
import type { MeasureName, MeasureProgress, Measures } from '../../../shared/domain/models/measures.ts';
import { MeasureRecord } from '../../../shared/domain/models/measures.ts';
import type { Receipt } from '../../../shared/domain/models/receipt.ts';
import { readJson } from '../../files/jsonFile.ts';
import type { ModelSource, RowsToMeasure, WriteProgress } from '../format.ts';
import { MEASURES_FILE } from '../huggingface/measuresFile.ts';

/** What is told of texts that are held against the rows' own, and of vectors that find them. */
const TOLD: readonly MeasureName[] = ['field_fidelity', 'exact_match', 'chrf', 'recall_at_1'];
/** Rows that texts are written for: as many as some minutes of two cores are enough for. */
const [LEAST_ROWS, MOST_ROWS] = [8, 32];
const MOST_WORK = 6e11;
/** Tokens of a text where nobody knows how long they get. */
const USUAL_TOKENS = 128;

/**
 * How much worse a model does its task with the weights of a file: the same rows, the same draws, the first text for each, as programs of others write
 * it. `null` where it was never measured, nothing is given to it, or no engine is there.
 *
 * @param file that was written
 */
export async function* taskChange(
  { model, folder, measure }: Pick<ModelSource, 'model' | 'folder' | 'measure'>,
  file: string,
): AsyncGenerator<WriteProgress, Receipt['task']> {
  const record = measure && (await readJson(join(folder, MEASURES_FILE), MeasureRecord).catch(() => null));
  const rows = record?.written.filter(({ inputs }) => inputs.length > 0) ?? [];
  if (!record || rows.length === 0) return null;
  const tokens = record.maxTokens ?? USUAL_TOKENS;
  const count = Math.floor(MOST_WORK / (model.parameters * tokens));
  const given = differentRows(rows).slice(0, Math.min(MOST_ROWS, Math.max(LEAST_ROWS, count)));
  const { fields, seed, temperature, maxTokens = null } = record;
  const on: RowsToMeasure = { rows: given, fields, seed, temperature, maxTokens };
  const found: Measures[] = [];
  for (const [at, one] of [folder, file].entries()) {
    for await (const event of measure(one, on)) {
      if (event.event === 'done') found.push(event.record.metrics);
      else yield { step: 'measure', done: at * given.length + doneOf(event), total: 2 * given.length };
    }
  }
  const [before, after] = found;
  const metrics = TOLD.flatMap((name) => {
    const [was, is] = [before?.[name], after?.[name]];
    return was && is ? [{ name, before: was.value, after: is.value }] : [];
  });
  return metrics.length > 0 ? { rows: given.length, temperature, seed, metrics } : null;
}

/** Where there were fewer rows than texts, rows came again. */
function differentRows<R extends { row: number }>(rows: readonly R[]): R[] {
  const places = new Map<number, R>();
  for (const row of rows) if (!places.has(row.row)) places.set(row.row, row);
  return [...places.values()];
}

const doneOf = ({ stage = 'texts', done }: MeasureProgress): number => (stage === 'texts' ? done : 0);
