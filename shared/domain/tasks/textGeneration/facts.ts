import type { Fact, Markup } from '../task.ts';
import type { TextRecipe } from './recipe.ts';

type FactName = 'recipe' | 'inputs' | 'output' | 'template';

export function facts(recipe: TextRecipe): readonly Fact<FactName>[] {
  return [
    { name: 'recipe', form: 'recipe', value: recipe.kind },
    ...(recipe.kind === 'complete'
      ? [
          { name: 'inputs' as const, form: 'columns' as const, value: recipe.inputs },
          { name: 'output' as const, form: 'column' as const, value: recipe.output },
        ]
      : []),
    { name: 'template', form: 'template', value: recipe.template },
  ];
}

export function describe(recipe: TextRecipe, { name, block }: Markup): string {
  switch (recipe.kind) {
    case 'continue':
      return (
        'It continues text. Each row of the data became a text by this template, in which `{{…}}` stands for a column:' +
        `\n\n${block(recipe.template)}\n\nThe loss counted every token.`
      );
    case 'complete': {
      const inputs = recipe.inputs.map((column) => `“${name(column)}”`).join(', ');
      return (
        `It writes the column “${name(recipe.output)}” of a row from ${inputs}. The prompt is made by this template, in which ` +
        `\`{{…}}\` stands for a column:\n\n${block(recipe.template)}\n\n` +
        'The answer follows after one space. The loss counted the answer only, and the end of the text after it.'
      );
    }
    default:
      throw recipe satisfies never;
  }
}
