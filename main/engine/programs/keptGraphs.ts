import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { GraphStore } from '../compiler/graphStore.ts';
import { graphsFolder } from '../installed/folders.ts';

let codeDigest: string | undefined;

/**
 * The store of recorded graphs for a version of TensorFlow. What a recording looks like depends on our code as well: on all of it, so the
 * digest of the bundle that runs is a part of the version. From sources there is no such file, and nothing is kept.
 */
export function keptGraphs(engineVersion: string): GraphStore | null {
  const bundle = fileURLToPath(import.meta.url);
  if (!bundle.endsWith('.mjs')) return null;
  codeDigest ??= createHash('sha256').update(readFileSync(bundle)).digest('hex');
  return new GraphStore(graphsFolder(), `${engineVersion} ${codeDigest}`);
}
