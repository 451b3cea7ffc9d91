/**
 * Text of others in Markdown: names, column names and templates come from files, and a model card is rendered as HTML by whoever shows it.
 */

/** Control characters and those that turn the direction of what follows them; both can make text look like something else. */
const INVISIBLE = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu;
/** Every ASCII punctuation character may be escaped by a backslash: https://spec.commonmark.org/0.31.2/#backslash-escapes */
const PUNCTUATION = /[!-/:-@[-`{-~]/g;
const ENTITIES = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
]);

/** Text that stands for itself inside of a line or a table's cell: no markup, link, mention or HTML comes of it. */
export function inlineText(text: string): string {
  return text
    .toWellFormed()
    .replace(INVISIBLE, ' ')
    .trim()
    .replace(PUNCTUATION, (character) => ENTITIES.get(character) ?? `\\${character}`);
}

/** A block that shows text as it is. The fence is longer than any in the text, so that nothing in it ends the block. */
export function codeBlock(text: string, language: string): string {
  const longest = Math.max(2, ...Array.from(text.matchAll(/`+/g), ([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const lines = text.toWellFormed().replace(/\r\n?/g, '\n').split('\n');
  return `${fence}${language}\n${lines.map((line) => line.replace(INVISIBLE, ' ')).join('\n')}\n${fence}`;
}

/** A table of texts that are Markdown already. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
