/*
 * How texts are split into words before pairs are merged, in the parts of a `tokenizer.json`, by the names that llama.cpp gives it.
 * Source: llama.cpp's `llama-vocab.cpp`, `llm_tokenizer_bpe`.
 */

export const BYTE_LEVEL = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: false };
const DIGITS = { type: 'Digits', individual_digits: true };
const split = (pattern: string) => ({
  type: 'Split',
  pattern: { Regex: pattern },
  behavior: 'Isolated',
  invert: false,
});
const LETTERS = "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+";
const REST = ' ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+';

export const SPLITTERS: Readonly<Record<string, readonly object[]>> = {
  'gpt-2': [{ ...BYTE_LEVEL, use_regex: true }],
  smollm: [DIGITS, { ...BYTE_LEVEL, use_regex: true }],
  starcoder: [DIGITS, { ...BYTE_LEVEL, use_regex: true }],
  'llama-bpe': [split(`${LETTERS}|\\p{N}{1,3}|${REST}`), BYTE_LEVEL],
  // The words of Llama 3, and merges that count.
  dbrx: [split(`${LETTERS}|\\p{N}{1,3}|${REST}`), BYTE_LEVEL],
  qwen2: [split(`${LETTERS}|\\p{N}|${REST}`), BYTE_LEVEL],
};
/** Others that are the same. */
export const SAME_SPLITTERS: Readonly<Record<string, string>> = {
  ...{ default: 'gpt-2', gpt2: 'gpt-2', refact: 'starcoder', codeshell: 'starcoder' },
  ...{ llama3: 'llama-bpe', 'llama-v3': 'llama-bpe' },
};
/** Those of which a word that is a token is that token, whatever its merges are. */
export const IGNORES_MERGES: ReadonlySet<string> = new Set(['llama-bpe']);

type Part = Record<string, unknown>;

/** Only what decides about words. */
function essence({ type, ...part }: Part): Part {
  if (type === 'ByteLevel') return { type, space: part.add_prefix_space ?? true, regex: part.use_regex ?? true };
  if (type === 'Digits') return { type, each: part.individual_digits ?? false };
  return { type, pattern: part.pattern, behavior: part.behavior, invert: part.invert ?? false };
}
const compared = (parts: readonly Part[]): string => JSON.stringify(parts.map(essence));

const NAMES: ReadonlyMap<string, string> = new Map(
  Object.entries(SPLITTERS)
    .toReversed()
    .map(([name, parts]) => [`${IGNORES_MERGES.has(name)}${compared(parts as readonly Part[])}`, name]),
);

/**
 * llama.cpp's name of a way to split; `null` where it has none.
 *
 * @param parts of the `pre_tokenizer`, those of a sequence one after another
 */
export function splitterName(parts: readonly Part[], ignoresMerges: boolean): string | null {
  return NAMES.get(`${ignoresMerges}${compared(parts)}`) ?? null;
}
