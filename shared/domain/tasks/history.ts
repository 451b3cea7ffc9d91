import { beginning } from '../datasets/cutCells.ts';

/** UTF-16 units of an item's name; longer ones are no names. */
const MOST_OF_NAME = 1000;

/** An item without the white space around it, on one line: a history has a line for each. */
export const itemOf = (text: string): string => beginning(text.trim().replace(/\s+/gu, ' '), MOST_OF_NAME);

/** A history as a text: an item a line, the oldest first. */
export const historyText = (items: readonly string[]): string => items.join('\n');
export const historyOf = (text: string): string[] =>
  text
    .split('\n')
    .map(itemOf)
    .filter((item) => item !== '');
