import type { Random } from '../random.ts';
import type { RowGroups } from '../rowGroups.ts';
import { Epochs } from './epochs.ts';
import type { Batch, BatchPosition, BatchSource } from './task.ts';

/**
 * Makes a batch of the examples in these places of a corpus, as many as there are rows; fewer leave rows that do not count.
 *
 * @param tokens of a row
 */
export type MakeBatch<B extends Batch> = (examples: readonly number[], tokens: number) => B;

/**
 * Batches of examples that each stand by itself: every one once an epoch, in another order each time. Where there are several groups of rows, a
 * batch is of one of them: any examples of it in any order, and batches of all groups in any order. The same examples, size and seed give the same
 * batches for ever, from any position on.
 */
export class EpochBatches<B extends Batch> implements BatchSource {
  readonly #groups: RowGroups;
  readonly #size: number;
  readonly #make: MakeBatch<B>;
  readonly #epochs: Epochs;

  /**
   * @param groups of the examples
   * @param size of a batch
   * @param start a seed, or where to go on
   */
  constructor(groups: RowGroups, size: number, make: MakeBatch<B>, start: number | BatchPosition) {
    this.#groups = groups;
    this.#size = size;
    this.#make = make;
    const examples = groups.of.length;
    const arrange = (order: Uint32Array, random: Random, epoch: number) =>
      // A batch may begin in the epoch before: this one's first examples fill it up.
      inGroups(order, groups, size, (size - ((epoch * examples) % size)) % size, random);
    this.#epochs = new Epochs(examples, start, groups.lengths.length > 1 ? arrange : undefined);
  }

  get position(): BatchPosition {
    return this.#epochs.position;
  }

  next(): { done: false; value: B } {
    const examples = Array.from({ length: this.#size }, () => {
      const example = this.#epochs.document;
      this.#epochs.nextDocument();
      return example;
    });
    return { done: false, value: batchOf(examples, this.#groups, this.#make) };
  }
}

/** The examples once, in their own order; `start` is the place of a batch's first one. Each batch has the shortest rows that hold it. */
export function* inOrder<B extends Batch>(groups: RowGroups, size: number, make: MakeBatch<B>): Generator<B> {
  const examples = groups.of.length;
  for (let start = 0; start < examples; start += size) {
    const places = Array.from({ length: Math.min(size, examples - start) }, (_, index) => start + index);
    yield { ...batchOf(places, groups, make), start };
  }
}

/**
 * The examples once, those of a group together; a batch has the `places` of its own. Groups take turns by their sizes, so that any number of
 * the first batches has of each group what it is of all. Where there is but one group, as `inOrder`.
 */
export function* byGroups<B extends Batch>(groups: RowGroups, size: number, make: MakeBatch<B>): Generator<B> {
  if (groups.lengths.length === 1) {
    yield* inOrder(groups, size, make);
    return;
  }
  const { whole, others } = batchesOf(
    Uint32Array.from(groups.of, (_, place) => place),
    groups,
    size,
  );
  const turns = whole.flatMap((batches) =>
    batches.map((examples, index) => ({ examples, at: (index + 0.5) / batches.length })),
  );
  const left = inPieces(others, size);
  turns.push(...left.map((examples, index) => ({ examples, at: (index + 0.5) / left.length })));
  turns.sort((one, other) => one.at - other.at);
  for (const { examples } of turns) {
    const places = new Int32Array(size).fill(-1);
    places.set(examples);
    yield { ...batchOf(examples, groups, make), places };
  }
}

function batchOf<B extends Batch>(examples: readonly number[], { lengths, of }: RowGroups, make: MakeBatch<B>): B {
  const group = examples.reduce((most, example) => Math.max(most, of[example] as number), 0);
  const batch = make(examples, lengths[group] as number);
  return group === lengths.length - 1 ? batch : { ...batch, rowTokens: lengths[group] as number };
}

/** Whole batches of each group, and what is left of all, the shortest first. */
function batchesOf(order: Uint32Array, { lengths, of }: RowGroups, size: number) {
  const members: number[][] = lengths.map(() => []);
  for (const example of order) members[of[example] as number]?.push(example);
  const whole = members.map((examples) =>
    inPieces(examples.slice(0, examples.length - (examples.length % size)), size),
  );
  return { whole, others: members.flatMap((examples) => examples.slice(examples.length - (examples.length % size))) };
}

const inPieces = (examples: readonly number[], size: number): number[][] =>
  Array.from({ length: Math.ceil(examples.length / size) }, (_, piece) =>
    examples.slice(piece * size, (piece + 1) * size),
  );

/** @param first of the order that come first in any case */
function inGroups(order: Uint32Array, groups: RowGroups, size: number, first: number, random: Random): Uint32Array {
  const { whole, others } = batchesOf(order.subarray(first), groups, size);
  const batches = [...whole.flat(), ...inPieces(others, size)];
  // The last one may have room for examples of the next epoch.
  const last = batches.at(-1)?.length === size ? [] : batches.splice(-1);
  const turns = random.shuffle(Uint32Array.from(batches, (_, batch) => batch));
  return Uint32Array.from([
    ...order.subarray(0, first),
    ...Array.from(turns, (batch) => batches[batch] as number[]).flat(),
    ...last.flat(),
  ]);
}
