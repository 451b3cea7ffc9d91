import { AppError } from '../../../shared/errors/errors.ts';
import type { GgufValue } from './header.ts';
import { BYTE_LEVEL, IGNORES_MERGES, SAME_SPLITTERS, SPLITTERS } from './splitters.ts';
import { wordPieceTokenizer } from './wordPieces.ts';

/*
 * The vocabulary of a GGUF as Hugging Face's `tokenizer.json`. Source: llama.cpp's `llama-vocab.cpp`, and transformers'
 * `convert_slow_tokenizer.py` for what a vocabulary with scores becomes.
 */

/** Kinds of tokens. */
const [UNKNOWN, CONTROL, USER_DEFINED] = [2, 3, 4];

/** What a GGUF calls the kind of vocabulary that encoders have. */
export const WORD_PIECES = 'bert';

export interface GgufTokenizer {
  /** Its kind, as the file calls it. */
  model: string;
  tokenizerJson: string;
  tokenizerConfigJson: string;
  eosTokenIds: number[];
  bosTokenId: number | null;
  addsBos: boolean;
  padTokenId: number | null;
  size: number;
}

/** @throws AppError `model_tokenizer_unsupported`; `model_invalid` with the path */
export function ggufTokenizer(metadata: ReadonlyMap<string, GgufValue>, path: string): GgufTokenizer {
  const entry = (name: string) => metadata.get(`tokenizer.ggml.${name}`);
  const invalid = (problem: string) => new AppError('model_invalid', { path, problem: `tokenizer: ${problem}` });
  const tokens = entry('tokens');
  if (!isTexts(tokens) || tokens.length === 0) throw invalid('there is no list of tokens');
  if (new Set(tokens).size !== tokens.length) throw invalid('a token is there twice');
  const types = entry('token_type') ?? [];
  if (!isNumbers(types)) throw invalid('the kinds of its tokens are no numbers');
  const idOf = (name: string): number | null => {
    const id = entry(`${name}_token_id`);
    return typeof id === 'number' && Number.isInteger(id) && id >= 0 && id < tokens.length ? id : null;
  };
  const model = entry('model');
  if (model === WORD_PIECES)
    return { model, padTokenId: idOf('padding'), ...wordPieceTokenizer({ tokens, types, entry, idOf, invalid }) };
  const isPieces = model === 'llama';
  const [bos, eos] = [idOf('bos'), idOf('eos')];
  const pre = String(entry('pre') ?? 'default');
  const addsBos = bos !== null && (entry('add_bos_token') ?? (isPieces || ADDS_BOS.has(pre))) === true;
  const vocabulary = { tokens, types, prefix: entry('add_space_prefix') !== false };
  const body = isPieces
    ? piecesBody(vocabulary, scoresOf(entry('scores'), tokens.length, invalid))
    : byteLevelBody(vocabulary, mergesOf(entry('merges'), invalid), String(model), pre, path);
  const added = tokens.flatMap((content, id) =>
    types[id] === CONTROL || types[id] === USER_DEFINED || (isPieces && types[id] === UNKNOWN)
      ? [
          {
            id,
            content,
            single_word: false,
            lstrip: false,
            rstrip: false,
            normalized: false,
            special: types[id] !== USER_DEFINED,
          },
        ]
      : [],
  );
  const json = {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: added,
    ...body,
    post_processor: addsBos ? before(tokens[bos] as string, bos) : body.post_processor,
  };
  const named = (id: number | null) => (id === null ? null : tokens[id]);
  return {
    model: String(model),
    padTokenId: idOf('padding'),
    tokenizerJson: JSON.stringify(json),
    tokenizerConfigJson: JSON.stringify({
      tokenizer_class: 'PreTrainedTokenizerFast',
      bos_token: named(bos),
      eos_token: named(eos),
      unk_token: named(idOf('unknown')),
      pad_token: named(idOf('padding') ?? eos),
      clean_up_tokenization_spaces: false,
    }),
    eosTokenIds: [...new Set([eos, idOf('eot'), idOf('eom')].filter((id) => id !== null))],
    bosTokenId: bos,
    addsBos,
    size: tokens.length,
  };
}

/** Kinds of word splitting whose tokenizers begin a text with their BOS where nothing is said. */
const ADDS_BOS: ReadonlySet<string> = new Set(['llama-bpe', 'llama3', 'llama-v3', 'tekken']);

const isTexts = (value: GgufValue | undefined): value is readonly string[] =>
  Array.isArray(value) && value.every((token) => typeof token === 'string');
const isNumbers = (value: GgufValue): value is readonly number[] =>
  Array.isArray(value) && value.every((token) => typeof token === 'number');

interface Vocabulary {
  tokens: readonly string[];
  types: readonly number[];
  /** Whether a space comes before each text. */
  prefix: boolean;
}

type Body = { normalizer: unknown; pre_tokenizer: unknown; post_processor: unknown; decoder: unknown; model: unknown };

