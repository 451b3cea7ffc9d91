import type { FinishReason, GenerationEvent } from '../../../../shared/domain/models/generation.ts';
import type { AppError } from '../../../../shared/errors/errors.ts';

/** What the output pane shows. `loading`: asked for, and nothing has come yet (the model may have to be read). */
export interface Generation {
  phase: 'idle' | 'loading' | 'writing' | 'done' | 'failed';
  /** The prompt as the model got it. */
  prompt: string;
  promptTokens: number | null;
  /** Left out from its beginning, as in training. */
  cutTokens: number;
  /** Oldest messages of a conversation that had no room. */
  droppedMessages: number;
  /** Tokens that there is room for; `null` until it is known. */
  contextLength: number | null;
  text: string;
  tokens: number;
  tokensPerSecond: number | null;
  finishReason: FinishReason | null;
  /** The text that is written, and what the last one lacked; `null` for the first. */
  again: { attempt: number; of: number; missing: readonly string[] } | null;
  /** Of a text that had to contain something: of which attempt it is, and what it lacks. */
  kept: { attempt: number; tries: number; missing: readonly string[] } | null;
  error: AppError | null;
  /** Time of the first token, in milliseconds of the caller's clock. */
  firstTokenAt: number | null;
}

export const IDLE: Generation = {
  phase: 'idle',
  prompt: '',
  promptTokens: null,
  cutTokens: 0,
  droppedMessages: 0,
  contextLength: null,
  text: '',
  tokens: 0,
  tokensPerSecond: null,
  finishReason: null,
  again: null,
  kept: null,
  error: null,
  firstTokenAt: null,
};

export const LOADING: Generation = { ...IDLE, phase: 'loading' };

/** Takes over a batch of events that had come by `now` (milliseconds); one drawing a batch, however fast tokens are. */
export function applyGeneration(generation: Generation, events: readonly GenerationEvent[], now: number): Generation {
  const next = { ...generation };
  for (const event of events) {
    switch (event.event) {
      case 'prompt':
        next.prompt = event.prompt;
        next.promptTokens = event.promptTokens;
        next.cutTokens = event.cutTokens;
        next.droppedMessages = event.droppedMessages ?? 0;
        next.contextLength = event.contextLength ?? null;
        break;
      case 'token':
        next.phase = 'writing';
        next.text += event.text;
        next.tokens++;
        next.firstTokenAt ??= now;
        break;
      case 'words':
        next.phase = 'done';
        break;
      case 'again':
        next.phase = 'writing';
        next.text = '';
        next.tokens = 0;
        next.firstTokenAt = null;
        next.again = { attempt: event.attempt, of: event.of, missing: event.missing };
        break;
      case 'done':
        next.phase = 'done';
        next.kept = event.kept ?? null;
        next.text = event.text;
        next.tokens = event.tokens.length;
        next.tokensPerSecond = event.tokensPerSecond;
        next.finishReason = event.finishReason;
        break;
      default:
        throw event satisfies never;
    }
  }
  if (next.phase === 'writing' && next.firstTokenAt !== null && now > next.firstTokenAt) {
    next.tokensPerSecond = ((next.tokens - 1) / (now - next.firstTokenAt)) * 1000;
  }
  return next;
}

/** The stream broke off. What was written stays; having been stopped is an end like any other. */
export function endGeneration(generation: Generation, error: AppError | null): Generation {
  if (generation.phase === 'done') return generation;
  if (error === null || error.code === 'cancelled') return { ...generation, phase: 'done', finishReason: 'cancelled' };
  return { ...generation, phase: 'failed', error };
}

/** The text as it is shown and copied: blanks around it are no part of what the model has to say. Its end may go on while it is written. */
export const shownText = ({ phase, text }: Generation): string =>
  phase === 'writing' ? text.trimStart() : text.trim();

export const isGenerating = ({ phase }: Generation) => phase === 'loading' || phase === 'writing';
