import type { Column, ColumnType } from '../../../shared/domain/columns.ts';
import { isConversation } from '../../../shared/domain/datasets/conversation.ts';
import { isNumber } from './headerRows.ts';

/** Distinct values are counted up to here, and only of short texts: memory stays small for any file. */
const MOST_DISTINCT = 10_000;
const LONGEST_DISTINCT = 200;
/** A category has few distinct values, each used several times, and short names. */
const MOST_CATEGORIES = 500;
const LONGEST_CATEGORY = 60;
const LEAST_USES = 3;

/** What stands between several labels of a cell; the share of different cells that have it; and what labels are like. */
const SEPARATORS = [';', '|', ',', '、', '；', '，'] as const;
const LEAST_SEVERAL = 0.2;
/** A label stands in so many different cells in the mean. */
const OTHER_CELLS = 1.5;
const LONGEST_LABEL = 40;
const MOST_LABELS = 300;

/** Cells in which conversations are looked for. */
const MOST_LOOKED = 50;

const BOOLEAN = /^(true|false|yes|no|0|1|y|n)$/i;
const DATE = /^\d{4}[-/.]\d{1,2}[-/.]\d{1,2}([T ]\d{1,2}:\d{2}(:\d{2})?.*)?$|^\d{1,2}[-/.]\d{1,2}[-/.]\d{4}$/;

/** Gathers what is shown about a column while its rows pass by. */
export class ColumnStatistics {
  readonly #name: string;
  #rows = 0;
  #empty = 0;
  #totalLength = 0;
  #minLength = Number.POSITIVE_INFINITY;
  #maxLength = 0;
  #distinct: Set<string> | null = new Set();
  #matches = { number: 0, boolean: 0, date: 0 };
  /** Of the first cells, those that look like conversations. */
  #conversations = { looked: 0, found: 0 };

  get name(): string {
    return this.#name;
  }

  /** @param emptyRows rows that were there before the column was */
  constructor(name: string, emptyRows = 0) {
    this.#name = name;
    this.#rows = emptyRows;
    this.#empty = emptyRows;
    if (emptyRows > 0) this.#minLength = 0;
  }

  add(cell: string): void {
    const { length } = cell;
    this.#rows++;
    this.#totalLength += length;
    if (length < this.#minLength) this.#minLength = length;
    if (length > this.#maxLength) this.#maxLength = length;
    if (cell.trim() === '') {
      this.#empty++;
      return;
    }
    const { looked } = this.#conversations;
    if (looked < MOST_LOOKED) {
      this.#conversations.looked++;
      if (isConversation(cell)) this.#conversations.found++;
    }
    if (length <= 40) {
      if (isNumber(cell)) this.#matches.number++;
      if (BOOLEAN.test(cell)) this.#matches.boolean++;
      if (DATE.test(cell)) this.#matches.date++;
    }
    if (this.#distinct) {
      if (length > LONGEST_DISTINCT || this.#distinct.size >= MOST_DISTINCT) this.#distinct = null;
      else this.#distinct.add(cell);
    }
  }

  result(): Column {
    return {
      name: this.#name,
      type: this.#type(),
      emptyCells: this.#empty,
      distinct: this.#distinct?.size ?? null,
      minLength: this.#rows > 0 ? this.#minLength : 0,
      meanLength: this.#rows > 0 ? this.#totalLength / this.#rows : 0,
      maxLength: this.#maxLength,
      ...(this.#holdsConversations() && { format: 'messages' as const }),
      ...this.#severalLabels(),
    };
  }

  /** Half of them: what is wrong with the others is said when they are to be learned. */
  #holdsConversations(): boolean {
    const { looked, found } = this.#conversations;
    return found > 0 && 2 * found >= looked;
  }

  /** Cells of several short values that come again: by the separator that most of them have. */
  #severalLabels(): Pick<Column, 'labels'> {
    const cells = this.#distinct;
    if (!cells || this.#conversations.found > 0) return {};
    const rows = this.#rows - this.#empty;
    const found = SEPARATORS.map((separator) => {
      const own = [...cells].filter((cell) => cell.includes(separator));
      const values = [...cells].flatMap((cell) => cell.split(separator).map((value) => value.trim()));
      const filled = values.filter((value) => value !== '');
      const distinct = new Set(filled);
      const isShort = filled.every((value) => value.length <= LONGEST_LABEL);
      const comesAgain = distinct.size * LEAST_USES <= rows && distinct.size * OTHER_CELLS <= filled.length;
      const isUsual = own.length >= LEAST_SEVERAL * cells.size;
      return {
        separator,
        distinct: distinct.size,
        cells: isUsual && isShort && comesAgain && distinct.size <= MOST_LABELS ? own.length : 0,
      };
    });
    const best = found.reduce((most, one) => (one.cells > most.cells ? one : most));
    return best.cells === 0 ? {} : { labels: { separator: best.separator, distinct: best.distinct } };
  }

  #type(): ColumnType {
    const filled = this.#rows - this.#empty;
    if (filled === 0) return 'empty';
    // One value in fifty may be something else: real files have “n/a” in them.
    const enough = filled * 0.98;
    if (this.#matches.date >= enough) return 'date';
    if (this.#matches.boolean >= enough && (this.#distinct?.size ?? 9) <= 2) return 'boolean';
    if (this.#matches.number >= enough) return 'number';
    const distinct = this.#distinct?.size ?? Number.POSITIVE_INFINITY;
    const isCategory =
      distinct <= MOST_CATEGORIES && distinct * LEAST_USES <= filled && this.#maxLength <= LONGEST_CATEGORY;
    return isCategory ? 'category' : 'text';
  }
}
