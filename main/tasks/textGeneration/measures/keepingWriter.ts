import type { HeldOutRow } from '../../../../shared/domain/models/measures.ts';
import { containsSpelled, hasValue, missingFields } from '../../../../shared/domain/tasks/containsValue.ts';
import { completionOf } from '../../../../shared/domain/tasks/template.ts';
import { drawSeed } from '../../../ml/sample/drawSeed.ts';
import type { HeldOutRequest } from './heldOutWriter.ts';

export interface KeepingRequest {
  rows: readonly HeldOutRow[];
  /** A text for each row, or fewer. */
  first: readonly string[];
  /** Columns whose values a text has to contain, letter by letter. */
  fields: readonly string[];
  /** Texts for a row at most, that of `first` included. */
  tries: number;
  seed: number;
  /** Writes texts for some rows: gives those that became whole. */
  write(
    request: Required<Pick<HeldOutRequest, 'rows' | 'seed' | 'numbers' | 'openings'>> & { attempt: number },
  ): Promise<string[]>;
}

/** The texts that a user gets, and how many tries were taken to the end: time may be up before all are. */
export interface KeptTexts {
  outputs: string[];
  tries: number;
  /** Of how many rows that have a value at all, how many had a text with all of them after so many tries: a number a try. */
  spelled: { kept: number[]; of: number };
}

/**
 * Writes again, all at once, the texts that lack what they have to contain, until they have it or no try is left; the last try begins with
 * it. Of those that never have it, the one that lacks least stays, the first of equals. A text hangs on seed, row, place and try, and on no other text.
 */
export async function writeAgain({ rows, first, fields, tries, seed, write }: KeepingRequest): Promise<KeptTexts> {
  const missing = (place: number, text: string) =>
    missingFields(text, (rows[place] as HeldOutRow).inputs, fields, containsSpelled);
  const lacking = (place: number, text: string) => missing(place, text).length;
  const outputs = [...first];
  const asked = outputs.flatMap((_, place) =>
    fields.some((field) => hasValue((rows[place] as HeldOutRow).inputs, field)) ? [place] : [],
  );
  const count = () => asked.filter((place) => lacking(place, outputs[place] as string) === 0).length;
  const kept = [count()];
  for (let attempt = 2; attempt <= tries; attempt++) {
    const numbers = outputs.flatMap((output, place) => (lacking(place, output) > 0 ? [place] : []));
    if (numbers.length === 0) {
      kept.push(count());
      continue;
    }
    const again = await write({
      rows: numbers.map((place) => rows[place] as HeldOutRow),
      ...{ attempt, seed: attemptSeed(seed, attempt) },
      numbers,
      openings: numbers.map((place) =>
        attempt === tries
          ? openingFor((rows[place] as HeldOutRow).inputs, missing(place, outputs[place] as string))
          : '',
      ),
    });
    // Some rows would have had more tries than others.
    if (again.length < numbers.length) return { outputs, tries: attempt - 1, spelled: { kept, of: asked.length } };
    for (const [index, text] of again.entries()) {
      const place = numbers[index] as number;
      if (lacking(place, text) < lacking(place, outputs[place] as string)) outputs[place] = text;
    }
    kept.push(count());
  }
  return { outputs, tries, spelled: { kept, of: asked.length } };
}

/** What a text of the last try begins with: the value of the first column that the others lack, as texts that are learned from begin. */
export function openingFor(inputs: readonly { column: string; value: string }[], missing: readonly string[]): string {
  const value = inputs.find(({ column }) => column === missing[0])?.value.trim() ?? '';
  return value === '' ? '' : completionOf(value);
}

/** The first text is that of the seed itself. */
export const attemptSeed = (seed: number, attempt: number): number =>
  attempt === 1 ? seed : drawSeed(seed, [attempt]) >>> 1;
