import { whatComputes } from '../../../../shared/domain/engines/engine.ts';
import type { Run } from '../../../../shared/domain/runs/run.ts';
import { settingNamesOf } from '../../../../shared/domain/runs/runSettings.ts';
import { SETTING_NAMES, type SettingName } from '../../../../shared/domain/runs/settings.ts';
import { taskOf } from '../../../../shared/domain/tasks/index.ts';

/** What runs were started with, in the order of the table. */
const FACTS = [
  'dataset',
  /** Stands for all that the recipes say. */
  'recipe',
  'base',
  'size',
  'budget',
  'engine',
  'execution',
  ...SETTING_NAMES,
] as const;
type RunFact = Exclude<(typeof FACTS)[number], 'recipe'>;
/** `recipe.…` is a fact of the task's. */
export type Fact = RunFact | `recipe.${string}`;

export const isOfRecipe = (fact: Fact): fact is `recipe.${string}` => fact.startsWith('recipe.');

/** The task's name of it. */
export const recipeFactOf = (fact: `recipe.${string}`): string => fact.slice('recipe.'.length);

export const isSetting = (fact: Fact): fact is SettingName => (SETTING_NAMES as readonly string[]).includes(fact);

/** Whether a setting says something of a run. */
export const appliesTo = (run: Run, name: SettingName): boolean => settingNamesOf(run).includes(name);

/** What is compared of a fact; `null` where a run has none. */
function factOf(run: Run, fact: Fact): unknown {
  if (isSetting(fact)) return appliesTo(run, fact) ? run.settings[fact] : null;
  if (isOfRecipe(fact))
    return taskOf(run.recipe)
      .facts(run.recipe)
      .find(({ name }) => name === recipeFactOf(fact))?.value;
  switch (fact) {
    case 'dataset':
      return [run.datasetId, run.datasetVersion];
    case 'base':
      return run.model.base?.sha256;
    case 'size':
      return run.model.base ? null : run.size;
    case 'budget':
      return run.budget;
    case 'engine':
      return run.engine && whatComputes(run.engine);
    case 'execution':
      return run.execution && [run.execution.mode, run.execution.precision];
    default:
      throw fact satisfies never;
  }
}

/** The facts in which runs differ. */
export function differences(runs: readonly Run[]): Fact[] {
  const ofRecipes = new Set(
    runs.flatMap(({ recipe }) =>
      taskOf(recipe)
        .facts(recipe)
        .map(({ name }) => name),
    ),
  );
  const facts = FACTS.flatMap((fact): Fact[] =>
    fact === 'recipe' ? [...ofRecipes].map((name) => `recipe.${name}` as const) : [fact],
  );
  return facts.filter((fact) => new Set(runs.map((run) => JSON.stringify(factOf(run, fact) ?? null))).size > 1);
}
