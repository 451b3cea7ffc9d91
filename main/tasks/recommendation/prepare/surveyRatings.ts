import { inFourDigits } from '../../../../shared/domain/tasks/fourDigits.ts';
import type { RecipeOf } from '../../../../shared/domain/tasks/index.ts';
import { numberOf } from '../../../../shared/domain/tasks/number.ts';
import { AppError } from '../../../../shared/errors/errors.ts';
import type { Documents } from '../../prepare/documents.ts';

type Rating = NonNullable<RecipeOf<'recommendation'>['rating']>;
type Cell = (column: string) => string;

/** Cells that are named in a message. */
const NAMED = 3;
const LONGEST_NAMED = 30;

/** Reads the ratings of all events. */
export function surveyRatings(documents: Documents, rating: Rating): Ratings {
  const ratings = new Ratings(rating);
  for (const { row, document, cell } of documents.readWhole()) if (document) ratings.add(cell(rating.column), row);
  return ratings;
}

/** What users think of items: which events are of something they liked, and which say nothing. */
export class Ratings {
  readonly #column: string;
  readonly #chosen: number | null;
  /** How many events have a rating, by its value. */
  readonly #counts = new Map<number, number>();
  #lowest = Number.POSITIVE_INFINITY;
  #highest = Number.NEGATIVE_INFINITY;
  #empty = 0;
  #others = 0;
  #first: string | null = null;
  readonly #named: string[] = [];

  constructor({ column, least }: Rating) {
    [this.#column, this.#chosen] = [column, least];
  }

  /** @param row its place, from 0 */
  add(cell: string, row: number): void {
    this.#first ??= cell;
    const value = numberOf(cell);
    if (value !== null) {
      this.#counts.set(value, (this.#counts.get(value) ?? 0) + 1);
      this.#lowest = Math.min(this.#lowest, value);
      this.#highest = Math.max(this.#highest, value);
    } else if (cell.trim() === '') this.#empty++;
    else {
      this.#others++;
      if (this.#named.length < NAMED) this.#named.push(`${row + 1}: “${shortened(cell)}”`);
    }
  }

  /** From here on something was liked. */
  get least(): number {
    return this.#chosen ?? (this.#lowest + this.#highest) / 2;
  }

  isLiked(cell: Cell): boolean {
    const value = numberOf(cell(this.#column));
    return value !== null && value >= this.least;
  }

  refusal(): AppError | null {
    if (this.#counts.size > 0 || this.#first === null) return null;
    return new AppError('scores_none', { column: this.#column, example: shortened(this.#first) });
  }

  /** What is left out. */
  warnings(): AppError[] {
    const column = this.#column;
    const least = this.least;
    const disliked = [...this.#counts].reduce((sum, [value, count]) => (value < least ? sum + count : sum), 0);
    const examples = this.#named.join(', ') + (this.#others > NAMED ? ', …' : '');
    const [lowest, highest] = [inFourDigits(this.#lowest), inFourDigits(this.#highest)];
    return [
      ...(disliked > 0
        ? [new AppError('events_disliked', { column, count: disliked, least: inFourDigits(least), lowest, highest })]
        : []),
      ...(this.#empty > 0 ? [new AppError('scores_empty', { column, count: this.#empty })] : []),
      ...(this.#others > 0 ? [new AppError('scores_not_numbers', { column, count: this.#others, examples })] : []),
    ];
  }
}

const shortened = (cell: string): string =>
  cell.length > LONGEST_NAMED ? `${cell.slice(0, LONGEST_NAMED).toWellFormed()}…` : cell;
