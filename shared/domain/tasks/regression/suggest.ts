import type { Column } from '../../columns.ts';
import type { GivenOptions, Proposal } from '../task.ts';
import { textOptions, textRequestOf, textsBeforeLast, textsBeside } from '../textRecipe.ts';
import type { ScoreRequest } from './recipe.ts';

/** Numbers of which there are fewer are grades, which are labels just as well. */
const FEW_NUMBERS = 10;

/** The last column, where it has numbers and others have texts: what is to be filled in stands last as a rule. */
export function suggest(columns: readonly Column[]): ScoreRequest | null {
  const output = columns.at(-1);
  if (!output || !mayBeScores(output)) return null;
  const { inputs } = textsBeforeLast(columns);
  return inputs.length > 0 ? { kind: 'score', inputs, output: output.name } : null;
}

export const mayBeScores = ({ type, distinct }: Column): boolean =>
  type === 'number' && (distinct === null || distinct > FEW_NUMBERS);

/** Numbers are estimated, grades as well as prices. */
export function propose(columns: readonly Column[], column: Column | null): Proposal<ScoreRequest>[] {
  if (column?.type !== 'number') return [];
  const inputs = textsBeside(columns, column);
  return inputs.length === 0
    ? []
    : [{ request: { kind: 'score', inputs, output: column.name }, fit: mayBeScores(column) ? 0.8 : 0.7 }];
}

export const OPTIONS = textOptions('score', 'the number');

/** @throws AppError `bad_input` */
export const requestOf = (given: GivenOptions): ScoreRequest =>
  textRequestOf('score', given, { input: 'the columns of the text', output: 'the column with the numbers' });
