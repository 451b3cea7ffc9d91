import type { Fact, Markup } from '../task.ts';
import type { ClassifyRecipe } from './recipe.ts';

export const facts = (recipe: ClassifyRecipe): readonly Fact<'recipe' | 'inputs' | 'output' | 'template'>[] => [
  { name: 'recipe', form: 'recipe', value: recipe.kind },
  { name: 'inputs', form: 'columns', value: recipe.inputs },
  { name: 'output', form: 'column', value: recipe.output },
  { name: 'template', form: 'template', value: recipe.template },
];

export function describe({ inputs, output, template }: ClassifyRecipe, { name, block }: Markup): string {
  const columns = inputs.map((column) => `“${name(column)}”`).join(', ');
  return (
    `It tells the label “${name(output)}” of a text that is made from ${columns} by this template, in which \`{{…}}\` stands for a ` +
    `column:\n\n${block(template)}\n\nThe labels are \`id2label\` in \`config.json\`. A linear layer on the last token of the text ` +
    'gives one score for each of them; softmax makes probabilities of the scores.'
  );
}
