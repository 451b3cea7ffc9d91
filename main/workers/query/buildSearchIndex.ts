import type { StepProgress } from '../../../shared/domain/datasets/dataset.ts';
import { DatasetRows } from '../../db/datasetRows.ts';
import { SearchIndexWriter } from '../../db/searchIndex.ts';
import { letMessagesIn } from './findRows.ts';

const ROWS_PER_TURN = 2000;

/** Builds the search index of a data set version. Nothing is left behind when it fails or is cancelled. */
export async function* buildSearchIndex(
  file: string,
  output: string,
  signal: AbortSignal,
): AsyncGenerator<StepProgress> {
  const rows = new DatasetRows(file);
  const total = rows.rowCount;
  try {
    const writer = new SearchIndexWriter(output);
    try {
      for (let done = 0; done < total; done += ROWS_PER_TURN) {
        yield { event: 'progress', done, total };
        for (const [at, cells] of rows.after(done, ROWS_PER_TURN).entries()) writer.add(done + at, cells);
        await letMessagesIn(signal);
      }
      writer.finish();
    } finally {
      writer.discard();
    }
    yield { event: 'progress', done: total, total };
  } finally {
    rows.close();
  }
}
