import { z } from 'zod';
import { AppError } from '../../../shared/errors/errors.ts';
import type { GgufField } from '../../ml/architectures/architecture.ts';
import { partsOf } from '../../ml/tokenizer/knownParts.ts';
import type { BaseSource } from '../baseSource.ts';
import type { GgufValue } from './header.ts';

/*
 * WordPiece, the tokenizer of BERT and those that are like it, both ways: here a piece that goes on with a word begins with `##`, there one that begins a
 * word begins with `▁`.
 * Source: llama.cpp's `llama-vocab.cpp` (`llm_tokenizer_wpm_session`), and its `conversion/bert.py` and `gguf-py/gguf/vocab.py`.
 */

/** Kinds of tokens. */
const [NORMAL, CONTROL, USER_DEFINED, UNUSED] = [1, 3, 4, 5];
const [BEGINS, CONTINUES] = ['▁', '##'];

const flag = z.boolean().nullish();
const WordPieceJson = z.looseObject({
  added_tokens: z
    .array(z.looseObject({ id: z.number(), content: z.string(), special: z.boolean().default(false) }))
    .default([]),
  normalizer: z.unknown(),
  pre_tokenizer: z.unknown(),
  post_processor: z.unknown(),
  model: z.looseObject({
    type: z.string().optional(),
    vocab: z.record(z.string(), z.number()),
    unk_token: z.string().nullish(),
    continuing_subword_prefix: z.string().nullish(),
  }),
});
type WordPieceJson = z.output<typeof WordPieceJson>;
const BertNormalizer = z.looseObject({
  clean_text: flag,
  handle_chinese_chars: flag,
  strip_accents: flag,
  lowercase: flag,
});

const refuse = (part: string, value: unknown, known: readonly string[]) =>
  new AppError('gguf_tokenizer_unsupported', {
    part,
    value: typeof value === 'string' ? value : JSON.stringify(value ?? null).slice(0, 200),
    known: known.join(', '),
  });

/**
 * What a GGUF says of such a tokenizer, in the order of the file.
 *
 * @throws AppError `gguf_tokenizer_unsupported` where llama.cpp would read a text as other tokens
 */
export function wordPieceFields({
  config,
  tokenizerJson,
}: Pick<BaseSource, 'config' | 'tokenizerJson'>): Map<string, GgufField> {
  const raw: unknown = JSON.parse(tokenizerJson);
  const { type } = z.looseObject({ model: z.looseObject({ type: z.string().optional() }) }).parse(raw).model;
  if (type !== 'WordPiece') throw refuse('model', type, ['WordPiece']);
  const json = WordPieceJson.parse(raw);
  const { lowercase, stripsAccents } = normalizing(json);
  assertParts(json);
  const { tokens, types } = listed(json, config.vocab_size);
  const { first, last } = around(json);
  const idOf = (token: string | null | undefined) => (token ? idIn(json, token) : null);
  const fields = new Map<string, GgufField>();
  const add = (name: string, field: GgufField) => fields.set(`tokenizer.ggml.${name}`, field);
  const addId = (name: string, id: number | null) => id !== null && add(`${name}_token_id`, { uint32: id });
  add('model', { string: 'bert' });
  add('pre', { string: 'default' });
  add('token_type_count', { uint32: 'type_vocab_size' in config ? config.type_vocab_size : 1 });
  add('tokens', { strings: tokens });
  add('token_type', { int32s: types });
  addId('bos', first);
  addId('eos', last);
  addId('cls', first);
  // So it is written there.
  addId('seperator', last);
  addId('unknown', idOf(json.model.unk_token));
  addId('padding', config.pad_token_id ?? null);
  addId('mask', idOf('[MASK]'));
  // Programs since June 2026 look at these two; earlier ones always lower and strip.
  add('normalizer.lowercase', { bool: lowercase });
  add('normalizer.strip_accents', { bool: stripsAccents });
  return fields;
}

function normalizing({ normalizer }: WordPieceJson): { lowercase: boolean; stripsAccents: boolean } {
  const parts = partsOf(normalizer);
  const [only] = parts;
  if (!only || parts.length !== 1 || only.type !== 'BertNormalizer')
    throw refuse('normalizer', parts.map((part) => part.type).join(', ') || null, ['BertNormalizer']);
  const { clean_text, handle_chinese_chars, strip_accents, lowercase } = BertNormalizer.parse(only);
  // There, both are always so.
  if (clean_text === false) throw refuse('normalizer', 'clean_text: false', ['clean_text: true']);
  if (handle_chinese_chars === false)
    throw refuse('normalizer', 'handle_chinese_chars: false', ['handle_chinese_chars: true']);
  const lowers = lowercase ?? true;
  return { lowercase: lowers, stripsAccents: strip_accents ?? lowers };
}

function assertParts({ model, pre_tokenizer }: WordPieceJson): void {
  const prefix = model.continuing_subword_prefix ?? CONTINUES;
  if (prefix !== CONTINUES) throw refuse('continuing_subword_prefix', prefix, [CONTINUES as string]);
  const splitters = partsOf(pre_tokenizer).map(({ type }) => type);
  if (splitters.join() !== 'BertPreTokenizer')
    throw refuse('pre_tokenizer', splitters.join(', ') || null, ['BertPreTokenizer']);
}

/** Tokens by their ids; ids that the model has and the tokenizer has not are unused ones. */
function listed({ model, added_tokens }: WordPieceJson, size: number) {
  const tokens = Array.from({ length: size }, (_, id) => `${BEGINS}[PAD${id}]`);
  const types: number[] = new Array(size).fill(UNUSED);
  for (const [token, id] of Object.entries(model.vocab)) {
    tokens[id] = token.startsWith(CONTINUES as string) ? token.slice(2) : BEGINS + token;
    types[id] = NORMAL as number;
  }
  for (const { id, content, special } of added_tokens) {
    // They are looked for as they are.
    tokens[id] = content;
    types[id] = (special ? CONTROL : USER_DEFINED) as number;
  }
  return { tokens, types };
}

