import type { Detector, Hit } from '../detector.ts';
import { FAMILY, FAMILY_SHAPE, FAMILY_WORDS } from './familyNames.ts';
import { fold } from './fold.ts';
import { AMBIGUOUS, GIVEN } from './givenNames.ts';
import {
  ARTICLE,
  BEGINS,
  CALLS_HIMSELF,
  CALLS_SOMEBODY,
  FOLLOWS,
  OF_ANYTHING,
  OF_PEOPLE,
  PRECEDES,
} from './nameContext.ts';
import { NO_FAMILY, NO_PERSON } from './thingWords.ts';

/**
 * People by their name alone: “Gestern rief Maria Gonzalez an”. No word is certain, so what speaks for a name is counted. A product that
 * is taken for a person would be lost from what is learned, so in doubt it is none.
 */
const ENOUGH = 4;
/** In a text about people a given name and any other word are enough. */
const ENOUGH_OF_PEOPLE = 3;

const WORD = "(?:(?:Mc|Mac|[OD]['’]|Le|La|De|Di|Van|Fitz)?\\p{Lu}\\p{Ll}+(?:-\\p{Lu}\\p{Ll}+)*|\\p{Lu}{3,})";
const PARTICLE =
  '(?:von der|van der|van den|van de|von|van|de la|de los|del|della|de|da|do|dos|di|du|le|la|el|al|bin|ben|ter|zu|zur)';
/** Words with capitals in a row. Not a part of an address, a path or a name with digits. */
const RUN = new RegExp(
  `(?=\\p{Lu})(?<![\\p{L}\\p{N}_@#$&/\\\\.'’-])${WORD}(?: (?:${PARTICLE} )?(?:${WORD}|\\p{Lu}\\.)){1,6}(?![\\p{L}\\p{N}_@&+/\\\\]|[-.'’]\\p{Lu}|\\.\\p{L})`,
  'gu',
);

/** As in a directory, on a line of its own: Gonzalez, Maria. */
const DIRECTORY = new RegExp(`^(${WORD}), (${WORD})(?: \\p{Lu}\\.)?(?=\\s*(?:$|[;<(]))`, 'gmu');

interface Word {
  text: string;
  /** Where it begins in the text. */
  start: number;
  /** Between the word before and this one stands “von”, “de la” and the like. */
  particle: boolean;
}

export const findListedNames: Detector = (text) => {
  const hits: Hit[] = [];
  let ofPeople: boolean | null = null;
  let self: boolean | null = null;
  for (const { 0: run, index } of text.matchAll(RUN)) {
    const words = wordsOf(run, index);
    for (let first = 0; first < words.length - 1; first++) {
      const last = lastOfName(words, first);
      if (last === null) continue;
      const start = (words[first] as Word).start;
      const end = (words[last] as Word).start + (words[last] as Word).text.length;
      const known = knownOf(words, first, last);
      if (known < 1) continue;
      if (known < 2) {
        // What is on no list is looked at only where somebody tells his name.
        self ??= CALLS_SOMEBODY.test(text);
        if (!self) continue;
      }
      const sum = weight(text, words, first, last, known);
      if (sum < ENOUGH_OF_PEOPLE) continue;
      if (sum < ENOUGH) {
        ofPeople ??= OF_PEOPLE.test(text);
        if (!ofPeople || OF_ANYTHING.test(before(text, words[first] as Word, 16))) continue;
      }
      hits.push({ start, end, type: 'name', value: text.slice(start, end) });
      first = last;
    }
  }
  for (const { 0: line, 1: family = '', 2: given = '', index: start } of text.matchAll(DIRECTORY)) {
    if (!FAMILY.has(fold(family)) || givenWeight(given) < 2) continue;
    hits.push({ start, end: start + line.length, type: 'name', value: line });
  }
  return hits;
};

function wordsOf(run: string, start: number): Word[] {
  const words: Word[] = [];
  let particle = false;
  for (const { 0: text, index } of run.matchAll(/\S+/g)) {
    if (/^\p{Lu}/u.test(text)) {
      words.push({ text, start: start + index, particle });
      particle = false;
    } else particle = true;
  }
  return words;
}

