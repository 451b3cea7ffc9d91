import type { Asked, Writes } from '../programs.ts';
import type { TextRecipe } from './recipe.ts';

function asked(recipe: TextRecipe): Asked {
  switch (recipe.kind) {
    case 'complete':
      return { by: 'row', columns: recipe.inputs, template: recipe.template, output: recipe.output };
    case 'continue':
      return { by: 'beginning', template: recipe.template };
    case 'chat':
      return { by: 'messages' };
  }
}

/** Texts of rows, whole ones, and answers. */
export const programs: Writes<TextRecipe> = { form: 'writes', asked };
