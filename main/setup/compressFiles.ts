import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const compressible = /\.(js|css|html|svg|ttf|json)$/;
/** Below this a compressed file saves no packet, in bytes. */
const LEAST_BYTES = 1000;
/** Above this more than brotli's 9 takes seconds and saves little, in bytes. */
const LARGE_BYTES = 1_000_000;
/** Its best, 11, takes 8.0 s of the processor for all files instead of 3.3 and saves one hundredth (measured). */
const BROTLI = { large: 9, small: 10 };

const brotli = promisify(brotliCompress);
const gzipped = promisify(gzip);

/** Lays `FILE.br` and `FILE.gz` beside each text below `folder`, for the browser shell to send: Firefox takes brotli from https only. */
export async function compressFiles(folder: string): Promise<void> {
  const names = await readdir(folder, { recursive: true });
  await Promise.all(names.filter((name) => compressible.test(name)).map((name) => compressFile(join(folder, name))));
}

async function compressFile(path: string): Promise<void> {
  const content = await readFile(path);
  if (content.length < LEAST_BYTES) return;
  const params = { [constants.BROTLI_PARAM_QUALITY]: content.length > LARGE_BYTES ? BROTLI.large : BROTLI.small };
  await Promise.all([
    brotli(content, { params }).then((compressed) => writeFile(`${path}.br`, compressed)),
    gzipped(content, { level: 9 }).then((compressed) => writeFile(`${path}.gz`, compressed)),
  ]);
}
