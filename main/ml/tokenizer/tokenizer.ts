import { Tokenizer as HuggingFaceTokenizer } from '@huggingface/tokenizers';
import { END_OF_TEXT, END_OF_TEXT_ID } from '../../../shared/domain/models/specialTokens.ts';
import { AppError } from '../../../shared/errors/errors.ts';
import { tokenBytes } from './byteLevel.ts';
import { withUnicodeWhiteSpace } from './wordPattern.ts';

/** A tokenizer as a model folder has it: encodes prompts and gives the bytes of tokens. Pure JavaScript. */
export class Tokenizer {
  readonly vocabSize: number;
  /** The token at which a text ends; that of the tokenizers trained here where the folder names none. */
  readonly endOfText: number;
  readonly #tokenizer: HuggingFaceTokenizer;
  /** Bytes of each token; `null` for special tokens, which stand for no text. */
  readonly #bytes: (Uint8Array | null)[] = [];

  /**
   * @param tokenizerJson text of `tokenizer.json`
   * @param configJson text of `tokenizer_config.json`
   * @throws AppError `model_invalid` with the folder
   */
  constructor(tokenizerJson: string, configJson: string, folder: string, mostTokens = Number.POSITIVE_INFINITY) {
    try {
      const json: unknown = JSON.parse(tokenizerJson);
      const tokens = vocabularySize(json);
      if (tokens > mostTokens) throw new Error(`it has ${tokens} tokens, the model ${mostTokens}`);
      const config = JSON.parse(configJson) as TokenizerConfig;
      this.#tokenizer = new HuggingFaceTokenizer(withUnicodeWhiteSpace(json) as object, config);
      this.endOfText = this.#tokenizer.token_to_id(endOfTextOf(config)) ?? END_OF_TEXT_ID;
      const special = this.#tokenizer.get_added_tokens_decoder();
      for (const [token, id] of this.#tokenizer.get_vocab()) {
        this.#bytes[id] = special.get(id)?.special ? null : tokenBytes(token);
      }
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      throw new AppError('model_invalid', { path: folder, problem: `tokenizer: ${problem}` }, { cause: error });
    }
    this.vocabSize = this.#bytes.length;
  }

  /** Ids of a prompt, with the tokens that the tokenizer puts around a text by default. */
  encode(text: string): number[] {
    return this.#tokenizer.encode(text).ids;
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
