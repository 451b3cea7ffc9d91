import { AppError } from '../../../errors/errors.ts';
import type { Column } from '../../columns.ts';
import type { GivenOptions, RecipeOption } from '../task.ts';
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
  const { kind, user, item, time = null } = request;
  return { kind, user, item, time };
}

const USER = /^(user|customer|client|member|account|visitor|用户|客户|会员)([ _-]?(id|name|no|编号|名))?$/i;
const ITEM =
  /^(item|product|movie|film|title|song|track|book|article|sku|物品|商品|产品|电影|书)([ _-]?(id|name|title|编号|名))?$/i;
const TIME = /^(time|timestamp|date|datetime|ordered|created|when|时间|日期)([ _-]?(at|on))?$/i;

/** Where columns are called so: nothing else tells an event from other rows. */
export function suggest(columns: readonly Column[]): RecommendRequest | null {
  const [user, item, time] = guessed(columns);
  return user !== null && item !== null ? { kind: 'recommend', user, item, time } : null;
}

/** Columns that are called like a user, an item and a time. A column of text says more of an item than its number does. */
export function guessed(columns: readonly Column[]): [user: string | null, item: string | null, time: string | null] {
  const called = (pattern: RegExp) => columns.filter(({ name }) => pattern.test(name.trim()));
  const items = called(ITEM);
  return [
    called(USER)[0]?.name ?? null,
    (items.find(({ type }) => type !== 'number') ?? items[0])?.name ?? null,
    called(TIME)[0]?.name ?? null,
  ];
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
];

/** @throws AppError `bad_input` */
export function requestOf({ user, item, time }: GivenOptions): RecommendRequest {
  if (typeof user !== 'string') throw missing('--user', '`recommend` needs the column with the users');
  if (typeof item !== 'string') throw missing('--item', '`recommend` needs the column with the items');
  return { kind: 'recommend', user, item, time: typeof time === 'string' ? time : null };
}

const missing = (path: string, problem: string) => new AppError('bad_input', { path, problem });
