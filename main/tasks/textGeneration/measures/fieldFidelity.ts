import type { HeldOutRow } from '../../../../shared/domain/models/measures.ts';

/** Scripts that put no space between words: there, a match may begin and end anywhere. */
const WITHOUT_SPACES =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const PART_OF_A_WORD = /[\p{L}\p{N}\p{M}]/u;

/** Unicode NFKC, lower case, white space as single spaces. */
export const normalized = (text: string): string =>
  text.normalize('NFKC').toLowerCase().normalize('NFKC').replace(/\s+/gu, ' ').trim();

/**
 * Whether a text contains a value as whole words, after `normalized`: neither the character before it nor the one after it may go on with
 * a word of the value ("Ox" is not in "Box"). Nothing is contained of an empty value.
 */
export function containsValue(text: string, value: string): boolean {
  const [within, wanted] = [normalized(text), normalized(value)];
  if (wanted === '') return false;
  for (let at = within.indexOf(wanted); at >= 0; at = within.indexOf(wanted, at + 1)) {
    const end = at + wanted.length;
    const first = characterAt(wanted, 0);
    const last = characterBefore(wanted, wanted.length);
    if (!goesOn(characterBefore(within, at), first) && !goesOn(last, characterAt(within, end))) return true;
  }
  return false;
}

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

/**
 * Of the rows that have a value in every one of `fields`, how many are kept by a text: it contains all of these values.
 * `texts` are the outputs, or the rows' own texts, in the order of `rows`.
 */
export function countFaithful(
  rows: readonly Pick<HeldOutRow, 'inputs'>[],
  texts: readonly string[],
  fields: readonly string[],
): { faithful: number; of: number } {
  let [faithful, of] = [0, 0];
  for (const [index, { inputs }] of rows.entries()) {
    const values = fields.map((field) => inputs.find(({ column }) => column === field)?.value ?? '');
    if (values.some((value) => normalized(value) === '')) continue;
    of++;
    if (values.every((value) => containsValue(texts[index] ?? '', value))) faithful++;
  }
  return { faithful, of };
}

/** A name is short (characters, by the median), has another value in nearly every row, and stands in most of the texts. */
const NAME_LENGTH = 80;
const NAME_DISTINCT = 0.5;
const NAME_KEPT = 0.5;
const NAME_FILLED = 0.5;

/** The input that is most like a name; `null` where none is. The first one of equals. */
export function nameLikeInput(rows: readonly Pick<HeldOutRow, 'inputs' | 'reference'>[]): string | null {
  const columns = [...new Set(rows.flatMap(({ inputs }) => inputs.map(({ column }) => column)))];
  const references = rows.map(({ reference }) => reference);
  let best: { column: string; score: number } | null = null;
  for (const column of columns) {
    const values = rows
      .map(({ inputs }) => normalized(inputs.find((input) => input.column === column)?.value ?? ''))
      .filter((value) => value !== '');
    if (values.length === 0 || values.length < NAME_FILLED * rows.length) continue;
    const lengths = values.map(({ length }) => length).sort((a, b) => a - b);
    const distinct = new Set(values).size / values.length;
    const { faithful, of } = countFaithful(rows, references, [column]);
    const kept = faithful / of;
    const median = lengths[Math.floor(lengths.length / 2)] as number;
    if (median > NAME_LENGTH || distinct < NAME_DISTINCT || kept < NAME_KEPT) continue;
    const score = kept * distinct;
    if (!best || score > best.score) best = { column, score };
  }
  return best?.column ?? null;
}
