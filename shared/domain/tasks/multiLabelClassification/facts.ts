import type { Fact, Markup } from '../task.ts';
import { labelColumns, type TagRecipe } from './recipe.ts';

type Name = 'recipe' | 'inputs' | 'labels' | 'separator' | 'template';

export const facts = (recipe: TagRecipe): readonly Fact<Name>[] => [
  { name: 'recipe', form: 'recipe', value: recipe.kind },
  { name: 'inputs', form: 'columns', value: recipe.inputs },
  { name: 'labels', form: 'columns', value: labelColumns(recipe) },
  ...(recipe.others.length > 0
    ? []
    : [{ name: 'separator' as const, form: 'template' as const, value: recipe.separator }]),
  { name: 'template', form: 'template', value: recipe.template },
];

export function describe(recipe: TagRecipe, { name, block }: Markup): string {
  const columns = recipe.inputs.map((column) => `“${name(column)}”`).join(', ');
  const labels = labelColumns(recipe)
    .map((column) => `“${name(column)}”`)
    .join(', ');
  return (
    `It tells which labels of ${labels} a text has, any number of them, that is made from ${columns} by this template, in which \`{{…}}\` stands ` +
    `for a column:\n\n${block(recipe.template)}\n\nThe labels are \`id2label\` in \`config.json\`. A linear layer on the last token of the text gives one ` +
    'score for each of them; the sigmoid makes a probability of each by itself, and what is above 0.5 is told.'
  );
}
