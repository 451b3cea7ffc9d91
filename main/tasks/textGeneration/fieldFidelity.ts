import type { HeldOutRow } from '../../../shared/domain/models/measures.ts';
import { containsValue, normalized } from '../../../shared/domain/tasks/containsValue.ts';

/**
 * Of the rows that have a value in every one of `fields`, how many are kept by a text: it contains all of these values.
 * `texts` are the outputs, or the rows' own texts, in the order of `rows`.
 */
export function countFaithful(
  rows: readonly Pick<HeldOutRow, 'inputs'>[],
  texts: readonly string[],
  fields: readonly string[],
): { faithful: number; of: number } {
  let [faithful, of] = [0, 0];
  for (const [index, { inputs }] of rows.entries()) {
    const values = fields.map((field) => inputs.find(({ column }) => column === field)?.value ?? '');
    if (values.some((value) => normalized(value) === '')) continue;
    of++;
    if (values.every((value) => containsValue(texts[index] ?? '', value))) faithful++;
  }
  return { faithful, of };
}

/** From this share on, the rows' own texts keep a name well enough. */
export const WELL_KEPT = 0.9;

/**
 * A name is short (characters, by the median), has another value in nearly every row, and stands in a good part of the texts: so often no
 * text has the value of a column by chance.
 */
const NAME_LENGTH = 80;
const NAME_DISTINCT = 0.5;
const NAME_KEPT = 0.2;
const NAME_FILLED = 0.5;

/** The input that is most like a name; `null` where none is. The first one of equals. */
export function nameLikeInput(rows: readonly Pick<HeldOutRow, 'inputs' | 'reference'>[]): string | null {
  const columns = [...new Set(rows.flatMap(({ inputs }) => inputs.map(({ column }) => column)))];
  const references = rows.map(({ reference }) => reference);
  let best: { column: string; score: number } | null = null;
  for (const column of columns) {
    const values = rows
      .map(({ inputs }) => normalized(inputs.find((input) => input.column === column)?.value ?? ''))
      .filter((value) => value !== '');
    if (values.length === 0 || values.length < NAME_FILLED * rows.length) continue;
    const lengths = values.map(({ length }) => length).sort((a, b) => a - b);
    const distinct = new Set(values).size / values.length;
    const { faithful, of } = countFaithful(rows, references, [column]);
    const kept = faithful / of;
    const median = lengths[Math.floor(lengths.length / 2)] as number;
    if (median > NAME_LENGTH || distinct < NAME_DISTINCT || kept < NAME_KEPT) continue;
    const score = kept * distinct;
    if (!best || score > best.score) best = { column, score };
  }
  return best?.column ?? null;
}

/** What texts are checked for where nobody has chosen: what they have to contain, or what is like a name. */
export function measuredFields(
  rows: readonly Pick<HeldOutRow, 'inputs' | 'reference'>[],
  wanted: readonly string[],
): string[] {
  if (wanted.length > 0) return [...wanted];
  const name = nameLikeInput(rows);
  return name === null ? [] : [name];
}
