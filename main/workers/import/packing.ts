import type { Readable, Transform } from 'node:stream';
import zlib from 'node:zlib';

/** How one file alone is packed. */
export type Packing = 'gzip' | 'zstd';

const CHUNK_BYTES = 1 << 18;
/** Bytes that tell. */
export const MAGIC_BYTES = 4;

/** The packing that a name says. */
export const packingNamed = (name: string): Packing | null =>
  /\.gz$/i.test(name) ? 'gzip' : /\.zst$/i.test(name) ? 'zstd' : null;

/** A name without what it says of the packing. */
export const withoutPacking = (name: string): string => name.replace(/\.(gz|zst)$/i, '');

/** The packing that the first bytes of a file say. */
export function packingOf(bytes: Uint8Array): Packing | null {
  const [a, b, c, d] = bytes;
  if (a === 0x1f && b === 0x8b && c === 8) return 'gzip';
  return a === 0x28 && b === 0xb5 && c === 0x2f && d === 0xfd ? 'zstd' : null;
}

/** The unpacked bytes of a stream; damaged ones end it with the unpacker's error. */
export function unpackedStream(packed: Readable, packing: Packing): Transform {
  const unpacker =
    packing === 'gzip'
      ? zlib.createGunzip({ chunkSize: CHUNK_BYTES })
      : zlib.createZstdDecompress({ chunkSize: CHUNK_BYTES });
  return packed.pipe(unpacker);
}
