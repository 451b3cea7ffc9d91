import { isAscii } from 'node:buffer';
import type { SourceFile } from './sourceFile.ts';

/** Format, encoding and delimiter are told from so much of the file. */
const SAMPLE_BYTES = 1 << 20;

/** Where all of that is ASCII, the encoding is told from the first piece that is not, as far as this. */
const MOST_SEARCHED = 1 << 25;

/** The beginning of a file. */
export interface FileSample {
  bytes: Uint8Array;
  /** Whether it is all of the file; else its last character may be cut. */
  whole: boolean;
  /** What the encoding is told from: the beginning, or a later piece where that is ASCII alone. */
  telling: Uint8Array;
}

export async function readSample(file: SourceFile): Promise<FileSample> {
  const parts: Uint8Array[] = [];
  let length = 0;
  let later: Uint8Array | null = null;
  const opened = await file.open();
  try {
    let plain = true;
    for await (const chunk of opened.chunks) {
      if (length <= SAMPLE_BYTES) {
        parts.push(Uint8Array.from(chunk));
        plain &&= isAscii(chunk);
      } else if (!isAscii(chunk)) later = Uint8Array.from(chunk);
      length += chunk.length;
      if (length > SAMPLE_BYTES && (!plain || later || length > MOST_SEARCHED)) break;
    }
  } finally {
    opened.close();
  }
  const bytes = Buffer.concat(parts).subarray(0, SAMPLE_BYTES);
  return { bytes, whole: length <= SAMPLE_BYTES, telling: later ?? bytes };
}
