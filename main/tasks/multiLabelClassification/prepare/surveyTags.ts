import type { RecipeOf } from '../../../../shared/domain/tasks/index.ts';
import { hasLabel, readLabels } from '../../../../shared/domain/tasks/labelList.ts';
import { AppError } from '../../../../shared/errors/errors.ts';
import type { Documents } from '../../prepare/documents.ts';

/** Rows of a label below which nothing can be said of it: one to learn from, one to measure on, one to spare. */
const FEW_ROWS = 3;
/** Labels and cells that are named in a message. */
const NAMED = 3;
/** Of so many rows, one label for each is no label that comes again. */
const MOST_SHARE = 0.5;

/** The labels of a table's rows. */
export class TagSurvey {
  readonly #counts = new Map<string, number>();
  readonly #column: string;
  #rows = 0;
  #unsaid = 0;
  /** Rows whose label is the whole cell. */
  #single = 0;
  readonly #strange: string[] = [];
  #strangers = 0;
  readonly #separator: string | null;

  constructor(recipe: RecipeOf<'multi-label-classification'>, documents: Documents) {
    const columns = [recipe.output, ...recipe.others];
    this.#column = columns.join(', ');
    this.#separator = recipe.others.length > 0 ? null : recipe.separator;
    if (recipe.others.length > 0) for (const column of columns) this.#counts.set(column, 0);
    for (const { row, document, cell } of documents.readWhole()) {
      if (recipe.others.length > 0) {
        const odd = columns.find((column) => hasLabel(cell(column)) === null);
        if (odd !== undefined && ++this.#strangers <= NAMED)
          this.#strange.push(`${row + 1}: “${cell(odd).slice(0, 30)}”`);
      }
      this.#rows++;
      if (!document) {
        this.#unsaid++;
        continue;
      }
      const labels = readLabels(document.completion);
      if (labels.length === 1) this.#single++;
      for (const label of labels) this.#counts.set(label, (this.#counts.get(label) ?? 0) + 1);
    }
  }

  /** In the order of their numbers. */
  get labels(): string[] {
    const labels = [...this.#counts.keys()];
    return this.#separator === null ? labels : labels.sort();
  }

  /** What a model cannot be trained for. */
  get refusal(): AppError | null {
    const rows = this.#rows - this.#unsaid;
    const column = this.#column;
    const labels = this.#counts.size;
    if (rows === 0 || labels === 0) return new AppError('labels_none', { column });
    if (labels === 1) return new AppError('labels_one', { column, label: this.labels[0] ?? '' });
    if (labels > 2 && labels > MOST_SHARE * rows) return new AppError('labels_all_different', { column, labels, rows });
    return null;
  }

  /** What may be meant otherwise, and what is left out. */
  get warnings(): AppError[] {
    const column = this.#column;
    const rare = this.labels.filter((label) => (this.#counts.get(label) ?? 0) < FEW_ROWS);
    const named = (labels: readonly string[]) =>
      labels
        .slice(0, NAMED)
        .map((label) => `“${label}”`)
        .join(', ') + (labels.length > NAMED ? ', …' : '');
    return [
      ...(this.#unsaid > 0 ? [new AppError('labels_empty', { column, rows: this.#unsaid })] : []),
      ...(this.#separator !== null && this.#single === this.#rows - this.#unsaid
        ? [new AppError('labels_single', { column, delimiter: this.#separator })]
        : []),
      ...(this.#strangers > 0
        ? [new AppError('labels_not_yes_or_no', { column, count: this.#strangers, examples: this.#strange.join(', ') })]
        : []),
      ...(rare.length > 0
        ? [new AppError('labels_rare', { column, count: rare.length, rows: FEW_ROWS, labels: named(rare) })]
        : []),
    ];
  }
}
