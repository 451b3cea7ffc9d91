import type { Fact, Markup } from '../task.ts';
import type { RecommendRecipe } from './recipe.ts';

export const facts = (recipe: RecommendRecipe): readonly Fact<'recipe' | 'user' | 'item' | 'time' | 'rating'>[] => [
  { name: 'recipe', form: 'recipe', value: recipe.kind },
  { name: 'user', form: 'column', value: recipe.user },
  { name: 'item', form: 'column', value: recipe.item },
  ...(recipe.time === null ? [] : [{ name: 'time', form: 'column', value: recipe.time } as const]),
  ...(recipe.rating === null ? [] : [{ name: 'rating', form: 'column', value: ratingText(recipe.rating) } as const]),
];

const ratingText = ({ column, least }: NonNullable<RecommendRecipe['rating']>): string =>
  least === null ? column : `${column} ≥ ${least}`;

export function describe({ user, item, rating }: RecommendRecipe, { name }: Markup): string {
  return (
    `It tells which “${name(item)}” comes next after those that a “${name(user)}” has had (SASRec: a decoder over items in the place of words). ` +
    '`items.json` has the item of each token id; id 0 begins a history. What a user has had already is left out of what is recommended.' +
    (rating === null
      ? ''
      : ` Only what was liked counts: a “${name(rating.column)}” of ${rating.least ?? 'the middle between the lowest and the highest one'} or more.`)
  );
}
