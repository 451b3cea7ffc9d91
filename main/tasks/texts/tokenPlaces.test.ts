import { expect, test } from 'vitest';
import { tokenPlaces } from './tokenPlaces.ts';

const encoder = new TextEncoder();
/** Tokens by the texts or bytes that they stand for; `null` is a special one. */
const tokenizer = (tokens: readonly (string | Uint8Array | null)[]) => ({
  bytes: (id: number) => {
    const token = tokens[id] ?? null;
    return typeof token === 'string' ? encoder.encode(token) : token;
  },
});
const shown = (text: string, tokens: readonly (string | Uint8Array | null)[]) =>
  tokenPlaces(text, [...tokens.keys()], tokenizer(tokens)).map(({ tokens: own, start, end }) => [
    own,
    text.slice(start, end),
  ]);

test('tokens are found in their order, whatever became of blanks and capitals', () => {
  expect(shown('The  Lamp the lamp', [null, 'the', ' lamp', 'the', ' la', 'mp', null])).toEqual([
    [[1], 'The'],
    [[2], 'Lamp'],
    [[3], 'the'],
    [[4], 'la'],
    [[5], 'mp'],
  ]);
});

test('tokens that end in the midst of a character make it up together', () => {
  const bytes = encoder.encode('好');
  expect(shown('x 好', ['x', bytes.slice(0, 2), bytes.slice(2)])).toEqual([
    [[0], 'x'],
    [[1, 2], '好'],
  ]);
});

test('what is not in the text is left out, and those after it are found', () => {
  expect(shown('naïve box', ['naive', ' box'])).toEqual([[[1], 'box']]);
});
