import { taskOf, writesTexts } from '../tasks/index.ts';
import { tokensPerStep } from './preflight.ts';
import type { Run } from './run.ts';

/**
 * Tokens that a step of a run learns from. Where rows are not packed but as long as their texts, that is by the mean of these, padding left out, once
 * they are counted; steps differ by chance.
 */
export function learnedPerStep({ settings, recipe, prepared }: Pick<Run, 'settings' | 'recipe' | 'prepared'>): number {
  const whole = tokensPerStep(settings);
  if (writesTexts(taskOf(recipe).kind) || !prepared || prepared.trainDocuments === 0) return whole;
  const rows = settings.per_device_train_batch_size * settings.gradient_accumulation_steps;
  return Math.max(1, Math.round((rows * prepared.trainTokens) / prepared.trainDocuments));
}
