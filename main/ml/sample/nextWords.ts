import type { NextWord } from '../../../shared/domain/models/generation.ts';
import { pauses } from '../pauses.ts';
import type { Tokenizer } from '../tokenizer/tokenizer.ts';
import type { Decoder } from './decoder.ts';
import { Utf8Guard } from './utf8Guard.ts';

/*
 * The likeliest next words of a text. A word is several tokens, and in most alphabets a token is no whole character: beginnings of words are gone
 * on with from the likeliest one on (best-first search), until no beginning is left that could be among the first.
 */

export interface NextWordsRequest {
  tokenizer: Tokenizer;
  /** A fresh one; stays the caller's. */
  decoder: Decoder;
  promptIds: readonly number[];
  /** Tokens that prompt and word may have together. */
  contextLength: number;
  /** Words to find. */
  count: number;
  /** Of the text, as the `Intl.Segmenter` knows it; it tells words of scripts without blanks. */
  locale?: string;
  signal?: AbortSignal;
}

/** Beginnings that are gone on with at most, for each word that is wanted: a computation each. */
const LOOKS_PER_WORD = 6;
/** Tokens that one beginning is gone on with by: the others are too unlikely to matter. */
const MOST_BRANCHES = 32;
/** Beginnings that are kept in mind. */
const MOST_WAITING = 2000;
/** Tokens of a word, and of the prompt's end before it. */
const LONGEST = 16;
const MOST_REWRITTEN = 4;
const [SPACE, NEW_LINE] = [0x20, 0x0a];

interface Beginning {
  ids: readonly number[];
  /** Of all its tokens. */
  probability: number;
}

/** Likeliest first; the end of the text is an empty word. Probabilities are the model's own, at temperature 1; they lack what was not looked at. */
export async function nextWords(request: NextWordsRequest): Promise<NextWord[]> {
  const { tokenizer, decoder, contextLength, count, signal } = request;
  const { kept, tail } = withoutTail(tokenizer, request.promptIds);
  const words = new Map<string, number>();
  const ended = (text: string, probability: number) => {
    const word = text.length > 1 ? text.replace(JOINT_AT_END, '') : text;
    words.set(word, (words.get(word) ?? 0) + probability);
  };
  const found = () => [...words].sort(([, a], [, b]) => b - a).slice(0, count);
  const kinds = startKinds(tokenizer);
  const firstWord = wordFinder(request.locale);
  const hasRoom = (length: number) => length < LONGEST && kept.length + length < contextLength;
  const pause = pauses();

  let waiting: Beginning[] = [];
  /** Of all ways to write the prompt's end. */
  let all = 0;
  const goOn = ({ ids, probability: before }: Beginning, logits: Float32Array) => {
    const written = bytesOf(tokenizer, ids);
    const word = written.length < tail.length ? undefined : textOf(written.subarray(tail.length));
    const letters = word?.trimStart();
    for (const [rank, [id, share]] of likeliest(tokenizer, [...kept, ...ids], logits).entries()) {
      const [next, probability] = [[...ids, id], before * share];
      if (tokenizer.endsText(id)) {
        if (typeof word === 'string') ended(word, probability);
        if (written.length === tail.length) all += probability;
      } else if (word && letters && !mayContinue(letters, kinds[id] ?? 'other')) ended(word, probability);
      else {
        const longer = bytesOf(tokenizer, next);
        if (!agree(longer, tail)) continue;
        if (written.length <= tail.length && longer.length > tail.length) all += probability;
        if (rank >= MOST_BRANCHES && letters) continue;
        const text = textOf(longer.subarray(tail.length));
        const first = text && firstWord(text);
        if (first && (first !== text || !hasRoom(next.length))) ended(first, probability);
        else if (hasRoom(next.length)) waiting.push({ ids: next, probability });
      }
    }
    waiting = waiting.sort((a, b) => b.probability - a.probability).slice(0, MOST_WAITING);
  };

  goOn({ ids: [], probability: 1 }, await decoder.next(kept));
  for (let looks = LOOKS_PER_WORD * count; looks > 0 && waiting.length > 0 && !signal?.aborted; looks--) {
    const [first, ...others] = waiting as [Beginning, ...Beginning[]];
    // What goes on from here is no likelier than this.
    if (first.probability <= (found()[count - 1]?.[1] ?? 0)) break;
    waiting = others;
    decoder.back(kept.length);
    goOn(first, await decoder.next(first.ids));
    await pause();
  }
  return found().map(([text, probability]) => ({ text, probability: Math.min(1, probability / all) }));
}

/**
 * A prompt without its last tokens, whose bytes are to be written again: where a word goes on, or in scripts without blanks, a text was learned by
 * other tokens than those that its beginning has by itself.
 */
