import { END_OF_TEXT_ID, PAD_ID } from '../../../shared/domain/models/specialTokens.ts';
import { oneGroup } from '../../ml/rowGroups.ts';
import { EpochBatches, inOrder } from '../../ml/train/epochBatches.ts';
import type { Batch, BatchPosition } from '../../ml/train/task.ts';
import { FIRST_ITEM_ID, type History } from './corpus.ts';

/** B histories of at most T items, padded at the end. */
export interface HistoryBatch extends Batch {
  values: { ids: Int32Array; targets: Int32Array; last: Int32Array };
  textTokens: number;
}

/** Token ids of a history: what begins it, and its items. */
export const idsOf = (items: ArrayLike<number>): number[] => [
  END_OF_TEXT_ID,
  ...Array.from(items, (item) => FIRST_ITEM_ID + item),
];

/** What is learned: histories without what is left out of them, in pieces of at most T items and the one after. */
export function windowsOf(histories: readonly History[], T: number): number[][] {
  return histories.flatMap(({ items, isHeld }) => {
    const ids = idsOf(isHeld ? items.subarray(0, -1) : items);
    const windows: number[][] = [];
    // From the end, so that the newest items have most before them.
    for (let end = ids.length; end > 1; end -= T) windows.push(ids.slice(Math.max(0, end - T - 1), end));
    return windows;
  });
}

/** Every window once an epoch, in another order each time. */
export const historyBatches = (
  windows: readonly (readonly number[])[],
  B: number,
  T: number,
  start: number | BatchPosition,
) =>
  new EpochBatches(
    oneGroup(windows.length, T),
    B,
    (places) =>
      windowBatch(
        places.map((place) => windows[place] ?? []),
        B,
        T,
      ),
    start,
  );

function windowBatch(windows: readonly (readonly number[])[], B: number, T: number): HistoryBatch {
  const batch = emptyBatch(B, T);
  for (const [row, window] of windows.entries()) {
    for (let at = 0; at + 1 < window.length; at++) {
      const place = row * T + at;
      batch.values.ids[place] = window[at] as number;
      batch.values.targets[place] = window[at + 1] as number;
      batch.weights[place] = 1;
    }
    batch.textTokens += window.length - 1;
  }
  return batch;
}

/** Histories whose last item was left out, with that one alone as what counts. */
export const heldBatches = (held: readonly History[], B: number, T: number): Generator<HistoryBatch> =>
  inOrder(oneGroup(held.length, T), B, (places) => {
    const batch = emptyBatch(B, T);
    for (const [row, { items }] of places.map((place) => held[place] as History).entries()) {
      const ids = idsOf(items.subarray(0, -1)).slice(-T);
      const last = row * T + ids.length - 1;
      batch.values.ids.set(ids, row * T);
      batch.values.last[row] = last;
      batch.values.targets[last] = FIRST_ITEM_ID + (items.at(-1) as number);
      batch.weights[last] = 1;
    }
    return batch;
  });

const emptyBatch = (B: number, T: number): HistoryBatch => ({
  values: { ids: new Int32Array(B * T).fill(PAD_ID), targets: new Int32Array(B * T), last: new Int32Array(B) },
  weights: new Float32Array(B * T),
  textTokens: 0,
});
