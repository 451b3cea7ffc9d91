import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { DEFAULT_HUB } from '../../../shared/domain/models/hub.ts';
import { isSafePath } from './hubId.ts';

/*
 * A download has a folder of its own in the home's `bases`: hidden until all of it is there, with a file that says what it is to become.
 * That stays beside the model and says where it is from.
 */

const safePath = z.string().refine(isSafePath, 'leaves the folder');

export const Manifest = z.object({
  version: z.literal(1),
  hub: z.string(),
  id: z.string(),
  /** The revision that everything is of. */
  commit: z.string().regex(/^[0-9a-f]{40}$/),
  /** The GGUF; `null` for a folder of safetensors. */
  file: safePath.nullable(),
  /** What the model is called here. */
  name: z.string(),
  license: z.string().nullable(),
  files: z.array(
    z.object({
      path: safePath,
      bytes: z.number().int().nonnegative(),
      sha256: z.string().nullable(),
      gitSha1: z.string().nullable(),
    }),
  ),
});
export type Manifest = z.output<typeof Manifest>;

export const MANIFEST_FILE = 'download.json';

/** Names the folder: the model, its revision, and which of its files. Two downloads with one key would be the same. */
export function keyOf({ hub, id, commit, file }: Pick<Manifest, 'hub' | 'id' | 'commit' | 'file'>): string {
  const elsewhere = hub === DEFAULT_HUB ? '' : `${new URL(hub).host.replace(/[^\w.-]/g, '_')}~`;
  const one = file === null ? '' : `+${createHash('sha256').update(file).digest('hex').slice(0, 8)}`;
  return `${elsewhere}${id.replace('/', '--')}@${commit.slice(0, 12)}${one}`;
}

const PARTIAL = /^\.(.+)\.partial$/;
export const partialFolder = (bases: string, key: string): string => join(bases, `.${key}.partial`);
export const wholeFolder = (bases: string, key: string): string => join(bases, key);

/** Where a file of the hub lies in its download's folder: a GGUF keeps its name, not the folders that it was in. */
export const localName = (path: string): string => (/\.gguf$/i.test(path) ? basename(path) : path);

/** What is added once it is whole: the folder, or the GGUF in it. */
export const modelPath = (folder: string, file: string | null): string =>
  file === null ? folder : join(folder, localName(file));

/** Downloads that have not come to their end: what they are, by their keys. What cannot be read is left alone. */
export function unfinishedIn(bases: string): Map<string, Manifest> {
  const found = new Map<string, Manifest>();
  for (const name of namesIn(bases)) {
    const key = PARTIAL.exec(name)?.[1];
    const manifest = key === undefined ? null : readManifest(join(bases, name));
    if (key !== undefined && manifest && keyOf(manifest) === key) found.set(key, manifest);
  }
  return found;
}

/** Models that were downloaded, whether they are listed or not. */
export function wholeIn(bases: string): { path: string; manifest: Manifest }[] {
  return namesIn(bases)
    .filter((name) => !name.startsWith('.'))
    .flatMap((name) => {
      const manifest = readManifest(join(bases, name));
      return manifest ? [{ path: modelPath(join(bases, name), manifest.file), manifest }] : [];
    });
}

function readManifest(folder: string): Manifest | null {
  try {
    return Manifest.parse(JSON.parse(readFileSync(join(folder, MANIFEST_FILE), 'utf8')));
  } catch {
    return null;
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

export const bytesOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;
