import { z } from 'zod';
import { GivenSettings } from '../runs/training.ts';

/** Room that there is for a prompt, in tokens, with the END_OF_TEXT before it. A model never saw more, so it is given no more either. */
export const PromptLimit = z.number().int().positive();

/** Whether there is a place in the context for an answer's first token. `promptTokens` counts the END_OF_TEXT before the prompt. */
export const hasRoom = (promptTokens: number, contextLength: number): boolean => promptTokens < contextLength;

/**
 * Tokens that a prompt is cut to where `truncation_side` is left: what the longest answer and the END_OF_TEXT after it leave, and half of
 * the context at least.
 */
export const promptLimit = (contextLength: number, longestAnswer: number): number =>
  contextLength - Math.min(Math.floor(contextLength / 2), longestAnswer + 1);

/** The end of a prompt that has more than `limit` tokens, an END_OF_TEXT before it included. */
export const cutFromLeft = (prompt: readonly number[], limit: number | null): readonly number[] =>
  limit !== null && 1 + prompt.length > limit ? prompt.slice(prompt.length - (limit - 1)) : prompt;

const STEP = 8;

/** A context in which whole documents of `tokens`, with the END_OF_TEXT after them, have room; `null` where none has as much. */
export function contextFor(tokens: number): number | null {
  const wanted = Math.ceil((tokens + 1) / STEP) * STEP;
  return wanted <= (GivenSettings.shape.context_length.maxValue ?? 0) ? wanted : null;
}
