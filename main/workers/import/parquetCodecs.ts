import type { Compressors } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';

/** Nothing is packed by LZ4 into one byte that says so, which the library takes for the beginning of more: the dictionary of a column of nulls. */
export const CODECS: Compressors = Object.fromEntries(
  Object.entries(compressors).map(([name, unpack]) => [
    name,
    (input: Uint8Array, length: number) => (length === 0 ? new Uint8Array() : unpack(input, length)),
  ]),
);
