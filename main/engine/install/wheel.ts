import { ZipArchive, type ZipEntry } from './zip.ts';

export interface UnpackOptions {
  /** Whether a file is wanted, by its path inside the wheel. */
  wanted: (path: string) => boolean;
  signal: AbortSignal;
  onProgress: (doneBytes: number, totalBytes: number) => void;
}

/**
 * Unpacks the wanted files of a wheel below a folder and compares each with the SHA-256 that the wheel's RECORD gives for it
 * (the "binary distribution format" of the Python packaging guide). Returns their paths.
 */
export async function unpackWheel(wheel: string, folder: string, options: UnpackOptions): Promise<string[]> {
  const archive = await ZipArchive.open(wheel);
  try {
    const record = await readRecord(archive);
    const wanted = [...archive.entries.values()].filter(({ path }) => !path.endsWith('/') && options.wanted(path));
    const totalBytes = wanted.reduce((sum, { bytes }) => sum + bytes, 0);
    let doneBytes = 0;
    const onBytes = (bytes: number) => {
      doneBytes += bytes;
      options.onProgress(doneBytes, totalBytes);
    };
    for (const entry of wanted) {
      const hash = await archive.extract(entry, folder, { signal: options.signal, onBytes });
      checkHash(entry, hash, record);
    }
    return wanted.map(({ path }) => path);
  } finally {
    await archive.close();
  }
}

/** The `Requires-Dist` lines of a wheel's METADATA. */
export async function wheelRequirements(wheel: string): Promise<string[]> {
  const archive = await ZipArchive.open(wheel);
  try {
    const metadata = (await archive.read(distInfo(archive, 'METADATA'))).toString('utf8');
    return [...metadata.matchAll(/^Requires-Dist: *(.+?)\r?$/gm)].map(([, requirement = '']) => requirement);
  } finally {
    await archive.close();
  }
}

/**
 * The NVIDIA wheels among a wheel's requirements of the extra `and-cuda`, as pip takes them: the rest of what TensorFlow asks for is
 * Python, which never runs here.
 */
export function cudaRequirements(requirements: readonly string[]): string[] {
  return requirements
    .filter((line) => /^nvidia-/.test(line) && /extra\s*==\s*["']and-cuda["']/.test(line))
    .map((line) => line.split(';')[0]?.trim() ?? '');
}

function distInfo(archive: ZipArchive, name: string): ZipEntry {
  const entry = [...archive.entries.values()].find(({ path }) => new RegExp(`^[^/]+\\.dist-info/${name}$`).test(path));
  if (!entry) throw new Error(`the wheel has no ${name}`);
  return entry;
}

/** SHA-256 in hexadecimal by path. */
async function readRecord(archive: ZipArchive): Promise<Map<string, string>> {
  const text = (await archive.read(distInfo(archive, 'RECORD'))).toString('utf8');
  const hashes = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const [, path, quoted, hash] = /^(?:([^",]+)|"((?:[^"]|"")+)"),sha256=([\w-]+),\d*$/.exec(line) ?? [];
    const name = path ?? quoted?.replaceAll('""', '"');
    if (name && hash) hashes.set(name, Buffer.from(hash, 'base64url').toString('hex'));
  }
  return hashes;
}

function checkHash({ path }: ZipEntry, hash: string, record: ReadonlyMap<string, string>): void {
  const expected = record.get(path);
  if (!expected) throw new Error(`${path} is not in the wheel’s RECORD`);
  if (hash !== expected) throw new Error(`${path} has a wrong checksum (SHA-256)`);
}
