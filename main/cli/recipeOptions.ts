import { type Command, Option } from 'commander';
import {
  RECIPE_KINDS,
  type RecipeKind,
  type RecipeRequest,
  recipeOptions,
  recipesCalled,
  requestFromOptions,
  TASK_NAMES,
} from '../../shared/domain/tasks/index.ts';
import { badOption } from './badOption.ts';

/** What to learn, as the options of all tasks name it: a text, a column or several. */
export interface RecipeOptions {
  recipe?: RecipeKind;
  /** Stands for its recipe, where it has but one. */
  task?: string;
}

/**
 * The recipe that the options say; `undefined` where they say none.
 *
 * @throws AppError `bad_input` where a task has several
 */
export function chosenRecipe({ recipe, task }: RecipeOptions): RecipeKind | undefined {
  if (task === undefined) return recipe;
  const recipes = recipesCalled(task);
  if (recipe !== undefined && !recipes.includes(recipe)) throw badOption('--recipe', `is none of --task ${task}`);
  if (recipe === undefined && recipes.length > 1) throw badOption('--recipe', `say which one: ${recipes.join(', ')}`);
  return recipe ?? recipes[0];
}

/** Adds `--recipe` and what it goes with. */
export function addRecipeOptions(command: Command, list: (text: string) => string[]): Command {
  command.addOption(new Option('--recipe <recipe>', 'what to learn').choices(RECIPE_KINDS));
  command.addOption(
    new Option(
      '--task <task>',
      'the task, in the place of `--recipe` where it has but one; `translation` is `complete` from one language to another',
    ).choices(TASK_NAMES),
  );
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
