import type { Cell, Example } from '../../../shared/domain/tasks/task.ts';
import { byteLength, type Documents } from './documents.ts';

/** Places in the data that a sample is taken from: tables are often sorted. */
const BLOCKS = 32;
const ROWS_AT_A_TIME = 100;

/** A document with its row. */
export interface SampledRow {
  row: number;
  document: Example;
  cell: Cell;
}

/**
 * Documents from everywhere in the data, about `bytes` of text at most, always the same ones; all where there are no more.
 *
 * @param isWanted of those that are left out, none counts
 */
export function sampleDocuments(
  documents: Documents,
  bytes: number,
  isWanted: (row: SampledRow) => boolean,
): { sample: SampledRow[]; isAll: boolean } {
  const sample: SampledRow[] = [];
  let isAll = true;
  for (let block = 0; block < BLOCKS; block++) {
    const [start, end] = [block, block + 1].map((edge) => Math.floor((edge * documents.rowCount) / BLOCKS)) as [
      number,
      number,
    ];
    let left = bytes / BLOCKS;
    for (let row = start; row < end && left > 0; row += ROWS_AT_A_TIME) {
      for (const sampled of documents.at(row, Math.min(ROWS_AT_A_TIME, end - row))) {
        const { document } = sampled;
        if (!document || !isWanted({ ...sampled, document })) continue;
        if (left <= 0) {
          isAll = false;
          break;
        }
        sample.push({ ...sampled, document });
        left -= byteLength(document);
      }
      if (left <= 0 && row + ROWS_AT_A_TIME < end) isAll = false;
    }
  }
  return { sample, isAll };
}
