import { Tokenizer } from 'tokenizers';
import { bodyOf, type ModelConfig } from '../../../shared/domain/architectures/index.ts';
import { AppError } from '../../../shared/errors/errors.ts';
import type { BaseSource } from '../../formats/baseSource.ts';
import { readSentenceFacts, type SentenceFacts } from '../../formats/huggingface/sentenceFiles.ts';
import { openLibraryModel } from '../../formats/libraryModel.ts';
import { packedTensors } from '../../ml/architectures/packing.ts';
import {
  type BatchSize,
  batchSizes,
  embeddingProgram,
  methodOf,
  usedTokens,
  vectorSize,
} from '../../ml/embeddings/embeddingProgram.ts';
import type { Program, ProgramMaker } from '../../ml/program/program.ts';
import { writeTensors } from '../../ml/program/writeTensors.ts';

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
  readonly #program: Program;
  readonly #tokenizer: Tokenizer;
  readonly #sizes: readonly BatchSize[];

  private constructor(source: BaseSource, facts: SentenceFacts, tokenizer: Tokenizer, makeProgram: ProgramMaker) {
    this.config = source.config;
    this.facts = facts;
    this.dimensions = vectorSize(source.config);
    const most = bodyOf(source.config) === 'decoder' ? MOST_OF_DECODER : null;
    this.mostTokens = usedTokens(source.config, facts.mostTokens ?? most);
    this.#tokenizer = tokenizer;
    this.#sizes = batchSizes(this.mostTokens);
    this.#program = makeProgram(embeddingProgram(source.config, facts.pooling, this.#sizes)).program;
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
    await writeTensors(embedder.#program, packedTensors(source.config, source.read));
    return embedder;
  }

  /**
   * Vectors of texts, in any order: batches are of texts of about the same length.
   *
   * @param signal asked between batches
   */
  async *embed(
    texts: readonly string[],
    signal: AbortSignal,
  ): AsyncGenerator<{ index: number; vector: Float32Array }[], void, undefined> {
    for (let start = 0; start < texts.length; start += SORTED_AT_ONCE) {
      const encodings = await this.#tokenizer.encodeBatch(texts.slice(start, start + SORTED_AT_ONCE));
      const encoded = encodings.map((encoding, place) => ({ index: start + place, ids: idsOf(encoding.getIds()) }));
      encoded.sort((one, other) => other.ids.length - one.ids.length);
      for (let at = 0; at < encoded.length; ) {
        signal.throwIfAborted();
        const size = this.#sizeFor(encoded[at]?.ids.length ?? 0, encoded.length - at);
        const batch = encoded.slice(at, at + size.texts);
        at += batch.length;
        const vectors = await this.#run(
          size,
          batch.map(({ ids }) => ids),
        );
        yield batch.map(({ index }, row) => ({
          index,
          vector: vectors.slice(row * this.dimensions, (row + 1) * this.dimensions),
        }));
        // A compiled engine never waits: messages are let in.
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
  }

  dispose(): void {
    this.#program.dispose();
  }

  /** The smallest that has room for texts of `tokens`; one for a text alone where there are few. */
  #sizeFor(tokens: number, left: number): BatchSize {
    const fitting = this.#sizes.filter((size) => size.tokens >= tokens);
    const shortest = Math.min(...fitting.map((size) => size.tokens));
    const [single, many] = fitting.filter((size) => size.tokens === shortest);
    const chosen = many && left > 1 ? many : single;
    if (!chosen) throw new Error(`no batch has room for ${tokens} tokens`);
    return chosen;
  }

  async #run(size: BatchSize, texts: readonly (readonly number[])[]): Promise<Float32Array> {
    const { texts: B, tokens: T } = size;
    const ids = new Int32Array(B * T);
    // Rows that no text fills have a token, so that nothing is divided by none.
    const lengths = new Int32Array(B).fill(1);
    for (const [row, text] of texts.entries()) {
      ids.set(text, row * T);
      lengths[row] = text.length;
    }
    const { vectors } = await this.#program.run(methodOf(size), { ids, lengths });
    return vectors as Float32Array;
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
