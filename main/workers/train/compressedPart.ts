import { promisify } from 'node:util';
import zlib from 'node:zlib';
import { encodedBytes } from '../../formats/huggingface/safetensors.ts';

/**
 * A safetensors file of a checkpoint as one Zstandard frame (RFC 8878): what `zstd -d` makes of it is the file as it would be otherwise,
 * which PEFT reads. In 32-bit floats of weights there is little but the exponents to save, so that higher levels take longer for nothing.
 */
const LEVEL = 1;
/** What the name of such a file ends in. */
export const COMPRESSED = '.zst';

const compress = promisify<zlib.InputType, zlib.ZstdOptions, Buffer>(zlib.zstdCompress);
const decompress = promisify<zlib.InputType, zlib.ZstdOptions, Buffer>(zlib.zstdDecompress);

/** The frame of a file's chunks. (As a stream, Node ends it with a second, empty frame.) */
export const compressed = (chunks: readonly Uint8Array[]): Promise<Uint8Array> =>
  compress(Buffer.concat(chunks), { params: { [zlib.constants.ZSTD_c_compressionLevel]: LEVEL } });

/**
 * The safetensors file in a frame.
 *
 * @param shapes of the tensors in it, so that a few bytes that unpack to gigabytes are given up before they do
 * @throws Error in words where it is damaged, or longer than a file with tensors of these shapes
 */
export async function decompressed(
  frame: Uint8Array,
  shapes: ReadonlyMap<string, readonly number[]>,
): Promise<Uint8Array> {
  const most = encodedBytes(shapes);
  try {
    return await decompress(frame, { maxOutputLength: most });
  } catch (error) {
    const isLonger = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    throw isLonger ? new Error(`it unpacks to more than the ${most} bytes of its tensors`, { cause: error }) : error;
  }
}
