import { readdir, readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { z } from 'zod';
import type { FoundModel } from '../../../shared/domain/models/base.ts';

/*
 * Models that other programs keep on this computer, where they keep them. Only names and sizes are read here: what one is, and whether it
 * can be used, is seen when it is added.
 */

type Environment = Readonly<Record<string, string | undefined>>;

/** @param home the user's folder; another one in tests */
export async function findModels(environment: Environment = process.env, home = homedir()): Promise<FoundModel[]> {
  const found = await Promise.all([
    inHuggingFaceCache(environment, home),
    inLmStudio(home),
    inOllama(environment, home),
  ]);
  return found.flat().sort((a, b) => a.name.localeCompare(b.name));
}

/**
 * `hub/models--ORG--NAME/snapshots/COMMIT`, which `refs/main` names. Those without weights in safetensors or without a tokenizer are parts
 * of something else.
 * Source: https://huggingface.co/docs/huggingface_hub/guides/manage-cache
 */
async function inHuggingFaceCache(environment: Environment, home: string): Promise<FoundModel[]> {
  const cache =
    environment.HF_HUB_CACHE ??
    environment.HUGGINGFACE_HUB_CACHE ??
    join(environment.HF_HOME ?? join(environment.XDG_CACHE_HOME ?? join(home, '.cache'), 'huggingface'), 'hub');
  const found: FoundModel[] = [];
  for (const folder of await namesIn(cache)) {
    const id = /^models--(.+)$/.exec(folder)?.[1]?.replaceAll('--', '/');
    if (id === undefined) continue;
    const snapshots = join(cache, folder, 'snapshots');
    const main = await readFile(join(cache, folder, 'refs', 'main'), 'utf8').catch(() => null);
    const path = join(snapshots, main?.trim() || ((await namesIn(snapshots)).at(-1) ?? ''));
    const names = await namesIn(path);
    const weights = names.filter((name) => name.endsWith('.safetensors'));
    if (weights.length > 0 && names.includes('config.json') && names.includes('tokenizer.json'))
      found.push({ name: id, path, foundIn: 'huggingface', bytes: await bytesOf(path, weights) });
    for (const file of names.filter(isGguf))
      found.push({
        name: `${id}/${file}`,
        path: join(path, file),
        foundIn: 'huggingface',
        bytes: await bytesOf(path, [file]),
      });
  }
  return found;
}

/**
 * `models/PUBLISHER/NAME/FILE.gguf`, in a folder that LM Studio's home names; before 0.3 in its cache.
 * Source: https://lmstudio.ai/docs/app/advanced/import-model
 */
async function inLmStudio(home: string): Promise<FoundModel[]> {
  const pointer = await readFile(join(home, '.lmstudio-home-pointer'), 'utf8').catch(() => null);
  const roots = [pointer?.trim() || join(home, '.lmstudio'), join(home, '.cache', 'lm-studio')];
  const found = new Map<string, FoundModel>();
  for (const root of roots) {
    const models = join(root, 'models');
    for (const publisher of await namesIn(models)) {
      for (const model of await namesIn(join(models, publisher))) {
        const folder = join(models, publisher, model);
        for (const file of (await namesIn(folder)).filter(isGguf)) {
          const path = join(folder, file);
          const name = relative(models, path)
            .split(sep)
            .join('/')
            .replace(/\.gguf$/i, '');
          found.set(path, { name, path, foundIn: 'lmstudio', bytes: await bytesOf(folder, [file]) });
        }
      }
    }
  }
  return [...found.values()];
}

const OllamaManifest = z.looseObject({
  layers: z.array(z.looseObject({ mediaType: z.string(), digest: z.string(), size: z.number() })),
});
const OLLAMA_MODEL = 'application/vnd.ollama.image.model';
/** A manifest names files by their hash: nothing else is taken for a name. */
const DIGEST = /^sha256:([0-9a-f]{64})$/;
/** Manifests lie in `HOST/NAMESPACE/MODEL/TAG`. */
const MANIFEST_DEPTH = 4;

/**
 * `manifests/…` names the blob of a model, which is a GGUF without that ending.
 * Source: https://github.com/ollama/ollama/blob/main/docs/faq.md (where models are stored), `manifest/manifest.go`
 */
async function inOllama(environment: Environment, home: string): Promise<FoundModel[]> {
  // The service of Linux has a user of its own.
  const roots = [environment.OLLAMA_MODELS ?? join(home, '.ollama', 'models'), '/usr/share/ollama/.ollama/models'];
  const found = new Map<string, FoundModel>();
  for (const root of roots) {
    const manifests = join(root, 'manifests');
    for (const parts of await filesBelow(manifests, MANIFEST_DEPTH)) {
      const manifest = await readManifest(join(manifests, ...parts));
      const layer = manifest?.layers.find(({ mediaType }) => mediaType === OLLAMA_MODEL);
      const hash = DIGEST.exec(layer?.digest ?? '')?.[1];
      if (!layer || hash === undefined) continue;
      const [, namespace, model, tag] = parts;
      const path = join(root, 'blobs', `sha256-${hash}`);
      if (!(await stat(path).catch(() => null))) continue;
      const name = `${namespace === 'library' ? '' : `${namespace}/`}${model}:${tag}`;
      found.set(path, { name, path, foundIn: 'ollama', bytes: layer.size });
    }
  }
  return [...found.values()];
}

/** Nobody makes such a file larger than a few kilobytes. */
const MOST_MANIFEST_BYTES = 1e6;

async function readManifest(path: string): Promise<z.output<typeof OllamaManifest> | null> {
  try {
    if ((await stat(path)).size > MOST_MANIFEST_BYTES) return null;
    return OllamaManifest.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    // Not one of Ollama's, or one that is being written.
    return null;
  }
}

/** Paths of files exactly so deep below a folder, each as its parts. */
async function filesBelow(folder: string, depth: number): Promise<string[][]> {
  const names = await namesIn(folder);
  if (depth === 1) return names.map((name) => [name]);
  const below = await Promise.all(
    names.map(async (name) => (await filesBelow(join(folder, name), depth - 1)).map((parts) => [name, ...parts])),
  );
  return below.flat();
}

const isGguf = (name: string) => /\.gguf$/i.test(name);

/** Of a folder that may not be there, or may not be read. */
const namesIn = async (folder: string): Promise<string[]> =>
  (await readdir(folder).catch(() => [])).filter((name) => !name.startsWith('.')).sort();

async function bytesOf(folder: string, files: readonly string[]): Promise<number> {
  const sizes = await Promise.all(
    files.map(async (file) => (await stat(join(folder, file)).catch(() => null))?.size ?? 0),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
