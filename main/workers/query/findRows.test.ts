import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ALL_ROWS, type RowFilter, type RowView, searchTerms } from '../../../shared/domain/datasets/datasetView.ts';
import { createDatasetFile } from '../../db/datasetFile.ts';
import { numberOf } from '../../db/numberOf.ts';
import { fewOr, takesLong } from '../../setup/leftOut.ts';
import { buildSearchIndex } from './buildSearchIndex.ts';
import { OpenViews } from './openViews.ts';

let folder: string;
let files: { file: string; index: string };
let views: OpenViews;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kindling-query-'));
  files = { file: join(folder, 'v1.db'), index: join(folder, 'v1.search.db') };
  views = new OpenViews();
});
afterEach(() => {
  views.close(folder);
  rmSync(folder, { recursive: true, force: true });
});

const signal = new AbortController().signal;

function store(columns: readonly string[], rows: readonly string[][]): void {
  views.close(folder);
  for (const name of readdirSync(folder)) rmSync(join(folder, name));
  const writer = createDatasetFile(files.file, columns);
  for (const row of rows) writer.append(row);
  writer.finish();
}
const build = () => Array.fromAsync(buildSearchIndex(files.file, files.index, signal));
const numbers = async (view: Partial<RowView>) =>
  (await views.page(files, { ...ALL_ROWS, ...view }, { offset: 0, limit: 1000 }, signal)).numbers;
const filtered = (filter: RowFilter) => numbers({ filters: [filter] });

const ROWS = [
  ['Lamp', '9', '红色的灯'],
  ['kettle', '1,234.5', '茶壶，倒水不滴'],
  ['Mug', '20', ''],
  ['ÉCLAIR', 'n/a', ' \t '],
  ['50% off_', '-3', '红茶'],
];

describe('filters', () => {
  beforeEach(() => store(['name', 'price', '说明'], ROWS));
  test.each<[RowFilter, number[]]>([
    [{ kind: 'contains', column: 'name', text: 'LA' }, [0, 3]],
    [{ kind: 'contains', column: 'name', text: 'éclair' }, [3]],
    [{ kind: 'contains', column: 'name', text: '%' }, [4]],
    [{ kind: 'contains', column: 'name', text: 'f_' }, [4]],
    [{ kind: 'contains', column: '说明', text: '茶' }, [1, 4]],
    [{ kind: 'equals', column: 'name', text: 'Mug' }, [2]],
    [{ kind: 'equals', column: 'name', text: 'mug' }, []],
    [{ kind: 'one_of', column: 'name', values: ['Mug', 'Lamp'] }, [0, 2]],
    [{ kind: 'empty', column: '说明' }, [2, 3]],
    [{ kind: 'not_empty', column: '说明' }, [0, 1, 4]],
    [{ kind: 'length', column: 'name', from: 4, to: 6 }, [0, 1, 3]],
    [{ kind: 'number', column: 'price', from: 9, to: null }, [0, 1, 2]],
    [{ kind: 'number', column: 'price', from: null, to: null }, [0, 1, 2, 4]],
  ])('%j', async (filter, expected) => expect(await filtered(filter)).toEqual(expected));

  test('the rows of a finding, by their numbers', async () => {
    const finding: RowFilter = { kind: 'rows', finding: 'html', rows: [1, 4, 99], count: 3, of: 5 };
    expect(await filtered(finding)).toEqual([1, 4]);
    expect(await numbers({ filters: [finding, { kind: 'equals', column: 'name', text: 'kettle' }] })).toEqual([1]);
    expect(await numbers({ filters: [finding], search: '红茶' })).toEqual([4]);
  });

  test('all of them must hold', async () => {
    const filters: RowFilter[] = [
      { kind: 'not_empty', column: '说明' },
      { kind: 'number', column: 'price', from: null, to: 100 },
    ];
    expect(await numbers({ filters })).toEqual([0, 4]);
  });

  test('a column that is not there is named', async () => {
    await expect(filtered({ kind: 'empty', column: 'x"; --' })).rejects.toMatchObject({ code: 'column_unknown' });
  });
});

