import { DELIMITERS, type KnownDialect } from './cellDialect.ts';
import { tableShape } from './tableShape.ts';

/** The beginning of a text without the lines that are none of its table and can be told before its delimiter is known. */
export interface TextStart {
  /** What is left of the beginning. */
  text: string;
  /** Lines that were left out. */
  lines: number;
  /** What the comments among them say. */
  comments: string;
  /** What a `sep=` line says stands between the cells. */
  delimiter: string | undefined;
  /** The names of the columns stand behind the mark of a comment, as the last one of several. */
  markedNames: boolean;
}

/** Characters in which comments are looked for. */
const COMMENTS_WITHIN = 1 << 14;

/** Leaves out a `sep=` line and comments, or so many lines as were said. */
export function textStart(sample: string, { skipLines }: KnownDialect): TextStart {
  if (skipLines !== undefined) {
    return {
      text: withoutLines(sample, skipLines),
      lines: skipLines,
      comments: '',
      delimiter: undefined,
      markedNames: false,
    };
  }
  const setting = separatorLine(sample);
  const below = withoutLines(sample, setting?.lines ?? 0);
  const comments = commentLines(below);
  return {
    text: withoutLines(below, comments.lines),
    lines: (setting?.lines ?? 0) + comments.lines,
    comments: comments.text,
    delimiter: setting?.delimiter,
    markedNames: comments.marked,
  };
}

/** Excel's own line that says what stands between the cells. */
function separatorLine(text: string): { delimiter: string; lines: number } | null {
  const [, , found] = /^\uFEFF?(["']?)sep=(\\t|[^\n\r]{1,8}?)\1[;,\t ]*\r*(\n|$)/i.exec(text) ?? [];
  return found === undefined ? null : { delimiter: found === '\\t' ? '\t' : found, lines: 1 };
}

const COMMENT = /^\s*(#|\/\/|--\s|%%?\s|\/\*)/;

/** Lines for people at the beginning; the last of them may be the names of the columns behind a `#`. */
function commentLines(text: string): { lines: number; text: string; marked: boolean } {
  const lines = text.slice(0, COMMENTS_WITHIN).split('\n');
  let count = 0;
  while (
    count < lines.length - 1 &&
    (COMMENT.test(lines[count] ?? '') || (count > 0 && (lines[count] ?? '').trim() === ''))
  )
    count++;
  if (count === 0) return { lines: 0, text: '', marked: false };
  const found = count;
  const last = lines[count - 1] ?? '';
  const below = lines.slice(count, count + 20).filter((line) => line.trim() !== '');
  for (const delimiter of DELIMITERS) {
    const cells = last.split(delimiter);
    const widths = below.map((line) => line.split(delimiter).length);
    const same = widths.filter((width) => width === cells.length).length;
    if (cells.length < 2 || same < widths.length * 0.9) continue;
    // “# name,text” above cells is the names; above names it is a remark with as many commas.
    const names = cells.map((cell) => cell.replace(/^[\s#/]+/, '').trim());
    const isRemark =
      names.some((name) => name === '' || name.split(/\s+/).length > 3) ||
      (/^\s*#+\s/.test(last) && looksNamed(below, delimiter));
    if (!isRemark) count--;
    break;
  }
  return {
    lines: count,
    marked: count < found,
    text: lines
      .slice(0, count)
      .map((line) => line.trim())
      .join(' ')
      .trim(),
  };
}

function looksNamed(lines: readonly string[], delimiter: string): boolean {
  const rows = lines.map((line, index) => ({ cells: line.split(delimiter), line: index + 1, lines: 1 }));
  return tableShape(rows, { start: 0 }).header.rows > 0;
}

function withoutLines(text: string, count: number): string {
  let at = 0;
  for (let line = 0; line < count; line++) {
    const newline = text.indexOf('\n', at);
    if (newline < 0) return '';
    at = newline + 1;
  }
  return at === 0 ? text : text.slice(at);
}
