import { z } from 'zod';
import { AppError } from '../../../shared/errors/errors.ts';
import type { GgufField } from '../../ml/architectures/architecture.ts';
import { partsOf } from '../../ml/tokenizer/knownParts.ts';
import type { BaseSource } from '../baseSource.ts';
import { endOfTurnId } from '../endOfTurn.ts';
import { SPLITTERS, splitterName } from './splitters.ts';

/*
 * A `tokenizer.json` as the vocabulary of a GGUF: `tokenizerJson.ts` the other way round. Source: llama.cpp's `llama-vocab.cpp`, and
 * `convert_hf_to_gguf.py` for kinds of tokens.
 */

/** Kinds of tokens. */
const [NORMAL, UNKNOWN, CONTROL, USER_DEFINED, UNUSED, BYTE] = [1, 2, 3, 4, 5, 6];

type Source = Pick<
  BaseSource,
  'config' | 'tokenizerJson' | 'tokenizerConfigJson' | 'chatTemplate' | 'eosTokenIds' | 'bosTokenId' | 'addsBos'
>;

const Part = z.looseObject({ type: z.string() });
/** As a text with a space, or as its two parts. There are hundreds of thousands, so that they are not copied to be checked. */
type Merge = string | readonly [string, string];
const isMerge = (merge: unknown): boolean => typeof merge === 'string' || (Array.isArray(merge) && merge.length === 2);
const TokenizerJson = z.looseObject({
  added_tokens: z
    .array(z.looseObject({ id: z.number(), content: z.string(), special: z.boolean().default(false) }))
    .default([]),
  normalizer: Part.nullish(),
  pre_tokenizer: Part.nullish(),
  decoder: Part.nullish(),
  model: z.looseObject({
    type: z.string().optional(),
    vocab: z.unknown(),
    merges: z.custom<readonly Merge[]>((merges) => Array.isArray(merges) && merges.every(isMerge)).optional(),
    unk_token: z.string().nullish(),
    byte_fallback: z.boolean().nullish(),
    ignore_merges: z.boolean().nullish(),
  }),
});
type TokenizerJson = z.output<typeof TokenizerJson>;

/**
 * All that a GGUF says of a model's tokenizer, in the order of the file.
 *
 * @throws AppError `gguf_tokenizer_unsupported` where llama.cpp has nothing of the kind
 */
export function ggufVocabulary(source: Source): Map<string, GgufField> {
  const json = TokenizerJson.parse(JSON.parse(source.tokenizerJson));
  const own = json.model.byte_fallback === true ? pieces(json) : byteLevel(json);
  const { tokens, types } = listed(json, source.config.vocab_size, own.isPieces);
  const fields = new Map<string, GgufField>();
  const add = (name: string, field: GgufField) => fields.set(`tokenizer.ggml.${name}`, field);
  const addId = (name: string, id: number | null | undefined) => {
    if (typeof id === 'number') add(`${name}_token_id`, { uint32: id });
  };
  add('model', { string: own.isPieces ? 'llama' : 'gpt2' });
  add('pre', { string: own.pre });
  add('tokens', { strings: tokens });
  if (own.isPieces) add('scores', { float32s: scoresOf(tokens, json.model.merges ?? []) });
  add('token_type', { int32s: types });
  if (!own.isPieces) add('merges', { strings: (json.model.merges ?? []).map(joined) });
  addId('bos', source.bosTokenId);
  for (const [name, id] of endsOf(source)) addId(name, id);
  addId('padding', source.config.pad_token_id);
  const unknown = json.model.unk_token;
  if (unknown) addId('unknown', found(tokens.indexOf(unknown)));
  add('add_bos_token', { bool: source.addsBos });
  add('add_eos_token', { bool: false });
  if (own.isPieces) add('add_space_prefix', { bool: own.prefix });
  if (source.chatTemplate !== null) fields.set('tokenizer.chat_template', { string: source.chatTemplate });
  return fields;
}

const found = (index: number): number | null => (index < 0 ? null : index);

/** How a text ends, and how a turn does where that is another token; a third one is where a message does. */
function endsOf(source: Source): [string, number][] {
  const [eos, ...others] = source.eosTokenIds;
  const turn = endOfTurnId(source);
  const rest = others.filter((id) => id !== turn);
  const eot = turn !== null && turn !== eos ? turn : rest.shift();
  const named: [string, number | undefined][] = [
    ['eos', eos],
    ['eot', eot],
    ['eom', rest[0]],
  ];
  return named.filter((one): one is [string, number] => one[1] !== undefined);
}

interface Kind {
  isPieces: boolean;
  pre: string;
  /** Of pieces: whether a space comes before each text. */
  prefix: boolean;
}

const refuse = (part: string, value: string, known: readonly string[]) =>
  new AppError('gguf_tokenizer_unsupported', { part, value, known: known.join(', ') });

function byteLevel({ model, pre_tokenizer }: TokenizerJson): Kind {
  if (model.type !== 'BPE') throw refuse('model', String(model.type), ['BPE']);
  const parts = partsOf(pre_tokenizer);
  const pre = splitterName(parts, model.ignore_merges === true);
  if (pre === null) throw refuse('pre_tokenizer', JSON.stringify(parts).slice(0, 200), Object.keys(SPLITTERS));
  return { isPieces: false, pre, prefix: false };
}

/** SentencePiece's: spaces are a character of their own, and what is no token is written byte by byte. */
function pieces({ model, normalizer, pre_tokenizer }: TokenizerJson): Kind {
  if (model.type !== 'BPE') throw refuse('model', String(model.type), ['BPE']);
  const metaspace = partsOf(pre_tokenizer).find(({ type }) => type === 'Metaspace');
  const prefix =
    partsOf(normalizer).some(({ type }) => type === 'Prepend') ||
    (metaspace !== undefined && metaspace.prepend_scheme !== 'never' && metaspace.add_prefix_space !== false);
  return { isPieces: true, pre: 'default', prefix };
}

/** Tokens by their ids, and of what kind each is; ids that the model has and the tokenizer has not are unused ones. */
function listed({ model, added_tokens }: TokenizerJson, size: number, isPieces: boolean) {
  const tokens = Array.from({ length: size }, (_, id) => `[PAD${id}]`);
  const types: number[] = new Array(size).fill(UNUSED);
  for (const [token, id] of Object.entries(model.vocab as Record<string, number>)) {
    tokens[id] = token;
    types[id] = isPieces && /^<0x[0-9A-F]{2}>$/.test(token) ? (BYTE as number) : (NORMAL as number);
  }
  for (const { id, content, special } of added_tokens) {
    // Spaces of these are not looked for as pieces.
    tokens[id] = isPieces && !special ? content.replaceAll('▁', ' ') : content;
    types[id] = (special ? CONTROL : USER_DEFINED) as number;
  }
  const unknown = isPieces && model.unk_token ? tokens.indexOf(model.unk_token) : -1;
  if (unknown >= 0) types[unknown] = UNKNOWN as number;
  return { tokens, types };
}

const joined = (merge: Merge): string => (typeof merge === 'string' ? merge : merge.join(' '));

/**
 * Scores by which SentencePiece joins pieces in the order of the merges: those of what is joined first are the highest. What no merge makes is joined last.
 */
function scoresOf(tokens: readonly string[], merges: readonly Merge[]): number[] {
  const first = new Map<string, number>();
  for (const [order, merge] of merges.entries()) {
    const made = typeof merge === 'string' ? merge.replace(' ', '') : merge.join('');
    if (!first.has(made)) first.set(made, order);
  }
  return tokens.map((token) => -(first.get(token) ?? merges.length));
}
