import { COMMON_HAN, COMMON_HANGUL, LATIN_LANGUAGES, OTHER_SCRIPTS } from './languages.ts';
import { textDecoder } from './textDecoder.ts';

/** An encoding and how well it makes text of bytes, for each of those beyond ASCII; above 1 is good, below 0 is none. */
export interface EncodingGuess {
  encoding: string;
  score: number;
  /** The beginning of what it makes. */
  text: string;
}

/** Of encodings that make the same text, the first one is meant. */
const ONE_BYTE = [
  ...[
    'windows-1252',
    'windows-1250',
    'iso-8859-2',
    'windows-1254',
    'windows-1257',
    'iso-8859-15',
    'macintosh',
    'ibm850',
  ],
  ...[
    'ibm852',
    'ibm437',
    'ibm857',
    'iso-8859-13',
    'iso-8859-4',
    'iso-8859-16',
    'iso-8859-10',
    'iso-8859-3',
    'iso-8859-14',
    'windows-1258',
  ],
  ...['windows-1251', 'koi8-u', 'koi8-r', 'ibm866', 'iso-8859-5', 'x-mac-cyrillic', 'windows-1253', 'iso-8859-7'],
  ...['windows-1255', 'iso-8859-8', 'windows-1256', 'iso-8859-6', 'windows-874', 'ibm737', 'ibm775'],
  ...['x-mac-centraleurroman', 'x-mac-turkish', 'x-mac-greek'],
];
const SEVERAL_BYTES = ['gb18030', 'shift_jis', 'euc-jp', 'big5', 'euc-kr'];
/** Encodings that hardly anybody has any more win only where they make more of it. */
const RARE =
  /^(iso-8859-(3|4|10|14|16)|ibm(437|737|775|857)|x-mac-(turkish|greek|centraleurroman)|windows-1258|koi8-u)$/;

/** What most files are that are not UTF-8. */
const COMMON = 'windows-1252';

/** Bytes that are looked at: of lines that have something beyond ASCII. */
const MOST_BYTES = 1 << 14;
const SHOWN = 200;

/** The encodings that may have been meant, the likeliest first; those that make the same text stand once. */
export function guessEncodings(sample: Uint8Array): EncodingGuess[] {
  const bytes = foreignLines(sample);
  const high = bytes.reduce((sum, byte) => sum + (byte > 127 ? 1 : 0), 0);
  const spoken = spokenLanguages(Buffer.from(sample.subarray(0, MOST_BYTES)).toString('latin1'));
  const guesses: EncodingGuess[] = [];
  const texts = new Set<string>();
  for (const encoding of [...ONE_BYTE, ...SEVERAL_BYTES]) {
    const text = textDecoder(encoding).decode(bytes);
    if (texts.has(text)) continue;
    texts.add(text);
    const value = SEVERAL_BYTES.includes(encoding) ? wideScore(text) : narrowScore(text, spoken);
    guesses.push({
      encoding,
      score: value / Math.max(1, high) - (RARE.test(encoding) ? 0.15 : 0) + (encoding === COMMON ? 0.1 : 0),
      text: text.slice(0, SHOWN),
    });
  }
  return guesses.sort((a, b) => b.score - a.score);
}

/** The lines in which something stands that is not ASCII, as many as are enough. */
function foreignLines(sample: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [];
  let length = 0;
  let start = 0;
  let foreign = -1;
  for (let at = 0; at < sample.length && length < MOST_BYTES; at++) {
    const byte = sample[at] as number;
    if (byte > 127 && foreign < 0) foreign = at;
    if (byte !== 10 && byte !== 13 && at < sample.length - 1) continue;
    if (foreign >= 0) {
      // A second byte of two may look like a letter, but never like the end of a line.
      const part = sample.subarray(Math.max(start, foreign - 200), Math.min(at + 1, foreign + 2000));
      parts.push(part);
      length += part.length;
    }
    start = at + 1;
    foreign = -1;
  }
  return Buffer.concat(parts);
}

/** How sure it is, from 0 to 1, that a language is spoken, by its short words. */
function spokenLanguages(text: string): Map<string, number> {
  const words = text.toLowerCase().match(/(?<![a-z\x80-\xFF])[a-z]{1,8}(?![a-z\x80-\xFF])/g) ?? [];
  const spoken = new Map<string, number>();
  for (const [language, known] of Object.entries(LATIN_LANGUAGES)) {
    const set = new Set(known.words.split(' '));
    const hits = words.filter((word) => set.has(word)).length;
    spoken.set(language, words.length === 0 ? 0 : Math.min(1, hits / (words.length * 0.12 + 2)));
  }
  return spoken;
}

const LETTER = /\p{L}/u;
const LETTER_OR_DIGIT = /[\p{L}\p{N}]/u;
const UPPER = /\p{Lu}/u;
const LOWER = /\p{Ll}/u;
const LATIN = /\p{Script=Latin}/u;
const MARK = /\p{M}/u;

/** Of a text of one byte a character. */
function narrowScore(text: string, spoken: ReadonlyMap<string, number>): number {
  let score = 0;
  const latin = new Map<string, number>();
  const other = new Map<string, number>();
  const characters = [...text];
  for (let at = 0; at < characters.length; at++) {
    const character = characters[at] as string;
    const code = character.charCodeAt(0);
    if (code < 128) continue;
    const [before, after] = [characters[at - 1] ?? ' ', characters[at + 1] ?? ' '];
    if (code === 0xfffd) score -= 6;
    else if (code < 0xa0) score -= 4;
    else if (LETTER.test(character) || MARK.test(character)) {
      if (character === 'ª' || character === 'º') score += /\d/.test(before) ? 0.5 : -1.5;
      else {
        const isLatin = LATIN.test(character);
        const counts = isLatin ? latin : other;
        const lower = character.toLowerCase();
        counts.set(lower, (counts.get(lower) ?? 0) + 1);
        score += placeScore(character, before, after, isLatin);
      }
    } else score += symbolScore(character, before, after);
  }
  return score + latinScore(latin, spoken) + otherScore(other);
}

