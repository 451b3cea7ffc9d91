import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { type Readable, Transform, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32 } from 'node:zlib';
import yauzl, { type Entry, type ZipFile } from 'yauzl';

/** One file inside an archive. */
export interface ZipEntry {
  path: string;
  /** Size once unpacked. */
  bytes: number;
  crc32: number;
  /** The library's own. */
  entry: Entry;
}

export interface ExtractOptions {
  signal?: AbortSignal;
  /** Called with the number of unpacked bytes since the last call. */
  onBytes?: (bytes: number) => void;
}

const STORED = 0;
const DEFLATED = 8;
/** A wheel has 20,000 files; more than this is not a wheel. */
const MOST_ENTRIES = 1_000_000;
const LARGEST_IN_MEMORY = 64 << 20;

/**
 * Reads a zip archive without holding its files in memory: a wheel's library is 788 MB. Each file is inflated as a stream, and its size
 * and CRC-32, which yauzl does not look at, are checked. Errors are plain `Error`s that say what is wrong with the archive.
 */
export class ZipArchive {
  readonly entries: ReadonlyMap<string, ZipEntry>;
  readonly #zip: ZipFile;

  private constructor(zip: ZipFile, entries: Map<string, ZipEntry>) {
    this.#zip = zip;
    this.entries = entries;
  }

  static async open(path: string): Promise<ZipArchive> {
    const zip = await openZip(path);
    try {
      return new ZipArchive(zip, await listEntries(zip));
    } catch (error) {
      zip.close();
      throw error;
    }
  }

  close(): void {
    this.#zip.close();
  }

  /** Unpacks an entry to its path below `folder`. Returns the SHA-256 of what was written. */
  async extract(entry: ZipEntry, folder: string, options: ExtractOptions = {}): Promise<string> {
    const target = join(folder, safePath(entry.path, folder));
    await mkdir(dirname(target), { recursive: true });
    const hash = createHash('sha256');
    await this.#unpack(
      entry,
      (chunk) => {
        hash.update(chunk);
        options.onBytes?.(chunk.length);
      },
      createWriteStream(target),
      options.signal,
    );
    return hash.digest('hex');
  }

  /** A small entry's contents. */
  async read(entry: ZipEntry): Promise<Buffer> {
    if (entry.bytes > LARGEST_IN_MEMORY) throw new Error(`${entry.path} is too large (${entry.bytes} bytes)`);
    const chunks: Buffer[] = [];
    const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
    await this.#unpack(entry, (chunk) => chunks.push(chunk), nowhere);
    return Buffer.concat(chunks);
  }

  async #unpack(entry: ZipEntry, onChunk: (chunk: Buffer) => void, target: Writable, signal?: AbortSignal) {
    const source = await this.#contents(entry);
    await pipeline(source, checkContents(entry, onChunk), target, signal ? { signal } : {});
  }

  #contents({ path, entry }: ZipEntry): Promise<Readable> {
    return new Promise((resolve, reject) =>
      this.#zip.openReadStream(entry, (error, stream) => {
        if (error) reject(new Error(`${path} has no local header (${error.message})`, { cause: error }));
        else resolve(stream);
      }),
    );
  }
}

/** Names come as bytes and sizes unchecked: both are looked at here, with errors that name the file. */
const AS_IT_IS = { lazyEntries: true, autoClose: false, decodeStrings: false, validateEntrySizes: false };

function openZip(path: string): Promise<ZipFile> {
  return new Promise((resolve, reject) =>
    yauzl.open(path, AS_IT_IS, (error, zip) => {
      if (!error) resolve(zip);
      else reject(new Error(`it is not a zip archive, or it was cut off (${error.message})`, { cause: error }));
    }),
  );
}

function listEntries(zip: ZipFile): Promise<Map<string, ZipEntry>> {
  const entries = new Map<string, ZipEntry>();
  return new Promise((resolve, reject) => {
    zip.on('error', (error: Error) => {
      const what = 'the list of the archive’s files is damaged or was cut off';
      reject(new Error(`${what} (${error.message})`, { cause: error }));
    });
    zip.on('end', () => resolve(entries));
    zip.on('entry', (entry: Entry) => {
      try {
        const read = readEntry(entry);
        if (entries.has(read.path)) throw new Error(`the archive has ${read.path} twice`);
        if (entries.size >= MOST_ENTRIES) throw new Error('the list of the archive’s files is too large');
        entries.set(read.path, read);
        zip.readEntry();
      } catch (error) {
        reject(error);
      }
    });
    zip.readEntry();
  });
}

function readEntry(entry: Entry): ZipEntry {
  const path = (entry.fileName as string | Buffer).toString('utf8');
  const method = entry.compressionMethod;
  if (entry.isEncrypted()) throw new Error(`${path} is encrypted`);
  if (method !== STORED && method !== DEFLATED) throw new Error(`${path} is packed with unknown method ${method}`);
  return { path, bytes: entry.uncompressedSize, crc32: entry.crc32, entry };
}

/** Refuses a path that would leave the folder it is unpacked to. */
function safePath(path: string, folder: string): string {
  const inside = relative(resolve(folder), resolve(folder, path));
  const leaves = inside === '' || inside.startsWith('..') || isAbsolute(inside);
  if (leaves || isAbsolute(path) || /[\\\0]|^[a-z]:|(^|\/)\.\.(\/|$)/i.test(path))
    throw new Error(`the archive has an unsafe path: ${JSON.stringify(path)}`);
  return inside;
}

/** Passes chunks on; more or fewer bytes than announced, or another CRC-32, is an error. */
function checkContents(entry: ZipEntry, onChunk: (chunk: Buffer) => void): Transform {
  let bytes = 0;
  let checksum = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes > entry.bytes) return done(new Error(`${entry.path} is longer than the archive says`));
      checksum = crc32(chunk, checksum);
      onChunk(chunk);
      done(null, chunk);
    },
    flush(done) {
      if (bytes !== entry.bytes) return done(new Error(`${entry.path} has ${bytes} bytes instead of ${entry.bytes}`));
      if (checksum !== entry.crc32) return done(new Error(`${entry.path} has a wrong checksum (CRC-32)`));
      done();
    },
  });
}
