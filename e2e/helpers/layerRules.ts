import type { EntryList } from './entryLists.ts';
import type { LayerTable } from './layerTable.ts';
import type { Import, SourceFile } from './sourceFiles.ts';

/** As much of a source file as the rules look at. */
export type Node = Pick<SourceFile, 'path' | 'imports'>;

/** Tests, and what only they may use. */
export const isTest = (path: string): boolean =>
  /\.(test|spec)\.tsx?$/.test(path) || /\/(testing\/|testing\.ts$|test[A-Z]\w*\.tsx?$)/.test(path);

const folderOf = (path: string) => path.slice(0, Math.max(0, path.lastIndexOf('/')));
const IN_PROJECT = /^(main|renderer|shared|e2e|resources)\//;

/** Whether a file, package or module is what a pattern of the table means. */
function fits(pattern: string, path: string): boolean {
  if (pattern.endsWith('/**')) return path.startsWith(pattern.slice(0, -2));
  if (pattern === path) return true;
  if (!IN_PROJECT.test(path)) return path.startsWith('node:') && path.startsWith(`${pattern}/`);
  return folderOf(path) === pattern;
}

/** The pattern that says most of a path: its file, else its folder, else the longest of those above it. */
function rowOf(table: LayerTable, path: string): string | undefined {
  const weight = (pattern: string) => pattern.length + (pattern === path ? 2000 : pattern.endsWith('/**') ? 0 : 1000);
  return Object.keys(table)
    .filter((pattern) => fits(pattern, path))
    .sort((a, b) => weight(b) - weight(a))[0];
}

const isAllowed = (patterns: readonly string[], { target, loads }: Import) =>
  patterns.some((pattern) =>
    pattern.startsWith('type ') ? !loads && fits(pattern.slice('type '.length), target) : fits(pattern, target),
  );

/**
 * Every import that a table does not allow, as `a imports b`, and every folder that it does not know.
 *
 * @param tests what tests may import besides what their folder may
 */
export function forbiddenImports(files: readonly Node[], table: LayerTable, tests: LayerTable = {}): string[] {
  return files.flatMap(({ path, imports }) => {
    const isTestFile = isTest(path);
    const row = rowOf(table, path);
    const more = isTestFile ? rowOf(tests, path) : undefined;
    if (row === undefined && more === undefined) return [`${folderOf(path)} is not in the table (${path})`];
    const patterns = [...(row ? (table[row] ?? []) : []), ...(more ? (tests[more] ?? []) : [])];
    // A row that is about one file says all; any other is about files that belong together.
    if (row !== undefined && row !== path) patterns.push(row);
    return imports
      .filter((found) => {
        if (isTest(found.target) && !isTestFile && !path.startsWith('e2e/')) return true;
        return !isAllowed(patterns, found) && !(isTestFile && folderOf(found.target) === folderOf(path));
      })
      .map(({ target, loads }) => `${path} imports ${loads ? '' : 'a type of '}${target}`);
  });
}

/** Rows that are about no file: folders that have gone or moved. */
export function unusedRows(files: readonly Node[], table: LayerTable): string[] {
  const used = new Set(files.map(({ path }) => rowOf(table, path)));
  return Object.keys(table).filter((row) => !used.has(row));
}

/** Files that import one another, types included: each circle's files in alphabetical order, joined by ` ↔ ` (Tarjan 1972). */
export function importCircles(files: readonly Node[]): string[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const stack: string[] = [];
  const circles: string[] = [];
  const visit = (path: string): number => {
    const number = order.size;
    order.set(path, number);
    lowest.set(path, number);
    stack.push(path);
    const lower = (value: number) => lowest.set(path, Math.min(lowest.get(path) as number, value));
    for (const { target } of byPath.get(path)?.imports ?? []) {
      if (!byPath.has(target)) continue;
      if (!order.has(target)) lower(visit(target));
      else if (stack.includes(target)) lower(order.get(target) as number);
    }
    if (lowest.get(path) === number) {
      const circle = stack.splice(stack.indexOf(path));
      const isSelf = byPath.get(path)?.imports.some(({ target }) => target === path);
      if (circle.length > 1 || isSelf) circles.push(circle.sort().join(' ↔ '));
    }
    return lowest.get(path) as number;
  };
  for (const { path } of files) if (!order.has(path)) visit(path);
  return circles;
}

/**
 * Every file that names an entry of a list and is neither its index nor of that entry: outside of an entry one knows the list only.
 * A file of an entry may name that same entry in other lists of the subject.
 */
export function namedEntries(files: readonly Node[], lists: readonly EntryList[]): string[] {
  return files
    .filter(({ path }) => !isTest(path))
    .flatMap(({ path, imports }) => {
      const own = lists.flatMap((list) => {
        const entry = entryOf(list, path);
        return entry === undefined ? [] : [`${list.subject} ${entry}`];
      });
      return imports.flatMap(({ target }) => {
        const list = lists.find((candidate) => entryOf(candidate, target) !== undefined);
        if (!list || path === list.index) return [];
        const isOwn = own.includes(`${list.subject} ${entryOf(list, target)}`);
        return isOwn ? [] : [`${path} names the ${list.subject} ${entryOf(list, target)}: import ${list.index}`];
      });
    });
}

/** The entry of a list that a file belongs to, if any. */
function entryOf({ folder, index, common }: EntryList, path: string): string | undefined {
  if (!path.startsWith(`${folder}/`) || path === index) return undefined;
  const place = path.slice(folder.length + 1);
  if (common.some((shared) => place === shared || place.startsWith(`${shared}/`))) return undefined;
  const [name = '', ...below] = place.split('/');
  return below.length > 0 ? name : name.replace(/\.[^.]+$/, '');
}
