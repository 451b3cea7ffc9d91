import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';

const MANIFEST_FILE = 'engine.json';

/** What an installed engine consists of; written last, so that a folder without it is not an engine. */
export const EngineManifest = z.object({
  /** For example `tensorflow-cpu-2.21.0`; also the folder's name. */
  name: z.string(),
  version: z.string(),
  device: z.enum(['cpu', 'cuda']),
  /** Where it came from, shown to the user. */
  source: z.string(),
  /** The Node add-on, relative to the folder. */
  binding: z.string(),
  files: z.array(z.object({ path: z.string(), bytes: z.number().int(), sha256: z.string().length(64) })),
});
export type EngineManifest = z.infer<typeof EngineManifest>;

export interface InstalledEngine {
  directory: string;
  manifest: EngineManifest;
}

/** Hashes the engine's files and writes its manifest. */
export async function writeManifest(
  directory: string,
  about: Omit<EngineManifest, 'files'>,
  files: readonly string[],
): Promise<EngineManifest> {
  const entries = [];
  for (const path of files) {
    const file = join(directory, path);
    entries.push({ path, bytes: (await stat(file)).size, sha256: await sha256(file) });
  }
  const manifest: EngineManifest = { ...about, files: entries };
  await writeFile(join(directory, MANIFEST_FILE), `${JSON.stringify(manifest, null, 2)}\n`);
  return manifest;
}

/**
 * Engines in a folder, CUDA first, newest first; `complete` tells whether all files are there with their sizes. Hashes of some 800 MB are
 * not computed at every start; `verifyEngine` does that when something seems wrong.
 */
export async function listEngines(folder: string): Promise<{ engine: InstalledEngine; complete: boolean }[]> {
  const names = await readdir(folder).catch(() => []);
  const engines = [];
  // Names with a dot are installations under way.
  for (const name of names.filter((name) => !name.startsWith('.'))) {
    const directory = join(folder, name);
    const manifest = await readManifest(directory);
    if (manifest) engines.push({ engine: { directory, manifest }, complete: await sizesMatch(directory, manifest) });
  }
  const rank = ({ engine }: { engine: InstalledEngine }) => (engine.manifest.device === 'cuda' ? 0 : 1);
  const version = ({ engine }: { engine: InstalledEngine }) => engine.manifest.version;
  return engines.sort((a, b) => rank(a) - rank(b) || version(b).localeCompare(version(a), 'en', { numeric: true }));
}

/**
 * What tells whether an installed engine is as it was: size and time of change of its files. `null` where the engine of this add-on is
 * not there any more, or not whole.
 */
export async function engineStamp(folder: string, binding: string): Promise<string | null> {
  const engines = await listEngines(folder);
  const found = engines.find(({ engine: { directory, manifest } }) => join(directory, manifest.binding) === binding);
  if (!found?.complete) return null;
  const { directory, manifest } = found.engine;
  const stamps = manifest.files.map(async ({ path }) => {
    const { size, mtimeMs } = await stat(join(directory, path));
    return [path, size, mtimeMs];
  });
  return Promise.all(stamps).then(JSON.stringify, () => null);
}

async function readManifest(directory: string): Promise<EngineManifest | null> {
  try {
    return EngineManifest.parse(JSON.parse(await readFile(join(directory, MANIFEST_FILE), 'utf8')));
  } catch {
    return null;
  }
}

async function sizesMatch(directory: string, manifest: EngineManifest): Promise<boolean> {
  for (const { path, bytes } of manifest.files) {
    const found = await stat(join(directory, path)).catch(() => null);
    if (found?.size !== bytes) return false;
  }
  return true;
}

/** Whether every file still has the hash it was installed with. */
export async function verifyEngine({ directory, manifest }: InstalledEngine): Promise<boolean> {
  for (const { path, sha256: expected } of manifest.files) {
    if ((await sha256(join(directory, path)).catch(() => '')) !== expected) return false;
  }
  return true;
}

export async function sha256(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file, { highWaterMark: 1 << 20 }), hash);
  return hash.digest('hex');
}
