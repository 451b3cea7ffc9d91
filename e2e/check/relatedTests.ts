import { dirname } from 'node:path/posix';
import type { SourceFile } from '../helpers/sourceFiles.ts';

/** Looked at whatever has changed: they are about every file. */
const ALWAYS = ['e2e/layering.test.ts', 'e2e/docs.test.ts', 'e2e/glossary.test.ts'];

const isUnitTest = (path: string) => /\.test\.tsx?$/.test(path);

/**
 * The unit tests that files have to do with, and over how many imports: 0 for a test that is among them, 1 for one that imports one of
 * them, and so on. A file that nothing imports (SQL, a style sheet) has to do with the tests beside and above it. Tests that start a
 * process of what has changed do not import it, and are not found.
 */
export function relatedTests(
  sources: readonly Pick<SourceFile, 'path' | 'imports'>[],
  changed: readonly string[],
): Map<string, number> {
  const importers = new Map<string, string[]>();
  for (const { path, imports } of sources) {
    for (const { target } of imports) importers.set(target, [...(importers.get(target) ?? []), path]);
  }
  const tests = sources.map(({ path }) => path).filter(isUnitTest);
  const known = new Set(sources.map(({ path }) => path));
  const distances = new Map(ALWAYS.filter((path) => known.has(path)).map((path) => [path, 0]));
  const seen = new Set<string>();
  let reached = [...changed];
  for (let distance = 0; reached.length > 0; distance++) {
    const next = new Set<string>();
    for (const path of reached) {
      seen.add(path);
      if (isUnitTest(path) && known.has(path) && !distances.has(path)) distances.set(path, distance);
      const users = importers.get(path) ?? [];
      const isLoose = distance === 0 && !known.has(path) && !isUnitTest(path) && users.length === 0;
      for (const user of isLoose ? tests.filter((test) => isAbove(test, path)) : users) next.add(user);
    }
    reached = [...next].filter((path) => !seen.has(path));
  }
  return distances;
}

/** Whether a test lies beside a file, or in a folder that it lies in. */
const isAbove = (test: string, path: string) => path.startsWith(`${dirname(test)}/`);

/**
 * As many tests as fit into a time, the nearest ones first and of these the shortest.
 *
 * @param distances of each test from what has changed
 * @param durations in milliseconds, as they were the last time
 * @param unknownMs for a test that never ran here
 */
export function chooseTests(
  distances: ReadonlyMap<string, number>,
  durations: ReadonlyMap<string, number>,
  { budgetMs, unknownMs }: { budgetMs: number; unknownMs: number },
): { chosen: string[]; left: string[] } {
  const timeOf = (path: string) => durations.get(path) ?? unknownMs;
  const inOrder = [...distances].sort(([a, near], [b, far]) => near - far || timeOf(a) - timeOf(b));
  const chosen: string[] = [];
  const left: string[] = [];
  let spentMs = 0;
  for (const [path] of inOrder) {
    const fits = spentMs + timeOf(path) <= budgetMs;
    (fits ? chosen : left).push(path);
    if (fits) spentMs += timeOf(path);
  }
  return { chosen, left };
}
