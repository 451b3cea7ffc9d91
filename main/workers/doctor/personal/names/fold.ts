const LETTERS: Readonly<Record<string, string>> = {
  ß: 'ss',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ı: 'i',
  æ: 'ae',
  œ: 'oe',
  '’': "'",
};

/** In small letters without accents: names are often written without the ones that they have. */
export const fold = (name: string): string => (/^[A-Za-z'-]*$/.test(name) ? name.toLowerCase() : withoutAccents(name));

const withoutAccents = (name: string): string =>
  name
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[ßøłđıæœ’]/g, (letter) => LETTERS[letter] ?? letter);

/** The names in a text, folded; those with umlauts in the way of the Germans without a key for them, too (Mueller). */
export function foldedSet(text: string): ReadonlySet<string> {
  const names = text.trim().split(/\s+/);
  const spelledOut = names.map((name) => name.replace(/[äöü]/g, (letter) => `${fold(letter)}e`));
  return new Set([...names, ...spelledOut].map(fold));
}
