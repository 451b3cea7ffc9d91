import { type Command, Option } from 'commander';
import {
  RECIPE_KINDS,
  type RecipeKind,
  type RecipeRequest,
  recipeOptions,
  requestFromOptions,
} from '../../shared/domain/tasks/index.ts';

/** What to learn, as the options of all tasks name it: a text, a column or several. */
export interface RecipeOptions {
  recipe?: RecipeKind;
}

/** Adds `--recipe` and what it goes with. */
export function addRecipeOptions(command: Command, list: (text: string) => string[]): Command {
  command.addOption(new Option('--recipe <recipe>', 'what to learn').choices(RECIPE_KINDS));
  for (const { name, value, description } of recipeOptions()) {
    const option = new Option(`--${name} <${value}>`, description);
    command.addOption(value === 'columns' ? option.argParser(list) : option);
  }
  return command;
}

/** @throws AppError `bad_input` with the option that is missing */
export const recipeRequest = (options: RecipeOptions, recipe: RecipeKind): RecipeRequest =>
  requestFromOptions(recipe, Object.fromEntries(recipeOptions().map(({ name }) => [name, given(options, name)])));

/** Commander keeps `--must-contain` as `mustContain`. */
const given = (options: object, name: string): string | string[] | undefined =>
  (options as Record<string, string | string[]>)[name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase())];
