import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { TASK_KINDS } from '../shared/domain/tasks/index.ts';
import { ENTRY_LISTS } from './helpers/entryLists.ts';
import { FILE_RULES, SOURCE_RULES, TEXT_RULES } from './helpers/layeringRules.ts';
import { forbiddenImports, importCircles, isTest, namedEntries, unusedRows } from './helpers/layerRules.ts';
import { LAYERS } from './helpers/layers.ts';
import { listFiles, parseSource, readSources, type SourceFile } from './helpers/sourceFiles.ts';
import { namedTasks, unusedNames } from './helpers/taskNames.ts';
import { TEST_LAYERS } from './helpers/testLayers.ts';

/** Who imports whom, by the table in `helpers/layers.ts`, and rules on every file, each with an example that breaks it. */
const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const sources = readSources(root, ['main', 'renderer', 'shared', 'e2e', 'resources']);
const program = sources.filter(({ path }) => !isTest(path) && !path.startsWith('e2e/'));
/** Rules and their examples are written down here, and nowhere else. */
const RULE_FILES = ['e2e/helpers/layeringRules.ts', 'e2e/layering.test.ts'];

test('there is something to check', () => {
  expect(program.map(({ path }) => path)).toEqual(
    expect.arrayContaining(['main/cli.ts', 'main/db/open.ts', 'main/host/createHost.ts', 'shared/ipc/contract.ts']),
  );
  const edges = program.flatMap(({ imports }) => imports);
  expect(edges.length).toBeGreaterThan(program.length);
});