describe('sorting', () => {
  beforeEach(() => store(['name', 'price', '说明'], ROWS));
  test.each<[RowView['sort'], number[]]>([
    [{ column: 'name', by: 'text', descending: false }, [4, 1, 0, 2, 3]],
    [{ column: 'name', by: 'text', descending: true }, [3, 2, 0, 1, 4]],
    [{ column: 'price', by: 'number', descending: false }, [4, 0, 2, 1, 3]],
    [{ column: 'price', by: 'number', descending: true }, [1, 2, 0, 4, 3]],
    [{ column: 'name', by: 'length', descending: true }, [4, 1, 3, 0, 2]],
  ])('%j', async (sort, expected) => expect(await numbers({ sort })).toEqual(expected));

  test('of what a filter leaves, page by page', async () => {
    const view: RowView = {
      filters: [{ kind: 'not_empty', column: '说明' }],
      search: '',
      sort: { column: 'price', by: 'number', descending: false },
    };
    expect(await views.page(files, view, { offset: 1, limit: 1 }, signal)).toEqual({
      ...{ offset: 1, total: 3, numbers: [0] },
      rows: [ROWS[0]],
      cut: [],
    });
    expect((await views.page(files, view, { offset: 3, limit: 10 }, signal)).rows).toEqual([]);
  });
});

describe('searching', () => {
  test('as many words as a search holds, in as many columns as there are', takesLong, async () => {
    const columns = Array.from({ length: 200 }, (_, index) => `column ${index}`);
    const words = Array.from({ length: 170 }, (_, index) => `w${index}x`);
    const row = (own: readonly string[]) => columns.map((_, index) => own[index] ?? '');
    store(columns, [row(words), row(words.slice(1)), row([...words.slice(0, 169), 'other'])]);
    expect(await numbers({ search: words.join(' ') })).toEqual([0]);
    const filters = words
      .slice(0, 50)
      .map((text, index) => ({ kind: 'contains' as const, column: `column ${index}`, text }));
    expect(await numbers({ search: words.slice(1, 169).join(' '), filters: filters.slice(1) })).toEqual([0, 2]);
  });

  test('words must all occur, in any column; quotes hold words together', async () => {
    expect(searchTerms(' red  "tea pot" red "open end')).toEqual(['red', 'tea pot', 'open end']);
    store(
      ['a', 'b'],
      [
        ['red tea', 'pot'],
        ['a tea pot', 'is red'],
        ['tea pot', 'blue'],
      ],
    );
    expect(await numbers({ search: 'RED tea pot' })).toEqual([0, 1]);
    expect(await numbers({ search: 'red "tea pot"' })).toEqual([1]);
  });

  test('the index finds what looking at every row finds', async () => {
    const unit = fc.constantFrom(...'abAB红茶壶"%_\\é É ');
    const text = fc.string({ unit, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(text, text), { minLength: 1, maxLength: 20 }), text, async (rows, search) => {
        store(['a', 'b'], rows);
        const without = await numbers({ search });
        views.close(folder);
        await build();
        expect(await numbers({ search })).toEqual(without);
        const terms = searchTerms(search).map((term) => term.toLowerCase());
        const oracle = rows.flatMap((cells, row) =>
          terms.every((term) => cells.some((cell) => cell.toLowerCase().includes(term))) ? [row] : [],
        );
        expect(without).toEqual(oracle);
      }),
      { numRuns: fewOr(40, 150) },
    );
  });

  test('an index that was given up leaves nothing', async () => {
    store(
      ['a'],
      Array.from({ length: 9000 }, (_, row) => [`row ${row}`]),
    );
    const controller = new AbortController();
    const consume = async () => {
      for await (const { done } of buildSearchIndex(files.file, files.index, controller.signal)) {
        if (done > 0) controller.abort();
      }
    };
    await expect(consume()).rejects.toThrow('aborted');
    expect(readdirSync(folder)).toEqual(['v1.db']);
    expect(existsSync(files.index)).toBe(false);
  });
});

test.each<[string, number | null]>([
  ['1,234', 1234],
  ['1,5', 1.5],
  ['1.234,5', 1234.5],
  ['1,234.5', 1234.5],
  ['1.234.567', 1_234_567],
  ["1'000", 1000],
  [' -3e2 ', -300],
  ['12 %', 12],
  ['.5', 0.5],
  ['', null],
  ['n/a', null],
  ['1-2', null],
])('%j is the number %j', (text, expected) => expect(numberOf(text)).toBe(expected));
