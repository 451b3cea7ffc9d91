/** HTML, and the bulletin boards' likeness of it, in text that is to be learned as text. */

const NAMES =
  'a|abbr|address|article|aside|b|big|blockquote|body|br|button|center|cite|code|col|dd|del|div|dl|dt|em|embed|figcaption|figure|font|footer|form|h[1-6]|head|header|hr|html|i|iframe|img|input|ins|kbd|label|li|link|main|meta|nav|noscript|object|ol|option|p|pre|q|s|samp|script|section|select|small|source|span|strike|strong|style|sub|sup|svg|table|tbody|td|textarea|tfoot|th|thead|tr|tt|u|ul|var|video|wbr';

const TAG = new RegExp(
  `<(?:/(?:${NAMES})\\s*|(?:${NAMES})(?:\\s+[a-z@:][\\w:@.-]*(?:\\s*=\\s*(?:"[^"]*"|'[^']*'|[^\\s"'<>]+))?)*\\s*/?)>`,
  'gi',
);
const DECLARATION = /<!doctype[^<>]{0,200}>|<!\[CDATA\[|\]\]>/gi;
/** What stands between these is not shown: nothing of it is text. */
const HIDDEN: readonly (readonly [RegExp, RegExp])[] = [
  [/<script\b[^<>]{0,2000}>/gi, /<\/script\s{0,20}>/gi],
  [/<style\b[^<>]{0,2000}>/gi, /<\/style\s{0,20}>/gi],
  [/<!--/g, /-->/g],
];
const ENTITY = /&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z][a-z\d]{1,30}));/gi;
const BULLETIN_BOARD = /\[\/?(?:b|i|u|s|url|img|quote|code|color|size|list|center|youtube)(?:=[^\]\n]{1,300})?\]/gi;

/** Tags that stand for the end of a line, and of a paragraph. */
const LINE_END = /^<(?:br|\/?(?:li|tr|dt|dd|hr|option))\b/i;
const PARAGRAPH_END = /^<\/?(?:p|div|h[1-6]|ul|ol|dl|table|blockquote|pre|section|article|header|footer|figure)\b/i;

/** The entities that texts have. The others of HTML's two thousand stay as they are. */
const ENTITIES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ...{ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ', shy: '', zwnj: '\u200c', zwj: '\u200d' },
    ...{ copy: '©', reg: '®', trade: '™', hellip: '…', mdash: '—', ndash: '–', bull: '•', middot: '·', deg: '°' },
    ...{ lsquo: '‘', rsquo: '’', ldquo: '“', rdquo: '”', sbquo: '‚', bdquo: '„', laquo: '«', raquo: '»' },
    ...{ euro: '€', pound: '£', yen: '¥', cent: '¢', sect: '§', para: '¶', times: '×', divide: '÷', plusmn: '±' },
    ...{ frac12: '½', frac14: '¼', frac34: '¾', sup2: '²', sup3: '³', micro: 'µ', ensp: ' ', emsp: ' ', thinsp: ' ' },
    ...{ auml: 'ä', ouml: 'ö', uuml: 'ü', Auml: 'Ä', Ouml: 'Ö', Uuml: 'Ü', szlig: 'ß', eacute: 'é', egrave: 'è' },
    ...{ Eacute: 'É', ecirc: 'ê', agrave: 'à', aacute: 'á', acirc: 'â', ccedil: 'ç', ntilde: 'ñ', oacute: 'ó' },
    ...{ iacute: 'í', uacute: 'ú', ocirc: 'ô', ugrave: 'ù', icirc: 'î', atilde: 'ã', otilde: 'õ', aring: 'å' },
    ...{
      oslash: 'ø',
      aelig: 'æ',
      iexcl: '¡',
      iquest: '¿',
      larr: '←',
      rarr: '→',
      uarr: '↑',
      darr: '↓',
      le: '≤',
      ge: '≥',
    },
  }),
);

/** Tags that nothing closes. `<i>` that is not closed is a type or a placeholder, as in `vector<i>`. */
const UNPAIRED = /^(?:br|hr|p|li|img|input|meta|link|tr|td|th|dt|dd|wbr|source|embed|option)$/;

export const hasMarkup = (text: string): boolean => stripMarkup(text) !== text;

/** The text without tags; entities become what they stand for, `<br>` and paragraphs line breaks. */
export function stripMarkup(text: string): string {
  if (!/[<&[]/.test(text)) return text;
  const closed = new Set(Array.from(text.matchAll(/<\/([a-z][a-z\d]*)/gi), ([, name]) => name?.toLowerCase()));
  let result = HIDDEN.reduce((rest, [opening, closing]) => without(rest, opening, closing), text)
    .replace(DECLARATION, '')
    .replace(TAG, (tag) => {
      const bare = /^<([a-z][a-z\d]*)>$/i.exec(tag)?.[1]?.toLowerCase();
      if (bare !== undefined && !closed.has(bare) && !UNPAIRED.test(bare)) return tag;
      return PARAGRAPH_END.test(tag) ? '\n\n' : LINE_END.test(tag) ? '\n' : '';
    });
  const boards = result.match(BULLETIN_BOARD) ?? [];
  // “[i]” alone is a footnote or an index; a tag of a bulletin board is closed, too.
  if (boards.some((tag) => tag.startsWith('[/'))) result = result.replace(BULLETIN_BOARD, '');
  result = result.replace(ENTITY, decodeEntity);
  return result === text ? text : tidy(result);
}

/** A text without what is between an opening and the next closing, both included. Where no closing follows, none is looked for again. */
function without(text: string, opening: RegExp, closing: RegExp): string {
  let rest = '';
  let done = 0;
  opening.lastIndex = 0;
  for (let start = opening.exec(text); start; start = opening.exec(text)) {
    closing.lastIndex = opening.lastIndex;
    const end = closing.exec(text);
    if (!end) break;
    rest += text.slice(done, start.index);
    done = closing.lastIndex;
    opening.lastIndex = done;
  }
  return done === 0 ? text : rest + text.slice(done);
}

function decodeEntity(entity: string, decimal?: string, hexadecimal?: string, name?: string): string {
  if (name !== undefined) return ENTITIES.get(name) ?? ENTITIES.get(name.toLowerCase()) ?? entity;
  const code = decimal === undefined ? Number.parseInt(hexadecimal ?? '', 16) : Number(decimal);
  const isCharacter = code >= 0x20 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
  return isCharacter ? String.fromCodePoint(code) : entity;
}

/** Tags leave blanks and empty lines behind. */
const tidy = (text: string): string =>
  text
    .replace(/[ \t\u00a0]+(?=\n)|(?<=\n)[ \t\u00a0]+/g, '')
    .replace(/\n{3,}/g, '\n\n')
    .replace(/ {2,}/g, ' ')
    .trim();
