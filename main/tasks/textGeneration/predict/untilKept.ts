import type { GenerationEvent, InputField } from '../../../../shared/domain/models/generation.ts';
import { containsSpelled, missingFields } from '../../../../shared/domain/tasks/containsValue.ts';
import { attemptSeed, openingFor } from '../measures/keepingWriter.ts';

interface Keeping {
  inputs: readonly InputField[];
  /** Columns whose values a text has to contain, letter by letter. */
  fields: readonly string[];
  tries: number;
  seed: number;
}
type Done = Extract<GenerationEvent, { event: 'done' }>;

/**
 * Writes one text after another until one has what it must contain, and says of each that is given up what it lacks; the last one begins with
 * it. Where none has it, the one that lacks least is the result, the first of equals, with what it lacks.
 *
 * @param write generates a text with a seed and what it begins with
 */
export async function* untilKept(
  write: (seed: number, opening: string) => AsyncIterable<GenerationEvent>,
  { inputs, fields, tries, seed }: Keeping,
): AsyncGenerator<GenerationEvent, void, undefined> {
  let best: { done: Done; attempt: number; missing: string[] } | null = null;
  for (let attempt = 1; attempt <= tries; attempt++) {
    const opening: string = best && attempt === tries ? openingFor(inputs, best.missing) : '';
    for await (const event of write(attemptSeed(seed, attempt), opening)) {
      if (event.event !== 'done') {
        if (event.event !== 'prompt' || attempt === 1) yield event;
        continue;
      }
      if (event.finishReason === 'cancelled') return yield event;
      const missing = missingFields(event.text, inputs, fields, containsSpelled);
      if (!best || missing.length < best.missing.length) best = { done: event, attempt, missing };
      if (missing.length === 0 || attempt === tries) break;
      yield { event: 'again', attempt: attempt + 1, of: tries, missing };
    }
    if (best?.missing.length === 0) break;
  }
  if (best) yield { ...best.done, kept: { attempt: best.attempt, tries, missing: best.missing } };
}
