/** A part of a text, and whether it is what was looked for. */
export interface TextPart {
  text: string;
  hit: boolean;
}

/** Cuts a text at the places where one of the terms stands, in upper or lower case. */
export function highlight(text: string, terms: readonly string[]): TextPart[] {
  const wanted = terms.filter((term) => term !== '').map((term) => term.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  if (wanted.length === 0 || text === '') return [{ text, hit: false }];
  // The longest first: of two that begin at one place, it is the one that is marked.
  const pattern = new RegExp(`(${wanted.sort((a, b) => b.length - a.length).join('|')})`, 'giu');
  return text.split(pattern).flatMap((part, index) => (part === '' ? [] : [{ text: part, hit: index % 2 === 1 }]));
}
