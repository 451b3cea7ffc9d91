import type { Recipe, RecipeKind, RecipeRequest } from '../../shared/domain/tasks/index.ts';
import { taskOf } from '../../shared/domain/tasks/index.ts';
import type { Fact, Proposal } from '../../shared/domain/tasks/task.ts';
import { useLanguage } from '../i18n/index.ts';
import { useFormat } from '../ui/format.ts';
import { viewOf } from './index.ts';
import type { RecipeTexts } from './task.ts';

/** Words for a recipe by its kind. */
export function useRecipeTexts(): (kind: RecipeKind) => RecipeTexts {
  const language = useLanguage();
  return (kind) => viewOf({ kind }).texts[language].recipes[kind] ?? { title: kind, text: '', example: '' };
}

/** What a proposal is called: by its own name, where it goes by one. */
export function useProposalTitle(): (proposal: Proposal<RecipeRequest>) => string {
  const language = useLanguage();
  const recipeTexts = useRecipeTexts();
  return ({ request, as }) =>
    (as !== undefined && viewOf(request).texts[language].named?.[as]) || recipeTexts(request.kind).title;
}

/** A fact of a recipe as it is read. */
export interface ShownFact {
  name: string;
  label: string;
  text: string;
  form: Fact['form'];
}

/** What a recipe says, the same wherever it stands. */
export function useTaskFacts(): (recipe: Recipe) => ShownFact[] {
  const language = useLanguage();
  const recipeTexts = useRecipeTexts();
  const format = useFormat();
  return (recipe) => {
    const { facts: labels, choices } = viewOf(recipe).texts[language];
    const textOf = (fact: Fact): string => {
      if (fact.form === 'columns') return format.list(fact.value);
      if (fact.form === 'choice') return choices?.[fact.value] ?? fact.value;
      return fact.form === 'recipe' ? recipeTexts(recipe.kind).title : fact.value;
    };
    return taskOf(recipe)
      .facts(recipe)
      .map((fact) => ({ name: fact.name, label: labels[fact.name] ?? fact.name, text: textOf(fact), form: fact.form }));
  };
}
