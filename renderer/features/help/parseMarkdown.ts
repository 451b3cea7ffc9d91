/** The part of Markdown that the documentation is written in. */

export type Inline =
  | { kind: 'text'; text: string }
  | { kind: 'code'; text: string }
  | { kind: 'strong' | 'emphasis'; of: Inline[] }
  | { kind: 'link'; target: string; of: Inline[] };

export interface Item {
  text: Inline[];
  items: Item[];
}

export type Block =
  | { kind: 'heading'; level: number; id: string; text: Inline[] }
  | { kind: 'paragraph'; text: Inline[] }
  | { kind: 'code'; text: string }
  | { kind: 'list'; items: Item[] }
  | { kind: 'table'; head: Inline[][]; rows: Inline[][][] };

/** The name of a heading's place, as on GitHub. */
const headingId = (heading: string): string =>
  heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');

const IMAGE = /^\s*!\[[^\]]*\]\([^)]*\)\s*$/;
const ITEM = /^( *)- (.*)$/;

/** Pictures are left out: they show the program that is before the reader's eyes. */
export function parseMarkdown(source: string): Block[] {
  const lines = source.split('\n').filter((line) => !IMAGE.test(line));
  const blocks: Block[] = [];
  for (let at = 0; at < lines.length; ) {
    const line = lines[at] ?? '';
    const take = (belongs: (line: string) => boolean): string[] => {
      const from = at;
      while (at < lines.length && belongs(lines[at] ?? '')) at++;
      return lines.slice(from, at);
    };
    const heading = /^(#+) (.*)$/.exec(line);
    if (line.trim() === '') at++;
    else if (heading) {
      const [, marks = '', text = ''] = heading;
      blocks.push({ kind: 'heading', level: marks.length, id: headingId(text), text: parseInline(text) });
      at++;
    } else if (line.startsWith('```')) {
      at++;
      const text = take((next) => !next.startsWith('```')).join('\n');
      at++;
      blocks.push({ kind: 'code', text });
    } else if (line.startsWith('    ')) {
      const text = take((next) => next.startsWith('    ')).map((next) => next.slice(4));
      blocks.push({ kind: 'code', text: text.join('\n') });
    } else if (line.startsWith('|')) {
      const [head = [], , ...rows] = take((next) => next.startsWith('|')).map(cellsOf);
      blocks.push({ kind: 'table', head, rows });
    } else if (ITEM.test(line)) {
      // Items may have blank lines between them and go on in lines that are further in.
      const belongs = (next: string) => ITEM.test(next) || /^ {2,}\S/.test(next) || next.trim() === '';
      blocks.push({ kind: 'list', items: itemsOf(take(belongs)) });
    } else {
      const text = take((next) => next.trim() !== '' && !/^(#+ |```|\|)/.test(next) && !ITEM.test(next));
      blocks.push({ kind: 'paragraph', text: parseInline(text.join(' ')) });
    }
  }
  return blocks;
}

const cellsOf = (line: string): Inline[][] =>
  line
    .slice(1)
    .replace(/\|\s*$/, '')
    .split(/(?<!\\)\|/)
    .map((cell) => parseInline(cell.trim().replaceAll('\\|', '|').replaceAll('<br>', ' ')));

function itemsOf(lines: readonly string[]): Item[] {
  const found: { depth: number; text: string }[] = [];
  for (const line of lines) {
    const [, blanks = '', text = ''] = ITEM.exec(line) ?? [];
    if (ITEM.test(line)) found.push({ depth: blanks.length, text });
    else {
      const last = found.at(-1);
      if (last && line.trim() !== '') last.text += ` ${line.trim()}`;
    }
  }
  const items: Item[] = [];
  for (const { depth, text } of found) {
    const parent = depth === 0 ? undefined : items.at(-1);
    (parent?.items ?? items).push({ text: parseInline(text), items: [] });
  }
  return items;
}

const INLINE = /(`+)(.+?)\1(?!`)|\*\*(.+?)\*\*|(?<![\w*])[*_](?=\S)([^*_]+?)[*_](?![\w*])|\[([^\]]+)\]\(([^)\s]+)\)/;

export function parseInline(source: string): Inline[] {
  const found = INLINE.exec(source);
  if (!found) return source === '' ? [] : [{ kind: 'text', text: source }];
  const [whole, , code, strong, emphasis, label, target] = found;
  const before = source.slice(0, found.index);
  const after = parseInline(source.slice(found.index + whole.length));
  return [...(before === '' ? [] : [{ kind: 'text' as const, text: before }]), inlineOf(), ...after];

  function inlineOf(): Inline {
    if (code !== undefined) return { kind: 'code', text: code };
    if (strong !== undefined) return { kind: 'strong', of: parseInline(strong) };
    if (emphasis !== undefined) return { kind: 'emphasis', of: parseInline(emphasis) };
    return { kind: 'link', target: target ?? '', of: parseInline(label ?? '') };
  }
}
