/** Stand in a rendered text where `{% generation %}` began and ended: characters of private use, which texts of people do not have. */
export const GENERATION_MARKS = { start: '\u{F8F0}\u{E2A1}\u{F8F0}', end: '\u{F8F1}\u{E2A1}\u{F8F1}' } as const;

const TAG = /\{%(-?)\s*(end)?generation\s*(-?)%\}/g;

/**
 * A chat template whose `{% generation %}` and `{% endgeneration %}` leave marks; `null` where it has none. Blanks that `lstrip_blocks` and `trim_blocks`
 * take away are gone from it, as if the tags were any others.
 * Source: https://huggingface.co/docs/transformers/chat_templating_writing
 */
export function withGenerationMarks(template: string): string | null {
  const trimmed = trimmedBlocks(template);
  let marked = '';
  let done = 0;
  let right: string | undefined;
  const take = (end: number, left: string | undefined) => {
    const text = trimmed.slice(done, end);
    const begun = right === '-' ? text.trimStart() : text;
    marked += left === '-' ? begun.trimEnd() : begun;
  };
  for (const tag of trimmed.matchAll(TAG)) {
    take(tag.index, tag[1]);
    marked += `{{ "${tag[2] === undefined ? GENERATION_MARKS.start : GENERATION_MARKS.end}" }}`;
    done = tag.index + tag[0].length;
    right = tag[3];
  }
  take(trimmed.length, undefined);
  return done === 0 ? null : marked;
}

/** As `@huggingface/jinja` has it. */
const trimmedBlocks = (template: string): string =>
  template
    .replace(/\n$/, '')
    .replace(/^[ \t]*(\{[#%-])/gm, '$1')
    .replace(/([#%-]\})\n/g, '$1');
