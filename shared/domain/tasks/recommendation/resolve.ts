import { AppError } from '../../../errors/errors.ts';
import type { Column } from '../../columns.ts';
import { numberOf } from '../number.ts';
import type { GivenOptions, Proposal, RecipeOption } from '../task.ts';
import { type RecommendRecipe, type RecommendRequest, usedColumns } from './recipe.ts';

/** @throws AppError `column_unknown`, `recipe_output_is_input` with the offending column */
export function resolve(request: RecommendRequest, columns: readonly Column[]): RecommendRecipe {
  const names = columns.map((column) => column.name);
  const used = usedColumns(request);
  for (const column of used) {
    if (!names.includes(column)) throw new AppError('column_unknown', { column, columns: names.join(', ') });
  }
  const twice = used.find((column, place) => used.indexOf(column) !== place);
  if (twice !== undefined) throw new AppError('recipe_output_is_input', { column: twice });
  const { kind, user, item, time = null, rating = null } = request;
  return { kind, user, item, time, rating };
}

const USER = /^(user|customer|client|member|account|visitor|用户|客户|会员)([ _-]?(id|name|no|编号|名))?$/i;
const ITEM =
  /^(item|product|movie|film|title|song|track|book|article|sku|物品|商品|产品|电影|书)([ _-]?(id|name|title|编号|名))?$/i;
const TIME = /^(time|timestamp|date|datetime|ordered|created|when|时间|日期)([ _-]?(at|on))?$/i;

const RATING = /^(rating|ratings|stars|score|评分|星级|打分)$/i;

/** Where columns are called so: nothing else tells an event from other rows. */
export function suggest(columns: readonly Column[]): RecommendRequest | null {
  const [user, item, time, rating] = guessed(columns);
  if (user === null || item === null) return null;
  return { kind: 'recommend', user, item, time, rating: rating === null ? null : { column: rating, least: null } };
}

/** Columns that are called like a user, an item, a time and a rating in numbers. A column of text says more of an item than its number does. */
export function guessed(
  columns: readonly Column[],
): [user: string | null, item: string | null, time: string | null, rating: string | null] {
  const called = (pattern: RegExp) => columns.filter(({ name }) => pattern.test(name.trim()));
  const items = called(ITEM);
  return [
    called(USER)[0]?.name ?? null,
    (items.find(({ type }) => type !== 'number') ?? items[0])?.name ?? null,
    called(TIME)[0]?.name ?? null,
    called(RATING).find(({ type }) => type === 'number')?.name ?? null,
  ];
}

/** The next item is filled in, or nothing: the next row is none that is there. */
export function propose(columns: readonly Column[], column: Column | null): Proposal<RecommendRequest>[] {
  const request = suggest(columns);
  return request && (column === null || column.name === request.item) ? [{ request, fit: 1 }] : [];
}

export const OPTIONS: readonly RecipeOption[] = [
  { name: 'user', value: 'column', description: 'column with the user of each event (`recommend`)', of: ['recommend'] },
  { name: 'item', value: 'column', description: 'column with the item of each event (`recommend`)', of: ['recommend'] },
  {
    name: 'time',
    value: 'column',
    description: 'column with the time of each event; else the order of the rows (`recommend`)',
    of: ['recommend'],
  },
  {
    name: 'rating',
    value: 'column',
    description: 'column with a rating of each event: only what was liked counts; else every event does (`recommend`)',
    of: ['recommend'],
  },
  {
    name: 'least-rating',
    value: 'text',
    description:
      'rating from which on something was liked; else the middle between the lowest and the highest (`recommend`)',
    of: ['recommend'],
  },
];

/** @throws AppError `bad_input` */
export function requestOf({ user, item, time, rating, 'least-rating': written }: GivenOptions): RecommendRequest {
  if (typeof user !== 'string') throw missing('--user', '`recommend` needs the column with the users');
  if (typeof item !== 'string') throw missing('--item', '`recommend` needs the column with the items');
  const least = typeof written === 'string' ? numberOf(written) : null;
  if (written !== undefined && least === null) throw missing('--least-rating', `must be a number, not ${written}`);
  if (written !== undefined && typeof rating !== 'string') throw missing('--least-rating', 'goes with --rating COLUMN');
  return {
    ...{ kind: 'recommend', user, item, time: typeof time === 'string' ? time : null },
    rating: typeof rating === 'string' ? { column: rating, least } : null,
  };
}

const missing = (path: string, problem: string) => new AppError('bad_input', { path, problem });
