import { type Column, wordedColumns } from '../../columns.ts';
import type { GivenOptions, Proposal } from '../task.ts';
import { textOptions, textRequestOf } from '../textRecipe.ts';
import type { MatchRequest } from './recipe.ts';

const FIRST = /^(query|search|anchor|sentence_?1|查询|搜索)$/i;
const SECOND = /^(passage|document|positive|sentence_?2|文档|段落)$/i;

/**
 * Where columns are called like what is looked for and what is found, as data sets of pairs are. Any two texts of a row belong together, and
 * questions with answers, names with descriptions are there to be written: they also need no encoder.
 */
export function suggest(columns: readonly Column[]): MatchRequest | null {
  const worded = wordedColumns(columns);
  const first = worded.find(({ name }) => FIRST.test(name.trim()));
  const second = worded.find(({ name }) => SECOND.test(name.trim()));
  return first && second ? { kind: 'match', inputs: [first.name], output: second.name } : null;
}

/** No column is filled in: texts of a row that belong together are found by one another, or those that share a label. */
export function propose(columns: readonly Column[], column: Column | null): Proposal<MatchRequest>[] {
  if (column) return [];
  const worded = wordedColumns(columns);
  const texts = worded.filter(({ type }) => type === 'text');
  const first = texts[0];
  const second = texts.at(-1) === first ? worded.find(({ type }) => type === 'category') : texts.at(-1);
  const request = suggest(columns) ?? (first && second && asPair(first, second));
  return request ? [{ request, fit: 0.6 }] : [];
}

const asPair = (first: Column, second: Column): MatchRequest => ({
  ...{ kind: 'match', inputs: [first.name], output: second.name },
});

export const OPTIONS = textOptions('match', 'the text that belongs to it');

/** @throws AppError `bad_input` */
export const requestOf = (given: GivenOptions): MatchRequest =>
  textRequestOf('match', given, {
    input: 'the columns of the first text of a pair',
    output: 'the column with the second text of a pair',
  });
