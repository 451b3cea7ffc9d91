import type { SourceFile } from './source.ts';

/** Format, encoding and delimiter are told from so much of the file. */
const SAMPLE_BYTES = 1 << 20;

/** The beginning of a file. */
export interface FileSample {
  bytes: Uint8Array;
  /** Whether it is all of the file; else its last character may be cut. */
  whole: boolean;
}

export async function readSample(file: SourceFile): Promise<FileSample> {
  const parts: Uint8Array[] = [];
  let length = 0;
  const opened = await file.open();
  try {
    for await (const chunk of opened.chunks) {
      parts.push(Uint8Array.from(chunk));
      length += chunk.length;
      if (length > SAMPLE_BYTES) break;
    }
  } finally {
    opened.close();
  }
  const bytes = Buffer.concat(parts);
  return { bytes: bytes.subarray(0, SAMPLE_BYTES), whole: length <= SAMPLE_BYTES };
}