/** A token before each text. */
const before = (token: string, id: number) => ({
  type: 'TemplateProcessing',
  single: [{ SpecialToken: { id: token, type_id: 0 } }, { Sequence: { id: 'A', type_id: 0 } }],
  pair: [
    { SpecialToken: { id: token, type_id: 0 } },
    { Sequence: { id: 'A', type_id: 0 } },
    { SpecialToken: { id: token, type_id: 1 } },
    { Sequence: { id: 'B', type_id: 1 } },
  ],
  special_tokens: { [token]: { id: token, ids: [id], tokens: [token] } },
});

const idsByToken = (tokens: readonly string[]): Record<string, number> =>
  Object.assign(Object.create(null), Object.fromEntries(tokens.map((token, id) => [token, id])));

const bpe = (tokens: readonly string[], merges: readonly (readonly [string, string])[], more: object) => ({
  type: 'BPE',
  dropout: null,
  unk_token: null,
  continuing_subword_prefix: null,
  end_of_word_suffix: null,
  fuse_unk: false,
  byte_fallback: false,
  ignore_merges: false,
  ...more,
  vocab: idsByToken(tokens),
  merges,
});

function byteLevelBody(
  { tokens }: Vocabulary,
  merges: [string, string][],
  model: string,
  pre: string,
  path: string,
): Body {
  const refuse = (part: string, value: string, known: readonly string[]) =>
    new AppError('model_tokenizer_unsupported', { path, part, value, known: known.join(', ') });
  if (model !== 'gpt2') throw refuse('tokenizer.ggml.model', model, ['gpt2', 'llama', WORD_PIECES]);
  const name = SAME_SPLITTERS[pre] ?? pre;
  const splitters = Object.hasOwn(SPLITTERS, name) ? SPLITTERS[name] : undefined;
  if (!splitters) throw refuse('tokenizer.ggml.pre', pre, [...Object.keys(SPLITTERS), ...Object.keys(SAME_SPLITTERS)]);
  return {
    normalizer: name === 'qwen2' ? { type: 'NFC' } : null,
    pre_tokenizer: splitters.length === 1 ? splitters[0] : { type: 'Sequence', pretokenizers: splitters },
    post_processor: { ...BYTE_LEVEL, trim_offsets: false },
    decoder: { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true, use_regex: true },
    model: bpe(tokens, merges, { ignore_merges: IGNORES_MERGES.has(name) }),
  };
}

function mergesOf(merges: GgufValue | undefined, invalid: (problem: string) => AppError): [string, string][] {
  if (!isTexts(merges ?? [])) throw invalid('its merges are no texts');
  return ((merges ?? []) as readonly string[]).map((merge) => {
    // A part may begin with a space where it is no byte-level one.
    const space = merge.indexOf(' ', 1);
    if (space < 0) throw invalid(`the merge ${JSON.stringify(merge.slice(0, 80))} has one part`);
    return [merge.slice(0, space), merge.slice(space + 1)];
  });
}

function scoresOf(
  scores: GgufValue | undefined,
  count: number,
  invalid: (problem: string) => AppError,
): readonly number[] {
  if (!scores || !isNumbers(scores) || scores.length !== count) throw invalid('its tokens have no scores');
  return scores;
}

const SPACE = '▁';

/** SentencePiece's BPE: which pieces are joined first is said by the score of what they become. */
function piecesBody({ tokens, prefix }: Vocabulary, scores: readonly number[]): Body {
  const replace = { type: 'Replace', pattern: { String: ' ' }, content: SPACE };
  const prepend = { type: 'Prepend', prepend: SPACE };
  return {
    normalizer: prefix ? { type: 'Sequence', normalizers: [prepend, replace] } : replace,
    pre_tokenizer: null,
    post_processor: null,
    decoder: {
      type: 'Sequence',
      decoders: [
        { type: 'Replace', pattern: { String: SPACE }, content: ' ' },
        { type: 'ByteFallback' },
        { type: 'Fuse' },
        ...(prefix ? [{ type: 'Strip', content: ' ', start: 1, stop: 0 }] : []),
      ],
    },
    model: bpe(tokens, mergesByScore(tokens, scores), {
      unk_token: tokens.includes('<unk>') ? '<unk>' : null,
      fuse_unk: true,
      byte_fallback: tokens.includes('<0x00>'),
    }),
  };
}

/** A token longer than this is a line of dashes and the like; its pieces are found as well. */
const LONGEST = 128;

/** Every way to put a token together from two others, those of the best score first: transformers' `generate_merges`. */
function mergesByScore(tokens: readonly string[], scores: readonly number[]): [string, string][] {
  const ids = new Map(tokens.map((token, id) => [token, id]));
  const found: { pair: [string, string]; score: number; order: [number, number] }[] = [];
  for (const [id, token] of tokens.entries()) {
    const characters = [...token];
    if (characters.length > LONGEST) continue;
    for (let at = 1; at < characters.length; at++) {
      const pair: [string, string] = [characters.slice(0, at).join(''), characters.slice(at).join('')];
      const [left, right] = pair.map((part) => ids.get(part));
      if (left !== undefined && right !== undefined)
        found.push({ pair, score: scores[id] as number, order: [left, right] });
    }
  }
  found.sort((a, b) => b.score - a.score || a.order[0] - b.order[0] || a.order[1] - b.order[1]);
  return found.map(({ pair }) => pair);
}
