import { AppError } from '../../../../shared/errors/errors.ts';

/** Rows of a label below which nothing can be said of it: one to learn from, one to measure on, one to spare. */
const FEW_ROWS = 3;
/** Labels that are named in a message. */
const NAMED = 3;

/** The labels of a column, with the rows that have each. */
export class LabelSurvey {
  readonly #counts = new Map<string, number>();
  #rows = 0;
  #empty = 0;

  /** @param label of a row; empty where it has none */
  add(label: string): void {
    this.#rows++;
    if (label === '') this.#empty++;
    else this.#counts.set(label, (this.#counts.get(label) ?? 0) + 1);
  }

  /** In the order of their numbers: by value where all are numbers, else by their characters. */
  get labels(): string[] {
    const labels = [...this.#counts.keys()];
    return labels.every((label) => Number.isFinite(Number(label)))
      ? labels.sort((one, other) => Number(one) - Number(other) || (one < other ? -1 : 1))
      : labels.sort();
  }

  /**
   * What a model cannot be trained for.
   *
   * @param column names it in messages
   */
  refusal(column: string): AppError | null {
    const rows = this.#rows - this.#empty;
    const labels = this.#counts.size;
    if (labels === 0) return new AppError('labels_none', { column });
    if (labels === 1) return new AppError('labels_one', { column, label: this.labels[0] ?? '' });
    // Where most rows have a label of their own, there is nothing that comes again.
    if (labels === rows || (labels > 2 && 2 * labels > rows))
      return new AppError('labels_all_different', { column, labels, rows });
    return null;
  }

  /** What may be meant otherwise, and what is left out. */
  warnings(column: string): AppError[] {
    return [this.#left(column), this.#alike(column), this.#rare(column)].filter((warning) => warning !== null);
  }

  #left(column: string): AppError | null {
    return this.#empty === 0 ? null : new AppError('labels_empty', { column, rows: this.#empty });
  }

  #alike(column: string): AppError | null {
    const groups = new Map<string, string[]>();
    for (const label of this.labels) {
      const key = label.normalize('NFKC').toLowerCase().replace(/\s+/gu, ' ');
      groups.set(key, [...(groups.get(key) ?? []), label]);
    }
    const alike = [...groups.values()].filter(({ length }) => length > 1);
    const [first] = alike;
    return first ? new AppError('labels_alike', { column, groups: alike.length, labels: quoted(first) }) : null;
  }

  #rare(column: string): AppError | null {
    const rare = this.labels.filter((label) => (this.#counts.get(label) ?? 0) < FEW_ROWS);
    return rare.length === 0
      ? null
      : new AppError('labels_rare', { column, count: rare.length, rows: FEW_ROWS, labels: quoted(rare) });
  }
}

const quoted = (labels: readonly string[]): string =>
  labels
    .slice(0, NAMED)
    .map((label) => `“${label}”`)
    .join(', ') + (labels.length > NAMED ? ', …' : '');
