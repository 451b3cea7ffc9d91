import { AppError } from '../../../errors/errors.ts';
import type { Column } from '../../columns.ts';
import type { GivenOptions, Proposal, RecipeOption } from '../task.ts';
import { textOptions, textRequestOf, textsBeforeLast, textsBeside } from '../textRecipe.ts';
import type { ClassifyRequest } from './recipe.ts';

/** So many different values may be labels, and numbers only where they are few: grades, not prices. */
const MOST_LABELS = 300;
const MOST_NUMBERS = 10;
/** UTF-16 units of a label, on the average. */
const LONGEST_LABEL = 40;

/** The last column, where its values are labels and others have texts: what is to be filled in stands last as a rule. */
export function suggest(columns: readonly Column[]): ClassifyRequest | null {
  const output = columns.at(-1);
  if (!output || !mayBeLabels(output)) return null;
  const { inputs, longest } = textsBeforeLast(columns);
  return inputs.length > 0 && longest > output.meanLength ? { kind: 'classify', inputs, output: output.name } : null;
}

export function mayBeLabels({ type, distinct, meanLength }: Column): boolean {
  if (distinct === null || distinct < 2 || meanLength > LONGEST_LABEL) return false;
  return type === 'number' ? distinct <= MOST_NUMBERS : type !== 'text' && distinct <= MOST_LABELS;
}

/** Few values are labels; of few numbers, which may be grades as well, a little less plainly. */
export function propose(columns: readonly Column[], column: Column | null): Proposal<ClassifyRequest>[] {
  if (!column || !mayBeLabels(column)) return [];
  const inputs = textsBeside(columns, column);
  if (inputs.length === 0) return [];
  return [{ request: { kind: 'classify', inputs, output: column.name }, fit: column.type === 'number' ? 0.8 : 0.9 }];
}

export const OPTIONS: readonly RecipeOption[] = [
  ...textOptions('classify', 'the label'),
  {
    name: 'class-weights',
    value: 'text',
    description:
      'of {recipes}: `balanced` lets rare labels count as much as common ones, `none` (default) every row alike',
    of: ['classify'],
  },
  {
    name: 'words',
    value: 'text',
    description:
      'of {recipes}: `together` lets the model predict together with words and a straight line, `beside` (default) only measures both together',
    of: ['classify'],
  },
];

/** @throws AppError `bad_input` */
export function requestOf(given: GivenOptions): ClassifyRequest {
  const { 'class-weights': weights = 'none', words = 'beside' } = given;
  if (weights !== 'none' && weights !== 'balanced')
    throw new AppError('bad_input', { path: '--class-weights', problem: 'it is `balanced` or `none`' });
  if (words !== 'beside' && words !== 'together')
    throw new AppError('bad_input', { path: '--words', problem: 'it is `together` or `beside`' });
  return {
    ...textRequestOf('classify', given, { input: 'the columns of the text', output: 'the column with the labels' }),
    ...(weights === 'balanced' && { classWeight: weights }),
    ...(words === 'together' && { words }),
  };
}
