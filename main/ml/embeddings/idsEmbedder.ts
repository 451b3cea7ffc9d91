import type { ModelConfig } from '../../../shared/domain/architectures/index.ts';
import type { Execution } from '../../../shared/domain/engines/execution.ts';
import type { Pooling } from '../../../shared/domain/models/embedding.ts';
import { packedTensors } from '../architectures/packing.ts';
import { pooledSize } from '../architectures/textStates.ts';
import type { MadeProgram, ProgramMaker } from '../program/program.ts';
import { writeTensors } from '../program/writeTensors.ts';
import { type BatchSize, batchSizes, embeddingProgram, methodOf } from './embeddingProgram.ts';

/** A text's tokens, and its place among those that are asked for. */
export interface TokenizedText {
  index: number;
  /** One at least, and no more than the embedder takes. */
  ids: ArrayLike<number>;
}

/** A body in the engine that makes vectors of tokens. */
export class IdsEmbedder {
  /** Numbers of a vector. */
  readonly dimensions: number;
  readonly #made: MadeProgram;
  readonly #sizes: readonly BatchSize[];

  /**
   * @param mostTokens of a text
   * @param makeProgram in fp32
   */
  constructor(config: ModelConfig, pooling: Pooling, mostTokens: number, makeProgram: ProgramMaker) {
    this.dimensions = pooledSize(config, pooling);
    this.#sizes = batchSizes(mostTokens);
    this.#made = makeProgram(embeddingProgram(config, pooling, this.#sizes));
  }

  /** Loads the body into the engine. @param read gives a parameter of the model; what it throws is thrown */
  async load(config: ModelConfig, read: (name: string) => Promise<Float32Array>): Promise<void> {
    await writeTensors(this.#made.program, packedTensors(config, read));
  }

  /** Vectors of texts, a batch at a time, those of about the same length together: the longest come first. */
  async *embed(
    texts: readonly TokenizedText[],
    signal: AbortSignal,
  ): AsyncGenerator<{ index: number; vector: Float32Array }[], void, undefined> {
    const sorted = [...texts].sort((one, other) => other.ids.length - one.ids.length);
    for (let at = 0; at < sorted.length; ) {
      signal.throwIfAborted();
      const size = this.#sizeFor(sorted[at]?.ids.length ?? 0, sorted.length - at);
      const batch = sorted.slice(at, at + size.texts);
      at += batch.length;
      const vectors = await this.#run(
        size,
        batch.map(({ ids }) => ids),
      );
      const D = this.dimensions;
      yield batch.map(({ index }, row) => ({ index, vector: vectors.slice(row * D, (row + 1) * D) }));
      // A compiled engine never waits: messages are let in.
      await new Promise((resolve) => setTimeout(resolve));
    }
  }

  /** How it runs; certain once there was a batch. */
  get execution(): Execution {
    return this.#made.execution();
  }

  dispose(): void {
    this.#made.program.dispose();
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

  async #run(size: BatchSize, texts: readonly ArrayLike<number>[]): Promise<Float32Array> {
    const { texts: B, tokens: T } = size;
    const ids = new Int32Array(B * T);
    // Rows that no text fills have a token, so that nothing is divided by none.
    const lengths = new Int32Array(B).fill(1);
    for (const [row, text] of texts.entries()) {
      ids.set(text, row * T);
      lengths[row] = text.length;
    }
    const { vectors } = await this.#made.program.run(methodOf(size), { ids, lengths });
    return vectors as Float32Array;
  }
}
