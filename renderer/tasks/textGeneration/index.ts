import { lazy } from 'react';
import { defineView } from '../task.ts';
import { RECIPE_DRAFT, type RecipeDraft } from './recipe/recipeDraft.ts';
import { TEXTS } from './texts.ts';

/** Texts are written in a playground, and learned by one of three recipes. */
export const textGeneration = defineView<'text-generation', RecipeDraft>({
  texts: TEXTS,
  draft: RECIPE_DRAFT,
  Fields: lazy(async () => ({ default: (await import('./recipe/RecipeFields.tsx')).RecipeFields })),
  Playground: lazy(async () => ({ default: (await import('./TextPlayground.tsx')).TextPlayground })),
  BasePlayground: lazy(async () => ({ default: (await import('./chat/BaseChat.tsx')).BaseChat })),
});
