import { Tokenizer as HuggingFaceTokenizer } from '@huggingface/tokenizers';
import { END_OF_TEXT, END_OF_TEXT_ID } from '../../../shared/domain/models/specialTokens.ts';
import { AppError } from '../../../shared/errors/errors.ts';
import { assertKnownParts, partsOf } from './knownParts.ts';
import { tokenizerFacts } from './tokenizerFacts.ts';
import { tokenText } from './tokenText.ts';
import { withinTime } from './withinTime.ts';
import { withUnicodeWhiteSpace } from './wordPattern.ts';

/** Time for a text: what the library does in a second takes a busy machine ten. */
const LEAST_MS = 3000;
const SLOWEST_PER_MS = 10;

/** A tokenizer as a model folder has it: encodes prompts and gives the bytes of tokens. Pure JavaScript. */
export class Tokenizer {
  readonly vocabSize: number;
  /** The token at which a text ends; that of the tokenizers trained here where the folder names none. */
  readonly endOfText: number;
  /** The token that stands before a text that is empty otherwise. */
  readonly beginning: number;
  /** Whether `encode` puts `beginning` before a text. */
  readonly addsBeginning: boolean;
  /** Whether the space that a whole text begins with is not part of it. */
  readonly dropsFirstSpace: boolean;
  /** Tokens that whole texts are read up to, by what the folder says; `encode` cuts nothing. */
  readonly modelMaxLength: number;
  readonly #ends: ReadonlySet<number>;
  readonly #tokenizer: HuggingFaceTokenizer;
  readonly #folder: string;
  /** Bytes of each token; `null` for special tokens, which stand for no text. */
  readonly #bytes: (Uint8Array | null)[] = [];
  /** What special tokens are called. */
  readonly #specials = new Map<number, string>();

  /**
   * @param tokenizerJson text of `tokenizer.json`
   * @param configJson text of `tokenizer_config.json`
   * @param ends tokens at which a text may end besides
   * @throws AppError `model_tokenizer_unsupported`; `model_invalid` with the folder
   */
  constructor(
    tokenizerJson: string,
    configJson: string,
    folder: string,
    mostTokens = Number.POSITIVE_INFINITY,
    ends: readonly number[] = [],
  ) {
    try {
      const json: unknown = JSON.parse(tokenizerJson);
      assertKnownParts(json, folder);
      const tokens = vocabularySize(json);
      if (tokens > mostTokens) throw new Error(`it has ${tokens} tokens, the model ${mostTokens}`);
      const config = JSON.parse(configJson) as TokenizerConfig;
      this.#tokenizer = new HuggingFaceTokenizer(withUnicodeWhiteSpace(json) as object, config);
      const facts = tokenizerFacts(tokenizerJson, configJson, folder);
      this.endOfText = this.#tokenizer.token_to_id(endOfTextOf(config)) ?? ends[0] ?? END_OF_TEXT_ID;
      this.beginning = facts.bos ?? this.endOfText;
      this.addsBeginning = facts.addsBos;
      this.modelMaxLength = facts.modelMaxLength;
      this.#ends = new Set([this.endOfText, ...ends]);
      const { bytes, addedBytes, dropsFirstSpace } = tokenText(partsOf((json as { decoder?: unknown }).decoder));
      this.dropsFirstSpace = dropsFirstSpace;
      const special = this.#tokenizer.get_added_tokens_decoder();
      for (const [token, id] of this.#tokenizer.get_vocab()) {
        const added = special.get(id);
        if (added?.special) this.#specials.set(id, token);
        if (added) this.#bytes[id] = added.special ? null : addedBytes(token);
        else this.#bytes[id] = bytes(token);
      }
    } catch (error) {
      throw invalid(error, folder);
    }
    this.#folder = folder;
    this.vocabSize = this.#bytes.length;
  }

  /**
   * Ids of a prompt, with the tokens that the tokenizer puts around a text by default.
   *
   * @throws AppError `model_invalid` where a pattern of the tokenizer takes longer than any text needs, or a token has no id
   */
  encode(text: string): number[] {
    const most = LEAST_MS + text.length / SLOWEST_PER_MS;
    try {
      const ids = withinTime(() => this.#tokenizer.encode(text).ids, most);
      // A part of it may put in a token that its vocabulary does not have.
      if (!ids.every((id) => Number.isSafeInteger(id) && id >= 0)) throw new Error('it writes a token that it has not');
      return ids;
    } catch (error) {
      throw invalid(error, this.#folder);
    }
  }

  /** Whether a text ends with this token. */
  endsText(id: number): boolean {
    return this.#ends.has(id);
  }

  /** Bytes that a token stands for; `null` for a special token or an id that the vocabulary does not have. */
  bytes(id: number): Uint8Array | null {
    return this.#bytes[id] ?? null;
  }

  /** A token by itself to be read: `\uFFFD` where its bytes are no characters, the name of a special token, nothing of an id that it does not have. */
  text(id: number): string {
    const bytes = this.bytes(id);
    return bytes ? new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes) : (this.#specials.get(id) ?? '');
  }
}

/** Whatever a tokenizer fails at, told as such. */
function invalid(error: unknown, folder: string): AppError {
  if (error instanceof AppError) return error;
  const { message = String(error) } = (error ?? {}) as { message?: string };
  return new AppError('model_invalid', { path: folder, problem: `tokenizer: ${message}` }, { cause: error });
}

/** What is read of `tokenizer_config.json`. */
interface TokenizerConfig {
  eos_token?: string | { content?: string } | null;
}

const endOfTextOf = ({ eos_token }: TokenizerConfig): string =>
  (typeof eos_token === 'string' ? eos_token : eos_token?.content) ?? END_OF_TEXT;

/** The largest published vocabularies have 262,144 tokens; a list is made of them. */
const MOST_TOKENS = 2 ** 22;

/** One more than the largest id. @throws Error for an id that is none */
function vocabularySize(json: unknown): number {
  const { model, added_tokens } = (json ?? {}) as { model?: { vocab?: object } | null; added_tokens?: unknown };
  const vocab = model?.vocab ?? {};
  const ids = Array.isArray(vocab) ? [vocab.length - 1] : Object.values(vocab);
  for (const added of Array.isArray(added_tokens) ? added_tokens : []) ids.push((added as { id?: unknown } | null)?.id);
  let size = 0;
  for (const id of ids) {
    if (!Number.isSafeInteger(id) || id < (Array.isArray(vocab) ? -1 : 0) || id >= MOST_TOKENS)
      throw new Error(`a token has the id ${JSON.stringify(id)?.slice(0, 80)}`);
    size = Math.max(size, id + 1);
  }
  return size;
}
