import { isNumber, joinedNames } from './headerRows.ts';

/** A first row is data and not a header only when it is plain numbers: a header of numbers is rarer than a missing header. */
export const isHeader = (cells: readonly string[]): boolean => !cells.every((cell) => isNumber(cell));

/** What is seen as blank, or not at all, around a name. */
const INVISIBLE = /[\u00AD\u200B\u200E\u200F\u202A-\u202E\u2060-\u2064\uFEFF\p{Cc}]/gu;

/** Names for columns: empty ones get their position, repeated ones a number, so that every name is said once. */
export function columnNames(header: readonly string[]): string[] {
  const taken = new Set<string>();
  /** The next number of a repeated name: of a hundred thousand equal ones each is not counted from the beginning. */
  const numbers = new Map<string, number>();
  return header.map((cell, index) => {
    const seen = cell
      .replace(/[\s\u00A0]*[\n\r\t\u00A0\u2000-\u200A\u202F\u3000][\s\u00A0]*/g, ' ')
      .replace(INVISIBLE, '');
    const base = seen.trim() || `column ${index + 1}`;
    let name = base;
    let number = numbers.get(base) ?? 2;
    for (; taken.has(name); number++) name = `${base} (${number})`;
    numbers.set(base, number);
    taken.add(name);
    return name;
  });
}

/** Names from the rows that say them; a sign for comments before the first is none of it. */
export function namesFrom(rows: readonly (readonly string[])[]): string[] {
  const joined = joinedNames(rows);
  const [first] = joined;
  if (first !== undefined && /^#\s*\S/.test(first) && joined.length > 1) joined[0] = first.replace(/^#\s*/, '');
  return columnNames(joined);
}
