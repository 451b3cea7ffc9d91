import type { Recipe } from '../../../shared/domain/tasks/textGeneration.ts';

/**
 * Prompts whose continuations are shown while training: the prompts of some rows, or the beginning of their text.
 * Always the same ones in a run, so that one can see the text getting better.
 */
export function samplePromptsOf(recipe: Recipe, examples: { prompt: string; completion: string }[]): string[] {
  const prompts = examples.map((example) =>
    recipe.kind === 'complete'
      ? example.prompt
      : example.completion
          .split(/(?<=\s)/u)
          .slice(0, 3)
          .join('')
          .trimEnd(),
  );
  return [...new Set(prompts)].slice(0, 3);
}
