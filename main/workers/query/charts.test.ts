import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createConfig } from '../../../shared/domain/architectures/index.ts';
import { ALL_ROWS } from '../../../shared/domain/datasets/datasetView.ts';
import { createDatasetFile } from '../../db/datasetFile.ts';
import { tokenizerJson } from '../../ml/tokenizer/tokenizerFile.ts';
import { countTokens } from './countTokens.ts';
import { histogram } from './histogram.ts';
import { OpenViews } from './openViews.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kindling-charts-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const signal = new AbortController().signal;
const files = () => ({ file: join(folder, 'v1.db'), index: join(folder, 'v1.search.db') });

function store(columns: readonly string[], rows: readonly string[][]): void {
  const writer = createDatasetFile(files().file, columns);
  for (const row of rows) writer.append(row);
  writer.finish();
}

test('a histogram counts everything once, in bars of a round width', () => {
  expect(
    histogram(
      new Map([
        [3, 2],
        [4, 1],
        [9, 5],
      ]),
      4,
    ),
  ).toEqual([
    { from: 2, to: 4, count: 2 },
    { from: 4, to: 6, count: 1 },
    { from: 6, to: 8, count: 0 },
    { from: 8, to: 10, count: 5 },
  ]);
  expect(histogram(new Map(), 4)).toEqual([]);
  fc.assert(
    fc.property(fc.array(fc.nat(1_000_000), { minLength: 1 }), (lengths) => {
      const counts = new Map<number, number>();
      for (const length of lengths) counts.set(length, (counts.get(length) ?? 0) + 1);
      const bins = histogram(counts, 24);
      expect(bins.length).toBeLessThanOrEqual(25);
      for (const { from, to, count } of bins) {
        expect(lengths.filter((length) => length >= from && length < to)).toHaveLength(count);
      }
      expect(bins.reduce((sum, { count }) => sum + count, 0)).toBe(lengths.length);
    }),
  );
});

test('lengths and frequent values are those of the view', async () => {
  store(
    ['kind', 'text'],
    [
      ['a', 'x'],
      ['b', 'xx'],
      ['a', 'xxx'],
      ['__proto__', 'x'],
      ['__proto__', ''],
      ['c', 'x'],
    ],
  );
  const views = new OpenViews();
  try {
    const all = await views.charts(files(), ALL_ROWS, signal);
    expect(all.rows).toBe(6);
    expect(all.columns[0]).toMatchObject({
      values: [
        { value: 'a', count: 2 },
        { value: '__proto__', count: 2 },
      ],
      others: 2,
    });
    const view = { ...ALL_ROWS, filters: [{ kind: 'equals' as const, column: 'kind', text: 'a' }] };
    const sorted = { ...ALL_ROWS, sort: { column: 'text', by: 'length' as const, descending: true } };
    expect(await views.charts(files(), sorted, signal)).toEqual(all);
    const some = await views.charts(files(), view, signal);
    expect(some.columns[1]?.lengths).toEqual([
      { from: 1, to: 2, count: 1 },
      { from: 2, to: 3, count: 0 },
      { from: 3, to: 4, count: 1 },
    ]);
  } finally {
    views.close(folder);
  }
});

test('tokens are counted, with the rows that are longer than the context', async () => {
  // Without merges a byte is a token.
  writeFileSync(join(folder, 'tokenizer.json'), JSON.stringify(tokenizerJson([], 258)));
  writeFileSync(join(folder, 'config.json'), JSON.stringify(createConfig('llama', 'nano', 4)));
  store(
    ['a', 'b'],
    [
      ['x', 'y'],
      ['', ''],
      ['茶', 'yy'],
    ],
  );
  const events = await Array.fromAsync(countTokens({ files: files(), view: ALL_ROWS, model: folder }, signal));
  expect(events.at(-1)).toEqual({
    event: 'done',
    counts: { rows: 3, total: 10, mean: 10 / 3, median: 3, p95: 6, p99: 6, longest: 6, context: 4, overContext: 1 },
  });
  writeFileSync(join(folder, 'tokenizer.json'), '{}');
  await expect(
    Array.fromAsync(countTokens({ files: files(), view: ALL_ROWS, model: folder }, signal)),
  ).rejects.toMatchObject({ code: 'model_invalid' });
});
