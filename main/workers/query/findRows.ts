import { type RowView, searchTerms } from '../../../shared/domain/datasets/datasetView.ts';
import type { DatasetRows } from '../../db/datasetRows.ts';
import { type Condition, viewConditions } from '../../db/rowConditions.ts';
import { type SearchIndex, trigrams } from '../../db/searchIndex.ts';

/** Rows that are looked at between two looks at the signal. */
const ROWS_PER_TURN = 20_000;

/**
 * The ids of a view's rows in its order; `null` stands for all rows as they are. The index only says which rows can be left out, so the
 * result is the same without one.
 *
 * @throws AppError `column_unknown`; the signal's reason
 */
export async function findRows(
  rows: DatasetRows,
  index: SearchIndex | null,
  view: RowView,
  signal: AbortSignal,
): Promise<Int32Array | null> {
  const found = await matchingRows(rows, index, view, signal);
  return view.sort ? rows.sorted(found, view.sort) : found;
}

async function matchingRows(
  rows: DatasetRows,
  index: SearchIndex | null,
  view: RowView,
  signal: AbortSignal,
): Promise<Int32Array | null> {
  const terms = searchTerms(view.search);
  if (view.filters.length === 0 && terms.length === 0) return null;
  const [condition, ...others] = viewConditions(view, rows.columns) as [Condition, ...Condition[]];
  const further = others.map((other) => rows.fulfils(other));
  const fulfilsAll = (id: number) => further.every((fulfils) => fulfils(id));
  const found = new Ids(rows.rowCount);
  const wanted = index ? terms.flatMap(trigrams) : [];
  if (index && wanted.length > 0) {
    const fulfils = rows.fulfils(condition);
    let looked = 0;
    for (const id of index.candidates(wanted)) {
      if (fulfils(id) && fulfilsAll(id)) found.add(id);
      if (++looked % ROWS_PER_TURN === 0) await letMessagesIn(signal);
    }
  } else {
    const matching = rows.matching(condition);
    for (let first = 0; first < rows.rowCount; first += ROWS_PER_TURN) {
      for (const id of matching(first, first + ROWS_PER_TURN)) if (fulfilsAll(id)) found.add(id);
      await letMessagesIn(signal);
    }
  }
  return found.all();
}

/** Also gives a cancel the chance to come in. */
export async function letMessagesIn(signal: AbortSignal): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  signal.throwIfAborted();
}

/** A growing list of ids, four bytes each. */
class Ids {
  #ids = new Int32Array(1024);
  #count = 0;
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  add(id: number): void {
    if (this.#count === this.#ids.length) {
      const grown = new Int32Array(Math.min(this.#most, this.#ids.length * 2));
      grown.set(this.#ids);
      this.#ids = grown;
    }
    this.#ids[this.#count++] = id;
  }

  all(): Int32Array {
    return this.#ids.slice(0, this.#count);
  }
}
