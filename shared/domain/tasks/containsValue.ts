/** Scripts that put no space between words: there, a match may begin and end anywhere. */
export const WITHOUT_SPACES =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
export const PART_OF_A_WORD = /[\p{L}\p{N}\p{M}]/u;

/** Unicode NFKC, lower case, white space as single spaces. */
export const normalized = (text: string): string =>
  text.normalize('NFKC').toLowerCase().normalize('NFKC').replace(/\s+/gu, ' ').trim();

/** Whether a text contains a value. */
export type Contains = (text: string, value: string) => boolean;

/**
 * Whether a text contains a value as whole words, after `normalized`: neither the character before it nor the one after it may go on with
 * a word of the value ("Ox" is not in "Box"). Nothing is contained of an empty value.
 */
export const containsValue: Contains = (text, value) => standsIn(normalized(text), normalized(value));

/**
 * The same with the row's own spelling: capitals, blanks and signs as they are, but for blanks around the value. Letters count, not how
 * Unicode puts an accent on them (NFC).
 */
export const containsSpelled: Contains = (text, value) =>
  standsIn(text.normalize('NFC'), value.trim().normalize('NFC'));

function standsIn(within: string, wanted: string): boolean {
  if (wanted === '') return false;
  for (let at = within.indexOf(wanted); at >= 0; at = within.indexOf(wanted, at + 1)) {
    const end = at + wanted.length;
    const first = characterAt(wanted, 0);
    const last = characterBefore(wanted, wanted.length);
    if (!goesOn(characterBefore(within, at), first) && !goesOn(last, characterAt(within, end))) return true;
  }
  return false;
}

/** Whether this character after a value would go on with its last word, so that `containsSpelled` does not find the value there. */
export function goesOnWith(value: string, character: string): boolean {
  const spelled = value.normalize('NFC');
  return goesOn(characterBefore(spelled, spelled.length), character);
}

/** Whether a text contains all of these values. One that is empty cannot be kept, and none can be left out. */
export const keepsFields = (text: string, values: readonly string[]): boolean =>
  values.every((value) => normalized(value) === '' || containsValue(text, value));

/** Columns whose values a text lacks, of those that have one. */
export const missingFields = (
  text: string,
  inputs: readonly { column: string; value: string }[],
  fields: readonly string[],
  contains: Contains,
): string[] => fields.filter((field) => hasValue(inputs, field) && !contains(text, givenValue(inputs, field)));

/** Whether a row has anything in a column that a text could contain. */
export const hasValue = (inputs: readonly { column: string; value: string }[], field: string): boolean =>
  normalized(givenValue(inputs, field)) !== '';

const givenValue = (inputs: readonly { column: string; value: string }[], field: string): string =>
  inputs.find(({ column }) => column === field)?.value ?? '';

/** Whether two neighbouring characters belong to one word. */
function goesOn(before: string, after: string): boolean {
  // A mark belongs to the character before it, whatever that is.
  if (/\p{M}/u.test(after)) return true;
  if (!PART_OF_A_WORD.test(before) || !PART_OF_A_WORD.test(after)) return false;
  return !WITHOUT_SPACES.test(before) && !WITHOUT_SPACES.test(after);
}

const characterAt = (text: string, index: number): string => {
  const code = text.codePointAt(index);
  return code === undefined ? '' : String.fromCodePoint(code);
};
const characterBefore = (text: string, index: number): string =>
  Array.from(text.slice(Math.max(0, index - 2), index)).at(-1) ?? '';
