import { Tokenizer } from 'tokenizers';
import { bodyOf, type ModelConfig } from '../../../shared/domain/architectures/index.ts';
import { AppError } from '../../../shared/errors/errors.ts';
import type { BaseSource } from '../../formats/baseSource.ts';
import type { SentenceFacts } from '../../formats/huggingface/sentenceFiles.ts';
import { openLibraryModel } from '../../formats/libraryModel.ts';
import { readSentenceFacts } from '../../formats/sentenceFacts.ts';
import { usedTokens } from '../../ml/embeddings/embeddingProgram.ts';
import { IdsEmbedder } from '../../ml/embeddings/idsEmbedder.ts';
import type { ProgramMaker } from '../../ml/program/program.ts';

/** Texts that are encoded and sorted by length together: batches of one length, and no more in memory than that. */
const SORTED_AT_ONCE = 2048;

/** Tokens that a body which writes may take of a text: it was not made for this, and its context may be very long. */
const MOST_OF_DECODER = 512;

/** A model that makes vectors of texts, loaded into the engine. */
export class Embedder {
  readonly config: ModelConfig;
  readonly facts: SentenceFacts;
  /** Numbers of a vector. */
  readonly dimensions: number;
  /** Tokens of a text that count. */
  readonly mostTokens: number;
  readonly #ids: IdsEmbedder;
  readonly #tokenizer: Tokenizer;

  private constructor(source: BaseSource, facts: SentenceFacts, tokenizer: Tokenizer, makeProgram: ProgramMaker) {
    this.config = source.config;
    this.facts = facts;
    const most = bodyOf(source.config) === 'decoder' ? MOST_OF_DECODER : null;
    this.mostTokens = usedTokens(source.config, facts.mostTokens ?? most);
    this.#tokenizer = tokenizer;
    this.#ids = new IdsEmbedder(source.config, facts.pooling, this.mostTokens, makeProgram);
    this.dimensions = this.#ids.dimensions;
  }

  /**
   * Loads it into the engine.
   *
   * @param folder a Hugging Face folder, with sentence-transformers' files or without them; a decoder gives vectors, too
   * @param makeProgram in fp32
   * @throws AppError those of `openLibraryModel` and `readSentenceFacts`; `model_invalid`
   */
  static async open(folder: string, makeProgram: ProgramMaker): Promise<Embedder> {
    const source = await openLibraryModel(folder);
    const facts = await readSentenceFacts(folder);
    const embedder = new Embedder(source, facts, tokenizerOf(source, folder), makeProgram);
    embedder.#tokenizer.setTruncation(embedder.mostTokens);
    await embedder.#ids.load(source.config, source.read);
    return embedder;
  }

  /**
   * Vectors of texts, in any order, and how many tokens of each count: batches are of texts of about the same length.
   *
   * @param signal asked between batches
   */
  async *embed(
    texts: readonly string[],
    signal: AbortSignal,
  ): AsyncGenerator<{ index: number; vector: Float32Array; tokens: number }[], void, undefined> {
    for (let start = 0; start < texts.length; start += SORTED_AT_ONCE) {
      const encodings = await this.#tokenizer.encodeBatch(texts.slice(start, start + SORTED_AT_ONCE));
      const ids = encodings.map((encoding) => encoding.getIds());
      const encoded = ids.map((own, place) => ({ index: start + place, ids: idsOf(own) }));
      for await (const batch of this.#ids.embed(encoded, signal))
        yield batch.map((one) => ({ ...one, tokens: ids[one.index - start]?.length ?? 0 }));
    }
  }

  dispose(): void {
    this.#ids.dispose();
  }
}

/** A text without any token is taken as its padding. */
const idsOf = (ids: number[]): number[] => (ids.length > 0 ? ids : [0]);

function tokenizerOf({ tokenizerJson }: BaseSource, folder: string): Tokenizer {
  try {
    // What lies there is for one length; batches here have their own.
    const json = { ...(JSON.parse(tokenizerJson) as object), truncation: null, padding: null };
    return Tokenizer.fromString(JSON.stringify(json));
  } catch (error) {
    const problem = `tokenizer: ${error instanceof Error ? error.message : String(error)}`;
    throw new AppError('model_invalid', { path: folder, problem }, { cause: error });
  }
}
