import { expect, test } from 'vitest';
import { wordsOf } from '../../../../shared/domain/tasks/words.ts';
import { asTyped } from './useNewWords.ts';

test.each([
  ['Zyphora Kettle, Zyphora', ['Zyphora', 'Kettle']],
  ["L'Atelier n°5", ['L', 'Atelier', 'n', '5']],
  ['轻便水壶 X1', ['轻', '便', '水', '壶', 'X1']],
  ['İstanbul', ['İstanbul']],
  ['', []],
])('the words of “%s”, as they were typed', (text, words) => {
  expect(wordsOf(text).map((word) => asTyped(word, text))).toEqual(words);
});
