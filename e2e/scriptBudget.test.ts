import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { BuiltFile } from '../main/setup/chunkListPlugin.ts';

/** All that is sent before the interface is painted, script and style, as brotli; gzip, which Firefox gets, is a sixth more. */
const BUDGET_BYTES = 300_000;
/** Files that all pages together take: each costs the browser 2 ms of the processor, and all of them are loaded when it is idle. */
const BUDGET_FILES = 60;

const root = join(import.meta.dirname, '..');
const dist = join(root, 'dist');

let files: BuiltFile[];
beforeAll(() => {
  // The build that is there, unless it is of other sources.
  execFileSync(process.execPath, [join(root, 'main', 'setup', 'run.mjs'), 'build'], { cwd: root, stdio: 'ignore' });
  files = JSON.parse(readFileSync(join(dist, '.renderer-chunks.json'), 'utf8'));
});

const page = () => readFileSync(join(dist, 'renderer', 'index.html'), 'utf8');
const chunk = (name: string) => files.find(({ fileName }) => fileName === name) as BuiltFile;

/** A chunk, and all that it imports before it runs. */
function graphOf(name: string, known = new Set<string>()): Set<string> {
  if (known.has(name)) return known;
  known.add(name);
  for (const imported of chunk(name).imports) graphOf(imported, known);
  return known;
}

/** The chunks that the page waits for. */
function firstChunks(): string[] {
  const entry = files.find(({ isEntry }) => isEntry) as BuiltFile;
  return [...graphOf(entry.fileName)];
}

/** Bytes of a file as it is sent: what is too small to be compressed goes as it is. */
function compressed(name: string): number {
  const file = join(dist, 'renderer', name);
  return (statSync(`${file}.br`, { throwIfNoEntry: false }) ?? statSync(file)).size;
}

describe('before the first paint', () => {
  test(`script and style take at most ${BUDGET_BYTES / 1000} kB`, () => {
    const styles = [...page().matchAll(/href="\.\/(assets\/[^"]+\.css)"/g)].map(([, name]) => name ?? '');
    expect(styles.length).toBeGreaterThan(0);
    const sizes = Object.fromEntries([...firstChunks(), ...styles].map((name) => [name, compressed(name)]));
    const total = Object.values(sizes).reduce((sum, bytes) => sum + bytes, 0);
    expect(total, JSON.stringify(sizes)).toBeLessThanOrEqual(BUDGET_BYTES);
  });

  test.each(['recharts', 'monaco-editor', 'renderer/i18n/zh-CN'])('%s is not loaded', (part) => {
    const modules = firstChunks().flatMap((name) => chunk(name).modules);
    expect(modules.length).toBeGreaterThan(100);
    expect(modules.filter((module) => module.includes(part))).toEqual([]);
  });

  test('a frame of the page is there, in both themes and without a script of its own', () => {
    expect(page()).toContain('data-skeleton');
    expect(page()).toMatch(/\[data-mantine-color-scheme="?dark"?\]/);
    expect([...page().matchAll(/<script(?![^>]*\ssrc=)[^>]*>/g)]).toEqual([]);
    // Read before the first paint, so it is no module.
    expect(page()).toMatch(/<script src="\.\/theme\.js" ?><\/script>/);
    expect(readFileSync('renderer/public/theme.js', 'utf8').length).toBeLessThan(1500);
  });
});

test(`all pages together take at most ${BUDGET_FILES} files`, () => {
  const pages = files.filter(({ name }) => /Page(English)?$/.test(name ?? ''));
  expect(pages.length).toBeGreaterThan(12);
  const scripts = new Set([...firstChunks(), ...pages.flatMap(({ fileName }) => [...graphOf(fileName)])]);
  const styles = new Set([...scripts].flatMap((name) => chunk(name).styles));
  expect(styles.size).toBeGreaterThan(3);
  expect(scripts.size + styles.size).toBeLessThanOrEqual(BUDGET_FILES);
});

test.each(['NewRunPage', 'DatasetPage', 'RunPage'])('%s loads without the large editor', (name) => {
  const found = files.find((file) => file.name === name) as BuiltFile;
  const modules = [...graphOf(found.fileName)].flatMap((part) => chunk(part).modules);
  expect(modules.filter((module) => module.includes('monaco-editor'))).toEqual([]);
});