function withoutTail(
  tokenizer: Tokenizer,
  promptIds: readonly number[],
): { kept: readonly number[]; tail: Uint8Array } {
  let from = promptIds.length;
  while (from > 0 && promptIds.length - from < MOST_REWRITTEN) {
    const bytes = tokenizer.bytes(promptIds[from - 1] as number);
    if (!bytes) break;
    from--;
    if (bytes[0] === SPACE || bytes[0] === NEW_LINE) break;
  }
  const kept = promptIds.slice(0, from);
  return {
    kept: kept.length > 0 ? kept : [tokenizer.beginning],
    tail: bytesOf(tokenizer, promptIds.slice(from)),
  };
}

const bytesOf = (tokenizer: Tokenizer, ids: readonly number[]): Uint8Array =>
  Uint8Array.from(ids.flatMap((id) => [...(tokenizer.bytes(id) ?? [])]));

/** Whether one begins with the other. */
const agree = (one: Uint8Array, other: Uint8Array): boolean =>
  one.subarray(0, other.length).every((byte, at) => byte === other[at]);

/** The tokens that may follow without breaking a character, likeliest first, with their probabilities. */
function likeliest(tokenizer: Tokenizer, before: readonly number[], logits: Float32Array): [number, number][] {
  const guard = new Utf8Guard(tokenizer);
  for (const id of before) guard.push(id);
  const allowed = logits.slice();
  guard.mask(allowed);
  const most = allowed.reduce((largest, logit) => Math.max(largest, logit), Number.NEGATIVE_INFINITY);
  const weights = Float64Array.from(allowed, (logit) => Math.exp(logit - most));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const ranked = Array.from(weights.keys()).sort((a, b) => (weights[b] as number) - (weights[a] as number));
  return ranked.map((id): [number, number] => [id, (weights[id] as number) / total]).filter(([, share]) => share > 0);
}

/** How a token's text begins. */
type Start = 'letter' | 'unspaced' | 'inside' | 'other';

const LETTER = /^[\p{L}\p{N}\p{M}]/u;
/** Scripts that set no blanks between words. */
const UNSPACED =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
/** What stands inside of words. */
const JOINT = /^['’-](?=\p{L}|$)/u;
const JOINT_AT_END = /['’-]$/;

const known = new WeakMap<Tokenizer, readonly Start[]>();

/** Of each token of a vocabulary; `inside` where it begins in the midst of a character. */
function startKinds(tokenizer: Tokenizer): readonly Start[] {
  let kinds = known.get(tokenizer);
  if (!kinds) {
    const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
    kinds = Array.from({ length: tokenizer.vocabSize }, (_, id): Start => {
      const bytes = tokenizer.bytes(id);
      if (!bytes || bytes.length === 0) return 'other';
      const [first = 0] = bytes;
      if (first >= 0x80 && first < 0xc0) return 'inside';
      const text = decoder.decode(bytes);
      // The beginning of a character of which a token holds not all: it may be a letter.
      if (first >= 0xc0 && text.startsWith('\ufffd')) return 'unspaced';
      return UNSPACED.test(text) ? 'unspaced' : LETTER.test(text) || JOINT.test(text) ? 'letter' : 'other';
    });
    known.set(tokenizer, kinds);
  }
  return kinds;
}

/** Whether a token that begins so can belong to the word; of scripts without blanks only the word itself can tell. */
function mayContinue(word: string, start: Start): boolean {
  if (start === 'inside') return true;
  const last = [...word].at(-1) ?? '';
  if (!LETTER.test(last) && !(JOINT.test(last) && LETTER.test(word))) return false;
  return UNSPACED.test(last) ? start === 'unspaced' : start !== 'other';
}

/** The text of bytes; `null` where they end in the midst of a character. */
function textOf(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

const SPACED_WORD = /^[\p{L}\p{N}\p{M}]+(?:['’-][\p{L}\p{N}\p{M}]+)*['’-]?$/u;
const MARK = /^[^\p{L}\p{N}\p{M}\s]/u;

/** The word that a text begins with, with the blanks before it: all of the text where it may go on. */
function wordFinder(locale: string | undefined): (text: string) => string {
  const segmenter = new Intl.Segmenter(locale, { granularity: 'word' });
  const first = (text: string): string => {
    if (!LETTER.test(text)) return MARK.exec(text)?.[0] ?? text;
    if (SPACED_WORD.test(text) && !UNSPACED.test(text)) return text;
    return [...segmenter.segment(text)][0]?.segment ?? text;
  };
  return (text) => {
    const word = text.trimStart();
    return text.slice(0, text.length - word.length) + first(word);
  };
}
