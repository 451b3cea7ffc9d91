import { inFourDigits } from '../../../../shared/domain/tasks/fourDigits.ts';
import { AppError } from '../../../../shared/errors/errors.ts';

/** Fewer rows teach nothing, and leave none to measure on. */
const FEWEST_ROWS = 20;
/** Cells that are named in a message. */
const NAMED = 3;
const LONGEST_NAMED = 30;

/** The cells of a column of numbers. */
export class ScoreSurvey {
  #numbers = 0;
  #empty = 0;
  #least = Number.POSITIVE_INFINITY;
  #most = Number.NEGATIVE_INFINITY;
  #others = 0;
  readonly #named: string[] = [];
  #first = '';

  /**
   * @param cell as it stands in the data
   * @param number that it holds; `null` where it holds none
   * @param row its place, from 0
   */
  add(cell: string, number: number | null, row: number): void {
    if (row === 0) this.#first = cell;
    if (number !== null) {
      this.#numbers++;
      this.#least = Math.min(this.#least, number);
      this.#most = Math.max(this.#most, number);
    } else if (cell.trim() === '') this.#empty++;
    else {
      this.#others++;
      if (this.#named.length < NAMED) this.#named.push(`${row + 1}: “${shortened(cell)}”`);
    }
  }

  /** What a model cannot be trained for. */
  refusal(column: string): AppError | null {
    if (this.#numbers === 0) return new AppError('scores_none', { column, example: shortened(this.#first) });
    if (this.#least === this.#most) return new AppError('scores_one', { column, value: inFourDigits(this.#least) });
    if (this.#numbers < FEWEST_ROWS)
      return new AppError('scores_too_few', { column, rows: this.#numbers, needed: FEWEST_ROWS });
    return null;
  }

  /** What is left out. */
  warnings(column: string): AppError[] {
    const examples = this.#named.join(', ') + (this.#others > NAMED ? ', …' : '');
    return [
      ...(this.#empty > 0 ? [new AppError('scores_empty', { column, count: this.#empty })] : []),
      ...(this.#others > 0 ? [new AppError('scores_not_numbers', { column, count: this.#others, examples })] : []),
    ];
  }
}

const shortened = (cell: string): string =>
  cell.length > LONGEST_NAMED ? `${cell.slice(0, LONGEST_NAMED).toWellFormed()}…` : cell;
