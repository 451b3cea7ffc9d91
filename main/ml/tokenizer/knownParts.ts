import { AppError } from '../../../shared/errors/errors.ts';

/** Parts of a `tokenizer.json` that are understood here, by where they stand. The library takes others for nothing, and ids would be wrong. */
const KNOWN: Readonly<Record<string, readonly string[]>> = {
  model: ['BPE', 'Unigram', 'WordPiece'],
  normalizer: [
    ...['BertNormalizer', 'Lowercase', 'NFC', 'NFD', 'NFKC', 'NFKD', 'Precompiled', 'Prepend', 'Replace', 'Sequence'],
    ...['Strip', 'StripAccents'],
  ],
  pre_tokenizer: [
    ...['BertPreTokenizer', 'ByteLevel', 'Digits', 'Metaspace', 'Punctuation', 'Sequence', 'Split', 'Whitespace'],
    'WhitespaceSplit',
  ],
  post_processor: ['BertProcessing', 'ByteLevel', 'RobertaProcessing', 'Sequence', 'TemplateProcessing'],
  decoder: ['ByteFallback', 'ByteLevel', 'Fuse', 'Metaspace', 'Replace', 'Sequence', 'Strip', 'WordPiece'],
};
/** What a sequence calls its parts. */
const INNER = ['normalizers', 'pretokenizers', 'processors', 'decoders'];
/** Sequences of sequences are not written; a deep one would be a trap. */
const DEEPEST = 8;

type Fields = Record<string, unknown>;
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A part, and those of a sequence in its place. */
export function partsOf(part: unknown, depth = 0): Fields[] {
  if (!isFields(part)) return [];
  if (depth > DEEPEST) throw new Error('its parts are nested too deeply');
  const inner = INNER.flatMap((name) => (Array.isArray(part[name]) ? part[name] : []));
  return part.type === 'Sequence' ? inner.flatMap((one) => partsOf(one, depth + 1)) : [part];
}

/** @throws AppError `model_tokenizer_unsupported` */
export function assertKnownParts(tokenizer: unknown, path: string): void {
  if (!isFields(tokenizer)) return;
  for (const [part, known] of Object.entries(KNOWN)) {
    for (const { type } of partsOf(tokenizer[part])) {
      if (typeof type !== 'string' || known.includes(type)) continue;
      throw new AppError('model_tokenizer_unsupported', { path, part, value: type, known: known.join(', ') });
    }
  }
}
