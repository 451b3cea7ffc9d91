import { Tokenizer as HuggingFaceTokenizer } from '@huggingface/tokenizers';
import { END_OF_TEXT, END_OF_TEXT_ID } from '../../../shared/domain/models/specialTokens.ts';
import { AppError } from '../../../shared/errors/errors.ts';
import { assertKnownParts, partsOf } from './knownParts.ts';
import { tokenizerFacts } from './tokenizerFacts.ts';
import { tokenText } from './tokenText.ts';
import { withUnicodeWhiteSpace } from './wordPattern.ts';

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
  readonly #ends: ReadonlySet<number>;
  readonly #tokenizer: HuggingFaceTokenizer;
  /** Bytes of each token; `null` for special tokens, which stand for no text. */
  readonly #bytes: (Uint8Array | null)[] = [];

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
      this.#ends = new Set([this.endOfText, ...ends]);
      const { bytes, addedBytes, dropsFirstSpace } = tokenText(partsOf((json as { decoder?: unknown }).decoder));
      this.dropsFirstSpace = dropsFirstSpace;
      const special = this.#tokenizer.get_added_tokens_decoder();
      for (const [token, id] of this.#tokenizer.get_vocab()) {
        const added = special.get(id);
        if (added) this.#bytes[id] = added.special ? null : addedBytes(token);
        else this.#bytes[id] = bytes(token);
      }
    } catch (error) {
      if (error instanceof AppError) throw error;
      const problem = error instanceof Error ? error.message : String(error);
      throw new AppError('model_invalid', { path: folder, problem: `tokenizer: ${problem}` }, { cause: error });
    }
    this.vocabSize = this.#bytes.length;
  }

  /** Ids of a prompt, with the tokens that the tokenizer puts around a text by default. */
  encode(text: string): number[] {
    return this.#tokenizer.encode(text).ids;
  }

  /** Whether a text ends with this token. */
  endsText(id: number): boolean {
    return this.#ends.has(id);
  }

  /** Bytes that a token stands for; `null` for a special token or an id that the vocabulary does not have. */
  bytes(id: number): Uint8Array | null {
    return this.#bytes[id] ?? null;
  }
}

/** What is read of `tokenizer_config.json`. */
interface TokenizerConfig {
  eos_token?: string | { content?: string } | null;
}

const endOfTextOf = ({ eos_token }: TokenizerConfig): string =>
  (typeof eos_token === 'string' ? eos_token : eos_token?.content) ?? END_OF_TEXT;

function vocabularySize(json: unknown): number {
  const vocabulary = (json as { model?: { vocab?: object } } | null)?.model?.vocab;
  return typeof vocabulary === 'object' && vocabulary !== null ? Object.keys(vocabulary).length : 0;
}