/** Capitals begin words, and a word is of one script. */
function placeScore(character: string, before: string, after: string, isLatin: boolean): number {
  let score = 0;
  // Few words are one letter, and those have no umlaut or hook.
  if (isLatin && !LETTER.test(before) && !LETTER.test(after) && !'àáéíóúåöæøÀÉÓÅÖ'.includes(character)) score -= 2.5;
  if (UPPER.test(character) && LOWER.test(before)) score -= 3;
  if (LOWER.test(character) && UPPER.test(after)) score -= 1.5;
  if (LOWER.test(character) && UPPER.test(before) && /\p{Lu}/u.test(after)) score -= 1;
  for (const beside of [before, after]) {
    if (LETTER.test(beside) && LATIN.test(beside) !== isLatin) score -= 2;
  }
  if (isLatin && before !== character && before.charCodeAt(0) > 127 && LETTER.test(before)) score -= 0.5;
  if (MARK.test(character) && !LETTER.test(before) && !MARK.test(before)) score -= 2;
  return score;
}

function symbolScore(character: string, before: string, after: string): number {
  const inWord = LETTER.test(before) && LETTER.test(after);
  if (character === '’') return LETTER.test(before) ? 1.2 : 0;
  if (character === '\u00A0' || character === '\u00AD') return 0.2;
  if ('“„«‘‚¿¡‹'.includes(character)) return !LETTER_OR_DIGIT.test(before) && !/\s/.test(after) ? 1 : -1.5;
  if ('”»›'.includes(character)) return !/\s/.test(before) && !LETTER_OR_DIGIT.test(after) ? 1 : -1.5;
  if ('–—'.includes(character)) return inWord ? -1 : 0.8;
  if ('€£¥'.includes(character))
    return /\d/.test(before + after) || (/\s/.test(before) !== inWord && /[\s\d,;"]/.test(after)) ? 1 : -2;
  if ('°'.includes(character)) return /[\d\sNn]/.test(before) ? 0.8 : -2;
  if ('™®©'.includes(character)) return /\s/.test(before) && LETTER.test(after) ? -1 : inWord ? -2 : 1;
  if ('…•·×½¼¾²³µ±§№'.includes(character)) return inWord ? -2.5 : 0.5;
  return inWord ? -3 : -1.5;
}

/** The letters as those of one language. */
function latinScore(counts: ReadonlyMap<string, number>, spoken: ReadonlyMap<string, number>): number {
  if (counts.size === 0) return 0;
  let best = Number.NEGATIVE_INFINITY;
  for (const [language, { letters }] of Object.entries(LATIN_LANGUAGES)) {
    let score = 0;
    for (const [letter, count] of counts) {
      const rank = letters.indexOf(letter === 'ş' && language === 'romanian' ? 'ș' : letter === 'ţ' ? 'ț' : letter);
      score += count * (rank < 0 ? -1.5 : 2 - 1.2 * (rank / letters.length));
      score += count * 0.8 * (spoken.get(language) ?? 0);
    }
    if (score > best) best = score;
  }
  return best;
}

function otherScore(counts: ReadonlyMap<string, number>): number {
  if (counts.size === 0) return 0;
  let best = Number.NEGATIVE_INFINITY;
  for (const { script, letters } of OTHER_SCRIPTS) {
    let score = 0;
    for (const [letter, count] of counts) {
      const rank = letters.indexOf(letter);
      score += count * (rank >= 0 ? 2.2 - 1.9 * (rank / letters.length) : script.test(letter) ? -0.8 : -2.5);
    }
    if (score > best) best = score;
  }
  return best;
}

const isSmallLatin = (code: number): boolean => code >= 0x61 && code <= 0x7a;

/** Of a text in which characters have two bytes, mostly. */
function wideScore(text: string): number {
  let score = 0;
  let kana = 0;
  let han = 0;
  let before = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    // A word of small Latin letters has none of these in it: those are two of its own, one of them with an accent.
    if (isSmallLatin(code) && before > 0x2fff) score -= 2;
    if (code > 0x2fff && isSmallLatin(before)) score -= 2;
    before = code;
    if (code < 128) continue;
    if (code === 0xfffd) score -= 6;
    else if (code >= 0x4e00 && code < 0xa000) {
      han++;
      score += COMMON_HAN.has(character) ? 4 : 0.4;
    } else if (code >= 0x3040 && code < 0x3100) {
      kana++;
      score += 3;
    } else if (code >= 0xac00 && code < 0xd7b0) score += COMMON_HANGUL.has(character) ? 4 : 0.6;
    else if ((code >= 0x3000 && code < 0x3030) || (code >= 0xff00 && code < 0xff5f)) score += 2.5;
    else if (code >= 0xff61 && code < 0xffa0) score -= 0.7;
    else if ('–—“”‘’…·×°'.includes(character)) score += 1;
    else score -= 3;
  }
  // Kana without a Japanese character beside them, or few of them, are other bytes.
  return kana > 0 && kana < han * 0.15 ? score - kana * 3 : score;
}
