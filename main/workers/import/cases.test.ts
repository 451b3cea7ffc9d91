import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AppError } from '../../../shared/errors/errors.ts';
import { previewFile } from './previewFile.ts';
import { importPaths } from './testing.ts';

/**
 * Files that founders really have, with what is right for each. They lie beside the project or its folder of working copies and are no
 * part of it, so that these tests are skipped where they are missing; the tests of each reader hold small ones of every kind.
 */
const CASES = ['../shared/cases', '../../shared/cases'].find((folder) => existsSync(join(folder, 'expected.json')));

/** What is right of a file; what is left out is not looked at. */
interface Expected {
  rows?: number;
  columns?: string[];
  rejected?: number;
  /** A text that must stand in one cell, whole. */
  cell?: string;
  /** Asking is right, too, or refusing where it says so. */
  doubt?: string;
}

/** Not right yet: taken off as they become so, which these tests insist on. */
const NOT_YET = new Set<string>([]);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kindling-cases-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const expected: Record<string, Expected> = CASES ? JSON.parse(readFileSync(join(CASES, 'expected.json'), 'utf8')) : {};

describe.skipIf(!CASES)(`files that founders have (${CASES ?? 'skipped: there is no ../shared/cases'})`, () => {
  test('each is known', () => {
    expect([...NOT_YET].filter((name) => !(name in expected))).toEqual([]);
  });

  for (const [name, right] of Object.entries(expected)) {
    const check = NOT_YET.has(name) ? test.fails : test;
    check(name, async () => {
      const file = join(CASES ?? '', name);
      const { doubt, ...exact } = right;
      const found = await whatComesOf(file, exact).catch((error) => refusal(error, doubt));
      if (doubt !== undefined && found !== null && !matches(found, exact)) {
        const { doubts } = await previewFile(
          { files: [file], options: {}, scratch: join(folder, 'scratch') },
          new AbortController().signal,
        );
        expect(doubts, `${JSON.stringify(found)} without a doubt`).not.toEqual([]);
      } else if (found !== null) expect(found).toEqual(exact);
    });
  }
});

/** Of the import, what `right` speaks of. */
async function whatComesOf(file: string, right: Expected): Promise<Expected> {
  const { rows, names, rejected, table } = await importPaths(folder, [file]);
  const { cell } = right;
  return {
    ...('rows' in right && { rows }),
    ...('columns' in right && { columns: [...names] }),
    ...('rejected' in right && { rejected }),
    ...(cell !== undefined && table.some((row) => row.some((text) => text.includes(cell))) && { cell }),
  };
}

/** `null` where refusing is right. */
function refusal(error: unknown, doubt: string | undefined): null {
  if (error instanceof AppError && error.code !== 'internal' && doubt?.startsWith('refused')) return null;
  throw error;
}

const matches = (found: Expected, exact: Expected): boolean => JSON.stringify(found) === JSON.stringify(exact);
