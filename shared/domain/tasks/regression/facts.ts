import type { Fact, Markup } from '../task.ts';
import type { ScoreRecipe } from './recipe.ts';

export const facts = (recipe: ScoreRecipe): readonly Fact<'recipe' | 'inputs' | 'output' | 'template'>[] => [
  { name: 'recipe', form: 'recipe', value: recipe.kind },
  { name: 'inputs', form: 'columns', value: recipe.inputs },
  { name: 'output', form: 'column', value: recipe.output },
  { name: 'template', form: 'template', value: recipe.template },
];

export function describe({ inputs, output, template }: ScoreRecipe, { name, block }: Markup): string {
  const columns = inputs.map((column) => `“${name(column)}”`).join(', ');
  return (
    `It estimates the number “${name(output)}” of a text that is made from ${columns} by this template, in which \`{{…}}\` stands for a ` +
    `column:\n\n${block(template)}\n\nA linear layer on the last token of the text gives one number. It is standardised: times ` +
    '`target_std` of `config.json`, plus `target_mean`, it is in the unit of the column.'
  );
}