const before = (text: string, { start }: Word, reach: number): string => text.slice(Math.max(0, start - reach), start);

const isInitial = (word: string): boolean => word.endsWith('.');

/** 2 for a given name, 1 for one that is a word as well, 0 for what is not known. */
function givenWeight(word: string): number {
  const name = fold(word);
  if (GIVEN.has(name)) return 2;
  const first = name.split('-')[0] as string;
  if (name.includes('-') && GIVEN.has(first)) return 2;
  return AMBIGUOUS.has(name) ? 1 : 0;
}

/** 2 for a family name, 1 for one that is a word as well or is not known, -9 for what never is one. */
function familyWeight({ text, particle }: Word): number {
  const name = fold(text);
  if (NO_FAMILY.has(name) && !FAMILY_WORDS.has(name)) return -9;
  const known = name.split('-').some((part) => FAMILY.has(part)) || FAMILY_SHAPE.test(text);
  if (!known && /^\p{Lu}{3,}$/u.test(text)) return -9;
  // Many family names of France are given names: Pierre Martin.
  if (known || particle || (FAMILY_WORDS.has(name) && GIVEN.has(name))) return 2;
  return 1;
}

/** The family name after a given name, further given names and initials; `null` where there is none. */
function lastOfName(words: readonly Word[], first: number): number | null {
  const word = words[first] as Word;
  if (isInitial(word.text)) return null;
  // “Customer Raj Patel” begins with its second word.
  if (givenWeight(word.text) === 0 && givenWeight(words[first + 1]?.text ?? '') > 0 && first + 2 < words.length)
    return null;
  let last = first + 1;
  while (last < words.length - 1 && last - first < 3) {
    const middle = words[last] as Word;
    if (!isInitial(middle.text) && givenWeight(middle.text) === 0) break;
    if (FAMILY.has(fold(middle.text)) && familyWeight(words[last + 1] as Word) < 2) break;
    last++;
  }
  const family = words[last];
  if (family === undefined || isInitial(family.text)) return null;
  // Spaniards and Portuguese have two family names.
  const second = words[last + 1];
  const isFamily = ({ text }: Word): boolean => familyWeight({ text, start: 0, particle: false }) === 2;
  return second && isFamily(family) && isFamily(second) ? last + 1 : last;
}

/** How much the words by themselves speak for a person. */
function knownOf(words: readonly Word[], first: number, last: number): number {
  const word = words[first] as Word;
  const family = words[last] as Word;
  if (NO_FAMILY.has(fold(word.text))) return 0;
  // Chinese, Japanese, Koreans and Hungarians write the family name first.
  const leading = FAMILY.has(fold(word.text)) ? 2 : FAMILY_WORDS.has(fold(word.text)) ? 1 : 0;
  const reversed = last === first + 1 && leading > 0 ? leading + givenWeight(family.text) : 0;
  return Math.max(givenWeight(word.text) + familyWeight(family), reversed);
}

/** How much speaks for a person: what the words are, and what stands around them. */
function weight(text: string, words: readonly Word[], first: number, last: number, known: number): number {
  const word = words[first] as Word;
  const family = words[last] as Word;
  const end = family.start + family.text.length;
  const preceding = before(text, word, 40);
  if (CALLS_HIMSELF.test(preceding)) return known + 3;
  // Two words that are on no list: “proteins called Transcription Factors”.
  if (known < 2) return 0;
  const after = text.slice(end, end + 40);
  let sum = NO_PERSON.has(text.slice(word.start, end)) ? known - 2 : known;
  if (PRECEDES.test(preceding)) sum += 1;
  // “The Emma Mattress” is a thing.
  else if (ARTICLE.test(preceding)) sum -= 2;
  // A capital before that does not begin a sentence belongs to a longer name: Apache Maria Something.
  else if (first > 1 || (first === 1 && !BEGINS.test(before(text, words[0] as Word, 8)))) sum -= 1;
  if (FOLLOWS.test(after)) sum += 1;
  const next = words[last + 1];
  // Emma Watson Lamp is a thing, Carlos García de Madrid is not.
  if ((next && !next.particle) || /^ ?[\d™®]|^-/.test(after)) sum -= 2;
  return sum;
}
