import type { Fact, Markup } from '../task.ts';
import type { MatchRecipe } from './recipe.ts';

export const facts = (recipe: MatchRecipe): readonly Fact<'recipe' | 'inputs' | 'output' | 'template'>[] => [
  { name: 'recipe', form: 'recipe', value: recipe.kind },
  { name: 'inputs', form: 'columns', value: recipe.inputs },
  { name: 'output', form: 'column', value: recipe.output },
  { name: 'template', form: 'template', value: recipe.template },
];

export function describe({ inputs, output, template }: MatchRecipe, { name, block }: Markup): string {
  const columns = inputs.map((column) => `“${name(column)}”`).join(', ');
  return (
    `It makes a vector of a text, and those of texts that belong together point in the same direction (cosine). It learned from pairs: a text ` +
    `that is made from ${columns} by this template, in which \`{{…}}\` stands for a column:\n\n${block(template)}\n\nand “${name(output)}” of the ` +
    'same row, which had to be nearer than those of the other rows of a batch (multiple negatives ranking loss, scale 20). `modules.json` says how ' +
    'the vector is made, as sentence-transformers reads it.'
  );
}
