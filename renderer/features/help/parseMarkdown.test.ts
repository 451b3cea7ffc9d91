import { describe, expect, test } from 'vitest';
import { DOC_PAGES, loadDoc } from './docs.ts';
import { addressOf } from './Markdown.tsx';
import { type Block, type Inline, parseInline, parseMarkdown } from './parseMarkdown.ts';

test('what the documentation is written in', () => {
  expect(
    parseMarkdown(
      '# A “b”\n\ntwo\nlines\n\n![x](y.png)\n\n- **a** one\n  goes on\n  - inner\n\n- b\n\n| h |  |\n| - | - |\n| `x` | y |\n\n```sh\n- c\n```\n',
    ),
  ).toEqual([
    { kind: 'heading', level: 1, id: 'a-b', text: [{ kind: 'text', text: 'A “b”' }] },
    { kind: 'paragraph', text: [{ kind: 'text', text: 'two lines' }] },
    {
      kind: 'list',
      items: [
        {
          text: [
            { kind: 'strong', of: [{ kind: 'text', text: 'a' }] },
            { kind: 'text', text: ' one goes on' },
          ],
          items: [{ text: [{ kind: 'text', text: 'inner' }], items: [] }],
        },
        { text: [{ kind: 'text', text: 'b' }], items: [] },
      ],
    },
    {
      kind: 'table',
      head: [[{ kind: 'text', text: 'h' }], []],
      rows: [[[{ kind: 'code', text: 'x' }], [{ kind: 'text', text: 'y' }]]],
    },
    { kind: 'code', text: '- c' },
  ]);
  expect(parseInline('`a_b` snake_case *c* [d](e.md#f)')).toMatchObject([
    { kind: 'code', text: 'a_b' },
    { kind: 'text', text: ' snake_case ' },
    { kind: 'emphasis' },
    { kind: 'text' },
    { kind: 'link', target: 'e.md#f' },
  ]);
});

test('links lead to pages of the documentation, and nowhere else', () => {
  expect(addressOf('data.md#the-home-folder', 'cli')).toBe('/help/data?at=the-home-folder');
  expect(addressOf('#training', 'cli')).toBe('/help/cli?at=training');
  expect(addressOf('https://example.org', 'cli')).toBeNull();
  expect(addressOf('../screenshots/a.png', 'cli')).toBeNull();
});

const textsOf = (parts: readonly Inline[]): string[] =>
  parts.flatMap((part) => {
    if (part.kind === 'text') return [part.text];
    return part.kind === 'code' ? [] : textsOf(part.of);
  });
const inlinesOf = (block: Block): Inline[][] => {
  switch (block.kind) {
    case 'code':
      return [];
    case 'list':
      return block.items.flatMap(({ text, items }) => [text, ...items.map((inner) => inner.text)]);
    case 'table':
      return [block.head, ...block.rows].flat();
    default:
      return [block.text];
  }
};

describe('every page', () => {
  test.each(DOC_PAGES)('%s is read whole: no mark is left over', async (page) => {
    const blocks = parseMarkdown(await loadDoc(page));
    expect(blocks[0]).toMatchObject({ kind: 'heading', level: 1 });
    const texts = blocks.flatMap(inlinesOf).flatMap(textsOf);
    expect(texts.length).toBeGreaterThan(20);
    for (const text of texts) expect(text).not.toMatch(/`|\*\*|\]\(|^#|^\||<br>/);
  });
});
