import type { RecipeOf } from '../../../../shared/domain/tasks/index.ts';
import { AppError } from '../../../../shared/errors/errors.ts';
import type { Documents } from '../../prepare/documents.ts';
import { type Ratings, surveyRatings } from './surveyRatings.ts';

/** Fewer users teach nothing, and leave none to measure on. */
const FEWEST_USERS = 10;
/** Ten are recommended of those that a user has not had. */
const FEWEST_ITEMS = 20;
const LONGEST_NAMED = 30;

/** What a user has had, the oldest first, each item once. */
interface UserEvents {
  items: number[];
  /** Place of the row of the last one. */
  row: number;
}

/** Events of a data set by user, and what stands in the way of learning from them. */
export class EventSurvey {
  readonly users: UserEvents[] = [];
  /** Names by their numbers, in the order in which they first come. */
  readonly items: string[] = [];
  readonly #recipe: RecipeOf<'recommendation'>;
  #repeated = 0;
  #incomplete = 0;
  #untimed = 0;
  readonly #ratings: Ratings | null;
  #firstUntimed: { row: number; example: string } | null = null;

  constructor(documents: Documents, recipe: RecipeOf<'recommendation'>) {
    this.#recipe = recipe;
    this.#ratings = recipe.rating && surveyRatings(documents, recipe.rating);
    const numbers = new Map<string, number>();
    const byUser = new Map<string, { item: number; time: number; row: number }[]>();
    for (const { row, document, cell } of documents.readWhole()) {
      if (!document) {
        this.#incomplete++;
        continue;
      }
      if (this.#ratings && !this.#ratings.isLiked(cell)) continue;
      const name = document.completion;
      const item = numbers.get(name) ?? numbers.size;
      if (item === numbers.size) numbers.set(name, item);
      const user = cell(recipe.user).trim();
      const events = byUser.get(user) ?? [];
      if (events.length === 0) byUser.set(user, events);
      events.push({ item, time: this.#timeOf(cell, row), row });
    }
    this.items.push(...numbers.keys());
    for (const events of byUser.values()) {
      // Stable: of one time, the order of the rows.
      if (recipe.time !== null) events.sort((one, other) => one.time - other.time);
      const had = new Set<number>();
      const first = events.filter(({ item }) => !had.has(item) && had.add(item));
      this.#repeated += events.length - first.length;
      this.users.push({ items: first.map(({ item }) => item), row: first.at(-1)?.row ?? 0 });
    }
  }

  #timeOf(cell: (column: string) => string, row: number): number {
    const { time: column } = this.#recipe;
    if (column === null) return row;
    const text = cell(column).trim();
    const number = text === '' ? Number.NaN : Number(text);
    const time = Number.isFinite(number) ? number : Date.parse(text);
    if (Number.isFinite(time)) return time;
    this.#untimed++;
    this.#firstUntimed ??= { row: row + 1, example: text.slice(0, LONGEST_NAMED).toWellFormed() };
    return 0;
  }

  refusal(): AppError | null {
    const { user, item, time } = this.#recipe;
    const unrated = this.#ratings?.refusal();
    if (unrated) return unrated;
    if (this.#firstUntimed) {
      const { row, example } = this.#firstUntimed;
      return new AppError('times_unreadable', { column: time ?? '', count: this.#untimed, row, example });
    }
    const users = this.users.filter(({ items }) => items.length > 1).length;
    if (users < FEWEST_USERS) return new AppError('users_too_few', { column: user, users, needed: FEWEST_USERS });
    if (this.items.length < FEWEST_ITEMS)
      return new AppError('items_too_few', { column: item, items: this.items.length, needed: FEWEST_ITEMS });
    return null;
  }

  warnings(): AppError[] {
    const alone = this.users.filter(({ items }) => items.length === 1).length;
    const warnings: [number, () => AppError][] = [
      [alone, () => new AppError('users_one_event', { column: this.#recipe.user, count: alone })],
      [this.#repeated, () => new AppError('events_repeated', { count: this.#repeated })],
      [this.#incomplete, () => new AppError('events_incomplete', { count: this.#incomplete })],
    ];
    return [...(this.#ratings?.warnings() ?? []), ...warnings.flatMap(([count, make]) => (count > 0 ? [make()] : []))];
  }
}
