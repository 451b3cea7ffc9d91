import { z } from 'zod';
import {
  type FinishReason,
  type GenerationEvent,
  GenerationSettings,
  PromptSource,
  Tries,
} from '../../models/generation.ts';
import type { Recorder } from '../task.ts';

/** A text to be written after a prompt. */
export const TextInput = z.object({
  task: z.literal('text-generation'),
  prompt: PromptSource,
  settings: GenerationSettings,
  /** Columns whose values the text must contain, of a prompt of inputs; those that the recipe says where they are left out. */
  mustContain: z.array(z.string()).optional(),
  /** Texts that are written at most until one has them. */
  tries: Tries.optional(),
  /** So many of the likeliest next words, in the place of a text. */
  nextWords: z.number().int().min(1).max(50).optional(),
});
export type TextInput = z.infer<typeof TextInput>;

/** Gathers a text as it is written. What was written before it was stopped is worth keeping, and it is what the user still sees. */
export function textRecorder({ prompt: source, settings }: TextInput): Recorder<GenerationEvent> {
  let [prompt, text, tokens] = ['', '', 0];
  let end: { tokensPerSecond: number; finishReason: FinishReason } | null = null;
  return {
    take(event) {
      if (event.event === 'words') return;
      if (event.event === 'prompt') prompt = event.prompt;
      else if (event.event === 'token') {
        text += event.text;
        tokens++;
      } else if (event.event === 'again') {
        text = '';
        tokens = 0;
      } else {
        text = event.text;
        end = { tokensPerSecond: event.tokensPerSecond, finishReason: event.finishReason };
      }
    },
    entry(cancelledMs) {
      const ended =
        end ??
        (cancelledMs !== null && tokens > 0
          ? { tokensPerSecond: tokens / (cancelledMs / 1000), finishReason: 'cancelled' as const }
          : null);
      const inputs = source.kind === 'inputs' ? source.inputs : null;
      return ended && { prompt, inputs, settings, text, tokens, ...ended };
    },
  };
}