const idIn = ({ model, added_tokens }: WordPieceJson, token: string): number | null =>
  added_tokens.find(({ content }) => content === token)?.id ??
  (Object.hasOwn(model.vocab, token) ? (model.vocab[token] as number) : null);

const Named = z.tuple([z.string(), z.number()]);
const Processor = z.union([
  z.looseObject({ type: z.enum(['BertProcessing', 'RobertaProcessing']), cls: Named, sep: Named }),
  z.looseObject({
    type: z.literal('TemplateProcessing'),
    single: z.tuple([
      z.looseObject({ SpecialToken: z.looseObject({ id: z.string() }) }),
      z.looseObject({ Sequence: z.looseObject({ id: z.literal('A') }) }),
      z.looseObject({ SpecialToken: z.looseObject({ id: z.string() }) }),
    ]),
  }),
]);

/** The tokens before and after a text: llama.cpp has one of each. */
function around(json: WordPieceJson): { first: number; last: number } {
  const parts = partsOf(json.post_processor);
  const { data } = Processor.safeParse(parts[0]);
  const known = ['[CLS] … [SEP]'];
  if (!data || parts.length !== 1)
    throw refuse('post_processor', parts.map(({ type }) => type).join(', ') || null, known);
  if (data.type !== 'TemplateProcessing') return { first: data.cls[1], last: data.sep[1] };
  const [before, , after] = data.single;
  const [first, last] = [before, after].map(({ SpecialToken: { id } }) => idIn(json, id));
  if (typeof first !== 'number' || typeof last !== 'number') throw refuse('post_processor', data.type, known);
  return { first, last };
}

interface Entries {
  tokens: readonly string[];
  types: readonly number[];
  /** Of what is said of the tokenizer. */
  entry(name: string): GgufValue | undefined;
  idOf(name: string): number | null;
  invalid(problem: string): AppError;
}

/** The same the other way round. Where a file does not say how texts are lowered, they are, as all programs have done. */
export function wordPieceTokenizer({ tokens, types, entry, idOf, invalid }: Entries) {
  const [first, last] = [
    idOf('cls') ?? idOf('bos') ?? named(tokens, '[CLS]'),
    idOf('seperator') ?? named(tokens, '[SEP]'),
  ];
  const unknown = idOf('unknown') ?? named(tokens, '[UNK]');
  if (first === null || last === null || unknown === null)
    throw invalid('the tokens before a text, after it and for what is unknown are not said');
  const special = new Set([first, last, unknown, idOf('padding'), idOf('mask')]);
  const isAdded = (id: number) => types[id] === CONTROL || types[id] === USER_DEFINED || special.has(id);
  const own = tokens.map((token, id) => {
    if (isAdded(id)) return token;
    return token.startsWith(BEGINS as string) ? token.slice(1) : CONTINUES + token;
  });
  if (new Set(own).size !== own.length) throw invalid('a token is there twice');
  const said = (id: number) => own[id] as string;
  const lowercase = entry('normalizer.lowercase') !== false;
  const stripsAccents = entry('normalizer.strip_accents');
  const token = (id: number, type_id = 0) => ({ SpecialToken: { id: said(id), type_id } });
  const text = (id: string, type_id: number) => ({ Sequence: { id, type_id } });
  const json = {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: own.flatMap((content, id) =>
      isAdded(id) ? [addedToken(content, id, types[id] !== USER_DEFINED)] : [],
    ),
    normalizer: {
      type: 'BertNormalizer',
      clean_text: true,
      handle_chinese_chars: true,
      strip_accents: typeof stripsAccents === 'boolean' ? stripsAccents : null,
      lowercase,
    },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    post_processor: {
      type: 'TemplateProcessing',
      single: [token(first), text('A', 0), token(last)],
      pair: [token(first), text('A', 0), token(last), text('B', 1), token(last, 1)],
      special_tokens: Object.fromEntries(
        [first, last].map((id) => [said(id), { id: said(id), ids: [id], tokens: [said(id)] }]),
      ),
    },
    decoder: { type: 'WordPiece', prefix: CONTINUES, cleanup: true },
    model: {
      type: 'WordPiece',
      unk_token: said(unknown),
      continuing_subword_prefix: CONTINUES,
      max_input_chars_per_word: 100,
      vocab: Object.fromEntries(own.map((one, id) => [one, id])),
    },
  };
  return {
    tokenizerJson: JSON.stringify(json),
    tokenizerConfigJson: JSON.stringify({
      tokenizer_class: 'PreTrainedTokenizerFast',
      cls_token: said(first),
      sep_token: said(last),
      unk_token: said(unknown),
      ...namedToken('pad_token', idOf('padding'), own),
      ...namedToken('mask_token', idOf('mask'), own),
      do_lower_case: lowercase,
      clean_up_tokenization_spaces: true,
    }),
    eosTokenIds: [],
    bosTokenId: first,
    addsBos: true,
    size: tokens.length,
  };
}

const namedToken = (name: string, id: number | null, tokens: readonly string[]) =>
  id === null ? {} : { [name]: tokens[id] };

function named(tokens: readonly string[], token: string): number | null {
  const id = tokens.indexOf(token);
  return id < 0 ? null : id;
}

const addedToken = (content: string, id: number, special: boolean) => ({
  ...{ id, content, special },
  ...{ single_word: false, lstrip: false, rstrip: false, normalized: false },
});
