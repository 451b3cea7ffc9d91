import { readFileSync } from 'node:fs';
import { brotliCompressSync } from 'node:zlib';
import { build, type Rollup } from 'vite';
import { beforeAll, describe, expect, test } from 'vitest';

/** All that is sent before the interface is painted, script and style, as brotli; gzip, which Firefox gets, is a sixth more. */
const BUDGET_BYTES = 300_000;
/** Files that all pages together take: each costs the browser 2 ms of the processor, and all of them are loaded when it is idle. */
const BUDGET_FILES = 60;

let files: Rollup.RollupOutput['output'];
beforeAll(async () => {
  // The test runner's own would build React for development.
  const { NODE_ENV } = process.env;
  process.env.NODE_ENV = 'production';
  const built = await build({ configFile: 'renderer/vite.config.ts', build: { write: false }, logLevel: 'error' });
  process.env.NODE_ENV = NODE_ENV;
  files = (Array.isArray(built) ? built[0] : (built as Rollup.RollupOutput))?.output as typeof files;
});

const page = () => String((files.find(({ fileName }) => fileName === 'index.html') as Rollup.OutputAsset).source);
const chunk = (name: string) =>
  files.find((file) => file.type === 'chunk' && file.fileName === name) as Rollup.OutputChunk;

/** A chunk, and all that it imports before it runs. */
function graphOf(name: string, known = new Set<string>()): Set<string> {
  if (known.has(name)) return known;
  known.add(name);
  for (const imported of chunk(name).imports) graphOf(imported, known);
  return known;
}

/** The chunks that the page waits for. */
function firstChunks(): string[] {
  const entry = files.find((file) => file.type === 'chunk' && file.isEntry) as Rollup.OutputChunk;
  return [...graphOf(entry.fileName)];
}

const contentOf = (name: string) => {
  const file = files.find(({ fileName }) => fileName === name);
  return file?.type === 'chunk' ? file.code : (file?.source ?? '');
};
const compressed = (name: string) => brotliCompressSync(contentOf(name)).length;

describe('before the first paint', () => {
  test(`script and style take at most ${BUDGET_BYTES / 1000} kB`, () => {
    const styles = [...page().matchAll(/href="\.\/(assets\/[^"]+\.css)"/g)].map(([, name]) => name ?? '');
    expect(styles.length).toBeGreaterThan(0);
    const sizes = Object.fromEntries([...firstChunks(), ...styles].map((name) => [name, compressed(name)]));
    const total = Object.values(sizes).reduce((sum, bytes) => sum + bytes, 0);
    expect(total, JSON.stringify(sizes)).toBeLessThanOrEqual(BUDGET_BYTES);
  });

  test.each(['recharts', 'monaco-editor', 'renderer/i18n/zh-CN'])('%s is not loaded', (part) => {
    const modules = firstChunks().flatMap((name) => Object.keys(chunk(name).modules));
    expect(modules.length).toBeGreaterThan(100);
    expect(modules.filter((module) => module.includes(part))).toEqual([]);
  });

  test('a frame of the page is there, in both themes and without a script of its own', () => {
    expect(page()).toContain('data-skeleton');
    expect(page()).toMatch(/\[data-mantine-color-scheme="?dark"?\]/);
    expect([...page().matchAll(/<script(?![^>]*\ssrc=)[^>]*>/g)]).toEqual([]);
    // Read before the first paint, so it is no module.
    expect(page()).toContain('<script src="./theme.js"></script>');
    expect(readFileSync('renderer/public/theme.js', 'utf8').length).toBeLessThan(1500);
  });
});

test(`all pages together take at most ${BUDGET_FILES} files`, () => {
  const pages = files.filter((file) => file.type === 'chunk' && /Page(English)?$/.test(file.name));
  expect(pages.length).toBeGreaterThan(12);
  const scripts = new Set([...firstChunks(), ...pages.flatMap(({ fileName }) => [...graphOf(fileName)])]);
  const styles = new Set([...scripts].flatMap((name) => [...(chunk(name).viteMetadata?.importedCss ?? [])]));
  expect(styles.size).toBeGreaterThan(3);
  expect(scripts.size + styles.size).toBeLessThanOrEqual(BUDGET_FILES);
});

test.each(['NewRunPage', 'DatasetPage', 'RunPage'])('%s loads without the large editor', (name) => {
  const found = files.find((file) => file.type === 'chunk' && file.name === name) as Rollup.OutputChunk;
  const modules = [...graphOf(found.fileName)].flatMap((part) => Object.keys(chunk(part).modules));
  expect(modules.filter((module) => module.includes('monaco-editor'))).toEqual([]);
});
