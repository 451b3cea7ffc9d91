import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const BUILD = ['build.ts', 'chunkListPlugin.ts', 'compressFiles.ts', 'serviceWorkerPlugin.ts'];

/**
 * What the two parts of a build are made from, and by. The command line needs only `main`, so that a change to the interface does not
 * make it wait for the bundler.
 *
 * @typedef {'main' | 'renderer'} BuildPart
 * @type {Record<BuildPart, string[]>}
 */
export const SOURCES = {
  main: ['main', 'shared', 'package.json', 'package-lock.json'],
  renderer: [
    ...['renderer', 'shared', 'resources/docs', 'package.json', 'package-lock.json'],
    ...BUILD.map((name) => `main/setup/${name}`),
  ],
};

const NOT_BUILT = /\.test\.tsx?$/;

/**
 * Hash of names, sizes and modification times of a part's sources. Contents are not read: this runs before every command.
 *
 * @param {string} root
 * @param {BuildPart} part
 */
export function sourceStamp(root, part) {
  const hash = createHash('sha256');
  for (const source of SOURCES[part]) addTo(hash, join(root, source), source);
  return hash.digest('hex');
}

/** @param {import('node:crypto').Hash} hash @param {string} path @param {string} name */
function addTo(hash, path, name) {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats) return;
  if (stats.isDirectory()) {
    for (const entry of readdirSync(path).sort()) addTo(hash, join(path, entry), `${name}/${entry}`);
  } else if (!NOT_BUILT.test(name)) hash.update(`${name}\0${stats.size}\0${stats.mtimeMs}\n`);
}

/** @param {string} root @param {BuildPart} part */
const stampFile = (root, part) => join(root, 'dist', `.${part}-stamp`);

/** @param {string} root @param {BuildPart} part */
export function isBuilt(root, part) {
  return readText(stampFile(root, part)) === sourceStamp(root, part);
}

/**
 * @param {string} root
 * @param {BuildPart} part
 * @param {string} stamp taken before the build began: a change during the build makes the next command build again
 */
export function markBuilt(root, part, stamp) {
  const file = stampFile(root, part);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, stamp);
}

/** @param {string} file */
export function readText(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
