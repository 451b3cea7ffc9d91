import { Random } from '../random.ts';
import type { BatchPosition } from './task.ts';

type Arrange = (order: Uint32Array, random: Random, epoch: number) => Uint32Array;

/**
 * The documents of a corpus without end, in another order in every epoch. The same number of them and the same seed give the same order
 * for ever, and so they do from any position on.
 */
export class Epochs {
  readonly #documents: number;
  readonly #random: Random;
  readonly #position: BatchPosition;
  readonly #arrange: Arrange;
  #order: Uint32Array;

  /**
   * @param start a seed, or where to go on
   * @param arrange puts an epoch's random order in another one
   */
  constructor(documents: number, start: number | BatchPosition, arrange: Arrange = (order) => order) {
    this.#documents = documents;
    this.#arrange = arrange;
    this.#position =
      typeof start === 'number' ? { random: new Random(start).state, epoch: 0, document: 0, token: 0 } : { ...start };
    this.#random = Random.at(this.#position.random);
    this.#order = this.#shuffled();
  }

  get position(): BatchPosition {
    return { ...this.#position };
  }

  /** The document that is read. */
  get document(): number {
    return this.#order[this.#position.document] as number;
  }

  /** Tokens of it that were read. */
  get token(): number {
    return this.#position.token;
  }

  readToken(): void {
    this.#position.token++;
  }

  nextDocument(): void {
    const position = this.#position;
    position.token = 0;
    position.document++;
    if (position.document < this.#order.length) return;
    position.document = 0;
    position.epoch++;
    position.random = this.#random.state;
    this.#order = this.#shuffled();
  }

  #shuffled(): Uint32Array {
    const order = this.#random.shuffle(Uint32Array.from({ length: this.#documents }, (_, index) => index));
    return this.#arrange(order, this.#random, this.#position.epoch);
  }
}
