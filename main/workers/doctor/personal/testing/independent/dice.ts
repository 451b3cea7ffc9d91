import type { Random } from '../../../../../ml/random.ts';

export const pick = <T>(random: Random, items: readonly T[]): T => items[random.integer(items.length)] as T;

const HEX = '0123456789abcdef';
const CAPITALS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const LETTERS = `${CAPITALS}abcdefghijklmnopqrstuvwxyz0123456789`;

/** `#` becomes a digit, `%` one that is not 0, `^` a capital letter, `~` a hexadecimal digit, `*` a letter or a digit. */
export function fill(random: Random, pattern: string): string {
  return pattern.replace(/[#%^~*]/g, (sign) => {
    if (sign === '#') return String(random.integer(10));
    if (sign === '%') return String(1 + random.integer(9));
    return pick(random, [...(sign === '^' ? CAPITALS : sign === '~' ? HEX : LETTERS)]);
  });
}

/** Digits cut into groups of these sizes; what is left over is the last group. */
export function group(text: string, sizes: readonly number[], separator: string): string {
  const groups: string[] = [];
  let start = 0;
  for (const size of sizes) {
    if (start >= text.length) break;
    groups.push(text.slice(start, start + size));
    start += size;
  }
  if (start < text.length) groups.push(text.slice(start));
  return groups.join(separator);
}