test('every relative import leads to a file', () => {
  const missing = sources.flatMap(({ path, imports }) =>
    imports
      .map(({ target }) => target)
      .filter((target) => /^(main|renderer|shared|e2e|resources)\//.test(target) && !existsSync(join(root, target)))
      .map((target) => `${path} imports ${target}`),
  );
  expect(missing).toEqual([]);
});

test('every import is in the table of layers', () =>
  expect(forbiddenImports(sources, LAYERS, TEST_LAYERS)).toEqual([]));

test('every row of the table is about files that are there', () => expect(unusedRows(sources, LAYERS)).toEqual([]));

test('no files import one another', () => expect(importCircles(sources)).toEqual([]));

test('only its index names an entry of a list', () => {
  expect(namedEntries(sources, ENTRY_LISTS)).toEqual([]);
  for (const { folder, index, common } of ENTRY_LISTS) {
    const files = sources.map(({ path }) => path);
    const there = (path: string) => files.some((file) => file === path || file.startsWith(`${path}/`));
    expect([index, ...common.map((name) => `${folder}/${name}`)].filter((path) => !there(path))).toEqual([]);
  }
});

test('nobody names a task but its folders and the indexes', () => {
  expect(namedTasks(program, TASK_KINDS)).toEqual([]);
  expect(unusedNames(program)).toEqual([]);
});

test.each([
  ['main/host/models/x.ts', "const isNumber = taskOf(recipe).kind === 'regression';"],
  ['main/tasks/texts/x.ts', "const kinds = ['text-classification'];"],
  ['main/tasks/regression/x.ts', "const other = 'text-generation';"],
  ['shared/domain/formats/app/x.ts', "const names = { regression: 'score' };"],
  ['shared/domain/formats/onnx/x.ts', "type Lines = { 'multi-label-classification': string };"],
  ['main/formats/app/x.ts', "const isChat = recipe.kind === 'chat';"],
  ['main/formats/gguf/x.ts', 'const { kind } = recipe;'],
])('a file %s with %s is caught', (path, text) => {
  expect(namedTasks([parseSource(path, text)], TASK_KINDS)).toHaveLength(1);
});

test.each([
  ['main/tasks/regression/predict/x.ts', "const task = 'regression';"],
  ['renderer/tasks/multiLabelClassification/x.ts', "const task = 'multi-label-classification';"],
  ['main/tasks/recommendation/x.ts', "const column = 'regression';"],
  ['main/ml/baselines/x.ts', 'const settings = { regression: 1 };'],
  ['main/formats/app/x.test.ts', "const recipe = { kind: 'regression' };"],
])('a file %s with %s is not', (path, text) => {
  expect(namedTasks([parseSource(path, text)], TASK_KINDS)).toEqual([]);
});

describe.each(SOURCE_RULES)('$name', ({ check, violation }) => {
  test('holds', () => expect(program.flatMap(check)).toEqual([]));
  test('an example that breaks it is caught', () =>
    expect(check(parseSource(violation.path, violation.text))).toHaveLength(1));
});

describe.each(FILE_RULES)('$name', ({ check, violation }) => {
  test('holds', () => expect(sources.flatMap(check)).toEqual([]));
  test('an example that breaks it is caught', () =>
    expect(check(parseSource(violation.path, violation.text))).toHaveLength(1));
});

describe.each(TEXT_RULES)('$name', ({ check, violation }) => {
  test('holds', () => {
    const files = projectFiles().filter((path) => !RULE_FILES.includes(path));
    expect(files).toContain('package-lock.json');
    expect(files.flatMap((path) => check(textFile(path)))).toEqual([]);
  });
  test('an example that breaks it is caught', () => expect(check({ ...textFile(''), ...violation })).toHaveLength(1));
});

/** The host starts at once and stays small: computing is the workers' work, in processes of their own. */
test('what the host loads never reaches tfjs', () => {
  const reached = reachable(['main/host/createHost.ts', 'main/cli/session.ts']);
  expect([...reached].filter((target) => target.startsWith('@tensorflow/'))).toEqual([]);
  expect(reached).toContain('main/db/open.ts');
});

test.each([
  ["import a from 'zod';", 'zod', true],
  ["import type { a } from 'zod';", 'zod', false],
  ["import 'zod/v4';", 'zod', true],
  ["export * from '@scope/name/deep';", '@scope/name', true],
  ["export type { A } from './a.ts';", 'main/host/a.ts', false],
  ["const a = await import('../a.ts');", 'main/a.ts', true],
  ['const a = await import(`../a.ts`);', 'main/a.ts', true],
  ["type A = import('../../shared/a.ts').A;", 'shared/a.ts', false],
  ["const a = require('fs');", 'node:fs', true],
  ["const a = require.resolve('zod');", 'zod', false],
  ["const { version } = require('zod/package.json');", 'zod', false],
  ["const a = createRequire(import.meta.url)('fs/promises');", 'node:fs/promises', true],
])('the scanner sees %s', (text, target, loads) => {
  expect(parseSource('main/host/x.ts', text).imports).toEqual([{ target, loads }]);
});

test.each(["// import a from 'b';", "const text = `import a from 'b'`;", "const pattern = /require('b')/;"])(
  'the scanner is not fooled by %s',
  (text) => expect(parseSource('main/x.ts', text).imports).toEqual([]),
);

/** Files that git knows or would add; without git, all that lie here. */
function projectFiles(): string[] {
  try {
    const options = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
    const output = execFileSync('git', options, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    return output.split('\0').filter((path) => path !== '' && existsSync(join(root, path)));
  } catch {
    return listFiles(root).map((path) => path.slice(root.length + 1));
  }
}

/** A file as text; binary files have none. */
function textFile(path: string): SourceFile {
  const text = path === '' ? '' : readFileSync(join(root, path), 'utf8');
  return { path, text: text.includes('\0') ? '' : text, imports: [], strings: [], keys: [] };
}

/** Everything that loading some files loads, packages included. */
function reachable(entries: string[]): Set<string> {
  const byPath = new Map(sources.map((file) => [file.path, file]));
  const reached = new Set<string>();
  const visit = (target: string) => {
    if (reached.has(target)) return;
    reached.add(target);
    for (const found of byPath.get(target)?.imports ?? []) if (found.loads) visit(found.target);
  };
  entries.forEach(visit);
  return reached;
}
