import { expect, it } from 'vitest';
import type { GenerationEvent } from '../../../../shared/domain/models/generation.ts';
import { AppError } from '../../../../shared/errors/errors.ts';
import { applyGeneration, endGeneration, IDLE, LOADING, shownText } from './generationReducer.ts';

const token = (text: string): GenerationEvent => ({ event: 'token', id: 5, text });

it('appends what is written and measures its speed from the first token on', () => {
  let state = applyGeneration(LOADING, [{ event: 'prompt', prompt: 'p', promptTokens: 3, cutTokens: 2 }], 0);
  expect(state).toMatchObject({ phase: 'loading', prompt: 'p', promptTokens: 3, cutTokens: 2 });
  // The wait for the model does not count: 10 seconds pass before the first token.
  state = applyGeneration(state, [token('A'), token('')], 10_000);
  state = applyGeneration(state, [token('b'), token('c'), token('d')], 10_500);
  expect(state).toMatchObject({ phase: 'writing', text: 'Abcd', tokens: 5, tokensPerSecond: 8 });
});

it('ends with what the host says, which may have dropped a stop text', () => {
  const written = applyGeneration(LOADING, [token('abc'), token('###')], 1);
  const done: GenerationEvent = {
    event: 'done',
    text: 'abc',
    tokens: [5, 6],
    tokensPerSecond: 50,
    finishReason: 'stop',
  };
  expect(applyGeneration(written, [done], 2)).toMatchObject({
    phase: 'done',
    text: 'abc',
    tokens: 2,
    tokensPerSecond: 50,
    finishReason: 'stop',
  });
});

it('keeps the text when stopped or failed, and is not undone by an end that comes late', () => {
  const written = applyGeneration(LOADING, [token('abc')], 1);
  const stopped = endGeneration(written, new AppError('cancelled'));
  expect(stopped).toMatchObject({ phase: 'done', finishReason: 'cancelled', text: 'abc', error: null });
  expect(endGeneration(stopped, new AppError('connection_lost'))).toBe(stopped);
  expect(endGeneration(written, new AppError('connection_lost'))).toMatchObject({ phase: 'failed', text: 'abc' });
});

it('shows a text without the blanks around it, but leaves the end open while it is written', () => {
  const text = '\n  A lamp. \n\n';
  expect(shownText({ ...IDLE, phase: 'done', text })).toBe('A lamp.');
  expect(shownText({ ...IDLE, phase: 'writing', text })).toBe('A lamp. \n\n');
});
