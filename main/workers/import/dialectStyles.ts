import { DELIMITERS, type Dialect, type KnownDialect } from './cellDialect.ts';
import { rowOf } from './csvParser.ts';

/** Looked for where the first lines have them. */
const RARE_DELIMITERS = ['^', '~', '\u0001', '\u001F', '\u00A6'];
/** Lines that are looked at. */
const LINES = 400;
const MOST_TITLES = 6;

/** Two to four signs that stand between words, such as `||`, `::` and `~|~`. Commas, semicolons and tabs in a row are empty cells. */
const SIGNS = /[|:~^#$%&@*+<>!§¦=-]{2,4}/g;
/** Those of a rule below a title, of an arrow and of a comment. */
const NO_DELIMITER = /^(-+|=+|#{3,}|\*+|<?[-=]+>|<!-*|-*>)$/;

/** Delimiters that the beginning of a text has; empty, as the last one, where a line is one cell. */
export function delimitersIn(text: string): string[] {
  const lines = text.split('\n', 5);
  const beginning = lines.join('\n');
  return [
    ...longDelimiters(lines),
    ...DELIMITERS.filter((one) => text.includes(one)),
    ...RARE_DELIMITERS.filter((one) => beginning.includes(one)),
    // Times and addresses have one, too.
    ...(lines.filter((line) => line.includes(':')).length > lines.length / 2 ? [':'] : []),
    '',
  ];
}

/** Signs in a row that are all that a line has of these signs: the names of columns are hardly ever empty. */
function longDelimiters(lines: readonly string[]): string[] {
  const found = new Set<string>();
  for (const line of lines) {
    for (const signs of new Set(line.match(SIGNS) ?? [])) {
      const isAlone = [...new Set(signs)].every((sign) => !line.replaceAll(signs, '').includes(sign));
      if (isAlone && !NO_DELIMITER.test(signs)) found.add(signs);
    }
  }
  return [...found];
}

/** The ways in which cells may be enclosed and escaped, as far as the text has signs of them: the plain one first. */
export function stylesFor(text: string, delimiter: string, known: KnownDialect): Dialect[] {
  const nulls = delimiter === '' ? false : hasNulls(text, delimiter);
  const quotes = known.quote === undefined ? quotesIn(text, delimiter) : [known.quote];
  const styles: Dialect[] = [];
  for (const quote of quotes) {
    const isSpaced =
      delimiter === '|' && hasBlanksAround(text, delimiter)
        ? true
        : quote !== '' && delimiter !== '' && spacedQuotes(text, delimiter, quote);
    const escapes = known.backslash === undefined ? escapesIn(text, quote, nulls) : [known.backslash];
    const wrapped = isWrapped(text, delimiter, quote);
    for (const backslash of escapes) {
      for (const spaced of isSpaced ? [true, false] : [false])
        styles.push({ delimiter, quote, backslash, spaced, nulls, wrapped });
    }
  }
  return styles;
}

/** Whether nearly all lines are in quotes as a whole, those that have the delimiter, and make even rows without these. */
function isWrapped(text: string, delimiter: string, quote: string): boolean {
  if (delimiter === '' || quote === '' || !text.includes(`\n${quote}`)) return false;
  const lines = text
    .split('\n', LINES)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const end = new RegExp(`${quote}(?:${delimiter.replaceAll(/[$()*+.?[\\\]^{|}]/g, '\\$&')})*$`);
  const rows = lines.map((line) => {
    const inside = line.startsWith(quote) && end.test(line) ? line.replace(end, '').slice(1) : line;
    // Quotes that are not doubled end a cell: then the line is a row as it is.
    const isWhole = inside !== line && !inside.replaceAll(quote + quote, '').includes(quote);
    const cells = rowOf(isWhole ? inside.replaceAll(quote + quote, quote) : inside, delimiter, { quote });
    return { isWhole, cells: cells ?? [] };
  });
  // Titles above the table are short of cells.
  const start = rows.slice(0, MOST_TITLES).findIndex(({ cells }) => cells.filter((cell) => cell !== '').length > 1);
  const [names, ...data] = start < 0 ? [] : rows.slice(start);
  if (!names || data.length === 0 || names.cells.length < 2) return false;
  // A blank behind the delimiter is that of a sentence.
  if (names.cells.some((cell) => cell === '' || cell.startsWith(' '))) return false;
  const whole = data.filter(({ isWhole, cells }) => isWhole && cells.length === names.cells.length);
  const even = data.filter(({ cells }) => cells.length === names.cells.length);
  return whole.length >= data.length * 0.5 && even.length >= data.length * 0.9;
}

/** A cell that is `\N` and nothing else. */
function hasNulls(text: string, delimiter: string): boolean {
  for (let at = text.indexOf('\\N'); at >= 0; at = text.indexOf('\\N', at + 2)) {
    const [before, after] = [text[at - 1] ?? '\n', text[at + 2] ?? '\n'];
    const isBegun = before === '\n' || text.endsWith(delimiter, at);
    if (isBegun && (after === '\n' || after === '\r' || text.startsWith(delimiter, at + 2))) return true;
  }
  return false;
}

/** Escapes are tried where a quote is escaped, or where there are nulls and each backslash stands before what MySQL escapes. */
function escapesIn(text: string, quote: string, nulls: boolean): boolean[] {
  if (quote !== '' && text.includes(`\\${quote}`)) return [false, true];
  const single = text.replaceAll('\\\\', '');
  return nulls && !/\\[^"'ntr0bZN\t\n\r]/.test(single) && /\\[^N]/.test(text) ? [true] : [false];
}

/** Nearly every delimiter stands between blanks, as where a table is drawn for people to read. */
function hasBlanksAround(text: string, delimiter: string): boolean {
  let all = 0;
  let spaced = 0;
  for (let at = text.indexOf(delimiter); at >= 0 && all < 1000; at = text.indexOf(delimiter, at + 1)) {
    all++;
    if (text[at - 1] === ' ' && /\s/.test(text[at + 1] ?? ' ')) spaced++;
  }
  return all > 3 && spaced > all * 0.95;
}

/** Blanks before most of the quotes that begin a cell, or behind most of those that end one. */
function spacedQuotes(text: string, delimiter: string, quote: string): boolean {
  let spaced = 0;
  let tight = 0;
  let behind = 0;
  for (let at = text.indexOf(delimiter); at >= 0 && spaced + tight < 1000; at = text.indexOf(delimiter, at + 1)) {
    const begin = at + delimiter.length;
    let next = begin;
    while (isBlank(text[next]) && text[next] !== delimiter) next++;
    if (text[next] === quote) {
      if (next > begin) spaced++;
      else tight++;
    }
    let last = at - 1;
    while (isBlank(text[last]) && text[last] !== delimiter) last--;
    if (text[last] === quote && last < at - 1) behind++;
  }
  return (spaced > 0 && spaced >= tight) || (behind > 0 && behind * 2 > spaced + tight);
}

const isBlank = (character: string | undefined): boolean =>
  character === ' ' || character === '\t' || character === '\u00A0';

/** Single quotes enclose fields only where they stand at both ends of many; in a text they are apostrophes. */
function quotesIn(text: string, delimiter: string): string[] {
  if (!text.includes('"')) {
    const lines = text.split('\n', LINES).filter((line) => line.trim() !== '');
    const enclosed = lines.filter(
      (line) => line.startsWith("'") || (delimiter !== '' && line.includes(`${delimiter}'`)),
    );
    const closed = enclosed.filter((line) => line.includes(`'${delimiter}`) || line.trimEnd().endsWith("'"));
    return closed.length > lines.length / 2 ? ["'"] : ['"'];
  }
  return isQuoted(text, delimiter) ? ['"'] : ['"', ''];
}

/** Whether quotes enclose cells more often than they stand at the beginning of one that they do not end: those are inches, or a slip. */
function isQuoted(text: string, delimiter: string): boolean {
  let enclosed = 0;
  let dangling = 0;
  for (const line of text.split('\n', LINES)) {
    const content = line.trimEnd();
    if (!content.includes('"')) continue;
    let open = false;
    for (const cell of delimiter === '' ? [content] : content.split(delimiter)) {
      const part = cell.trim();
      if (open) {
        // A delimiter within quotes.
        if (part.endsWith('"')) {
          enclosed++;
          open = false;
        }
      } else if (part.startsWith('"')) {
        if (part.length > 1 && part.endsWith('"')) enclosed++;
        else open = true;
      }
    }
    if (open) dangling++;
  }
  // Commas stand in texts, too: a quote that is not closed is rather a slip there.
  return dangling === 0 || enclosed > dangling || (delimiter === ',' && (enclosed > 0 || dangling < 3));
}
