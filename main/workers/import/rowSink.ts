import type { RejectionReason } from '../../../shared/domain/datasets/dataset.ts';

/** Where readers put what they find. Each row of the file arrives once: as a row, as a record, or rejected. */
export interface RowSink {
  /** Cells in their order; the first row may be the names of the columns. */
  row(cells: string[], line: number): void;
  /** Values by the names of their columns. */
  record(record: ReadonlyMap<string, unknown>, line: number): void;
  reject(line: number, reason: RejectionReason, raw: string): void;
}

/** A reader of text, which arrives in parts that are cut anywhere. */
export interface TextReader {
  feed(text: string): void;
  end(): void;
}
