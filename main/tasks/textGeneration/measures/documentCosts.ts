import type { Measure } from '../../../../shared/domain/models/measures.ts';
import { bootstrapped } from '../../../ml/measures/intervals.ts';
import type { Tokenizer } from '../../../ml/tokenizer/tokenizer.ts';
import type { Batch } from '../../../ml/train/task.ts';
import type { Corpus } from '../corpus.ts';
import { bitsPerByte } from './bitsPerByte.ts';

/** Gathers what each document of a corpus costs while it is evaluated, for bits per byte and its interval. */
export class DocumentCosts {
  readonly #corpus: Corpus;
  readonly #tokenizer: Pick<Tokenizer, 'bytes'>;
  /** `[nats, bytes]` of the documents that were reached. */
  readonly #parts = new Map<number, [nats: number, bytes: number]>();
  #document = 0;

  constructor(corpus: Corpus, tokenizer: Pick<Tokenizer, 'bytes'>) {
    this.#corpus = corpus;
    this.#tokenizer = tokenizer;
  }

  /**
   * Takes in the targets of a batch; batches come in the order of `evaluationBatches`.
   *
   * @param losses nats of each target; 0 where it does not count. What is beyond the corpus's end is padding.
   */
  add({ start = 0, places }: Pick<Batch, 'start' | 'places'>, losses: Float32Array): void {
    const { ids, counts, documents, range } = this.#corpus;
    for (const [index, nats] of losses.entries()) {
      const at = places ? (places[index] as number) : start + index + 1;
      if (at < 0) continue;
      if (at >= ids.length) return;
      // The END_OF_TEXT that opens the next document is the target of the one before.
      while (this.#document + 1 < documents && range(this.#document)[1] < at) this.#document++;
      if (counts[at] !== 1) continue;
      const part = this.#parts.get(this.#document) ?? [0, 0];
      part[0] += nats;
      part[1] += this.#tokenizer.bytes(ids[at] as number)?.length ?? 0;
      this.#parts.set(this.#document, part);
    }
  }

  /** Bits per byte of all that was taken in, with the interval over documents; `null` without text. */
  measure(seed: number): Measure | null {
    const parts = [...this.#parts.values()].filter(([, bytes]) => bytes > 0);
    if (parts.length === 0) return null;
    return bootstrapped(parts, ([nats = 0, bytes = 0]) => bitsPerByte({ nats, bytes }) ?? 0, seed);
  }
}
