import { type RowFilter, type RowView, searchTerms } from '../../shared/domain/datasets/datasetView.ts';
import { AppError } from '../../shared/errors/errors.ts';

/** A condition on a row of `cells`, with the values of its placeholders. */
export interface Condition {
  sql: string;
  values: (string | number)[];
}

/** White space as `String.trim` has it, in the ranges that tables have: a cell of nothing else counts as empty. */
const WHITE_SPACE = 'char(9, 10, 11, 12, 13, 32, 160, 12288, 65279)';

/** SQLite refuses expressions that are nested deeper than 1000. */
const GROUP = 50;

/** SQL functions that `DatasetRows` adds. */
export const CONTAINS_FUNCTION = 'contains_folded';
export const NUMBER_FUNCTION = 'number_of';

/** SQLite refuses statements of more than 32,766 values or a million characters. */
const MOST_VALUES = 5000;

/**
 * What must hold of the rows of a view, in as few conditions as there can be statements for: two hundred words in two hundred columns are more
 * than one takes.
 *
 * @throws AppError `column_unknown`
 */
export function viewConditions({ filters, search }: RowView, columns: readonly string[]): Condition[] {
  const every = columns.map((_, index) => `c${index}`);
  return gathered([
    ...filters.map((filter) =>
      filter.kind === 'rows' ? isOneOf(filter.rows) : filterCondition(filter, cellOf(columns, filter.column)),
    ),
    ...searchTerms(search).map((term) => anyContains(every, term)),
  ]);
}

/** The SQL name of a column. */
export function cellOf(columns: readonly string[], column: string): string {
  const index = columns.indexOf(column);
  if (index < 0) throw new AppError('column_unknown', { column, columns: columns.join(', ') });
  return `c${index}`;
}

/** Ids count from 1, rows from 0. */
const isOneOf = (rows: readonly number[]): Condition => ({
  sql: `id IN (${rows.map(() => '?').join(', ')})`,
  values: rows.map((row) => row + 1),
});

function filterCondition(filter: Exclude<RowFilter, { kind: 'rows' }>, cell: string): Condition {
  switch (filter.kind) {
    case 'contains':
      return contains(cell, filter.text);
    case 'equals':
      return { sql: `${cell} = ?`, values: [filter.text] };
    case 'one_of':
      return { sql: `${cell} IN (${filter.values.map(() => '?').join(', ')})`, values: filter.values };
    case 'empty':
      return { sql: `trim(${cell}, ${WHITE_SPACE}) = ''`, values: [] };
    case 'not_empty':
      return { sql: `trim(${cell}, ${WHITE_SPACE}) <> ''`, values: [] };
    case 'length':
      return within(`length(${cell})`, filter);
    case 'number':
      return within(`${NUMBER_FUNCTION}(${cell})`, filter);
    default:
      throw filter satisfies never;
  }
}

/** What has no value, as a text without a number, is in no range. */
const within = (value: string, { from, to }: { from: number | null; to: number | null }): Condition => ({
  sql: `${value} BETWEEN ? AND ?`,
  values: [from ?? Number.NEGATIVE_INFINITY, to ?? Number.POSITIVE_INFINITY],
});

/** Upper and lower case are the same. SQLite knows that of ASCII only, but is fast. */
function contains(cell: string, text: string): Condition {
  if (hasCaseBeyondAscii(text)) return { sql: `${CONTAINS_FUNCTION}(${cell}, ?)`, values: [text.toLowerCase()] };
  return { sql: `${cell} LIKE ? ESCAPE '\\'`, values: [`%${text.replace(/[\\%_]/g, '\\$&')}%`] };
}

const hasCaseBeyondAscii = (text: string): boolean =>
  [...text].some((character) => character > '\x7f' && character.toLowerCase() !== character.toUpperCase());

function anyContains(cells: readonly string[], text: string): Condition {
  const groups: Condition[] = [];
  for (let at = 0; at < cells.length; at += GROUP) {
    groups.push(
      join(
        cells.slice(at, at + GROUP).map((cell) => contains(cell, text)),
        'OR',
      ),
    );
  }
  return join(groups, 'OR');
}

function gathered(conditions: readonly Condition[]): Condition[] {
  const parts: Condition[][] = [[]];
  let values = 0;
  for (const condition of conditions) {
    // Those without a value are short, and there are few filters.
    if (values > 0 && values + condition.values.length > MOST_VALUES) {
      parts.push([]);
      values = 0;
    }
    parts.at(-1)?.push(condition);
    values += condition.values.length;
  }
  return parts.map((part) => (part.length === 0 ? { sql: 'TRUE', values: [] } : join(part, 'AND')));
}

const join = (conditions: readonly Condition[], operator: 'AND' | 'OR'): Condition => ({
  sql: `(${conditions.map(({ sql }) => sql).join(` ${operator} `)})`,
  values: conditions.flatMap(({ values }) => values),
});
