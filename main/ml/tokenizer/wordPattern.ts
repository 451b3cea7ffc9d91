/**
 * GPT-2's word pattern with white space as Unicode and so the Rust library have it. JavaScript's `\s` differs in two characters: it has
 * U+FEFF (a byte order mark inside of a file) and lacks U+0085. The JavaScript library uses `\s`, and a prompt with one of them would get
 * other tokens than in training.
 * Source: https://github.com/huggingface/tokenizers/blob/main/tokenizers/src/pre_tokenizers/byte_level.rs
 */
const WORD_PATTERN =
  "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\p{White_Space}\\p{L}\\p{N}]+|" +
  '\\p{White_Space}+(?!\\P{White_Space})|\\p{White_Space}+';

/**
 * The `pre_tokenizer` of a `tokenizer.json` in a form that makes the JavaScript library split words as the Rust library does. Only
 * GPT-2's (`ByteLevel` with its own pattern), which every tokenizer trained here has, is replaced; others stay as they are.
 */
export function withUnicodeWhiteSpace(tokenizer: unknown): unknown {
  return isObject(tokenizer) ? { ...tokenizer, pre_tokenizer: splitByUnicode(tokenizer.pre_tokenizer) } : tokenizer;
}

function splitByUnicode(part: unknown): unknown {
  if (!isObject(part)) return part;
  if (part.type === 'Sequence' && Array.isArray(part.pretokenizers))
    return { ...part, pretokenizers: part.pretokenizers.map(splitByUnicode) };
  if (part.type !== 'ByteLevel' || part.use_regex === false || part.add_prefix_space === true) return part;
  const pretokenizers = [
    { type: 'Split', pattern: { Regex: WORD_PATTERN }, behavior: 'Isolated', invert: false },
    { ...part, use_regex: false },
  ];
  return { type: 'Sequence', pretokenizers };
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
