import type { ImportBudget } from './unpacking.ts';

/** A stream of a file's unpacked bytes, and how far it is in the bytes that lie on disk. */
export interface OpenedFile {
  /** Each is valid until the next one is asked for. */
  chunks: AsyncIterable<Uint8Array>;
  position(): number;
  close(): void;
}

/** One file to read, wherever it lies. */
export interface SourceFile {
  /** Without `.gz`; inside a folder or an archive with the path there. */
  name: string;
  /** Bytes on disk. */
  bytes: number;
  /** Of the import as a whole. */
  budget: ImportBudget;
  open(): Promise<OpenedFile>;
  /** The path of its unpacked bytes, for formats that are not read from front to back. */
  path(): Promise<string>;
}

export interface Source {
  /** As the user named it: what errors speak of. */
  name: string;
  files: SourceFile[];
  /** True when all the files together are one data set of texts. */
  folder: boolean;
  budget: ImportBudget;
  close(): Promise<void>;
}
