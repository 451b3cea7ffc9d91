import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Dataset } from '../../../shared/domain/datasets/dataset.ts';
import { ALL_ROWS, type RowView, type SearchIndexState } from '../../../shared/domain/datasets/datasetView.ts';
import { takesLong } from '../../setup/leftOut.ts';
import { openStudio, type Studio, wasmOnly } from '../testing/studio.ts';

let studio: Studio;
let dataset: Dataset;
beforeEach(async () => {
  studio = await openStudio(wasmOnly, 'headless');
  dataset = await studio.importText('name,text\na,one\nb,two\nc,three\nd,一二三四\n');
});
afterEach(() => studio.close());

const query = (view: Partial<RowView>, signal?: AbortSignal) =>
  studio.client.datasets.query({ id: dataset.id, view: { ...ALL_ROWS, ...view }, offset: 0, limit: 10 }, { signal });
const files = () =>
  readdirSync(join(studio.home, 'datasets', dataset.id))
    .filter((name) => name !== 'listing.json')
    .sort();

/** Watches until the index is ready. */
async function indexed(): Promise<SearchIndexState['state'][]> {
  const states: SearchIndexState['state'][] = [];
  for await (const { state } of studio.client.datasets.searchIndex({ id: dataset.id })) {
    states.push(state);
    if (state === 'ready') break;
  }
  return states;
}

describe('looking at rows', () => {
  test('all rows need no other process; anything else is found by one', async () => {
    expect(await query({})).toMatchObject({ total: 4, numbers: [0, 1, 2, 3] });
    expect(studio.processes).toEqual([]);
    expect(await query({ sort: { column: 'text', by: 'length', descending: true } })).toMatchObject({
      numbers: [2, 3, 0, 1],
    });
    expect(studio.processes).toHaveLength(1);
    expect((await query({ search: '二三' })).rows).toEqual([['d', '一二三四']]);
    expect(studio.processes).toHaveLength(1);
  });

  test('the values of a column, the most frequent first, without the empty ones', async () => {
    const { id } = await studio.importText('kind,text\nlamp,1\n,2\nmug,3\nmug,4\n');
    expect(await studio.client.datasets.values({ id, column: 'kind' })).toEqual([
      { value: 'mug', count: 2 },
      { value: 'lamp', count: 1 },
    ]);
    await expect(studio.client.datasets.values({ id, column: 'no' })).rejects.toMatchObject({ code: 'column_unknown' });
  });

  test('a process that ended is started again', async () => {
    await query({ search: 'one' });
    studio.processes[0]?.die({ signal: 'SIGKILL' });
    await expect
      .poll(() =>
        query({ search: 'one' }).then(
          ({ total }) => total,
          () => 0,
        ),
      )
      .toBe(1);
  });

  test('a query that is cancelled says so, and the next one works', async () => {
    const controller = new AbortController();
    const first = query({ search: 'one' }, controller.signal);
    controller.abort();
    await expect(first).rejects.toMatchObject({ code: 'cancelled' });
    expect((await query({ search: 'two' })).numbers).toEqual([1]);
  });

  test('a version can be asked for; one that is gone is not found', async () => {
    await Array.fromAsync(studio.client.datasets.change({ id: dataset.id, step: { kind: 'delete_rows', rows: [0] } }));
    const page = { id: dataset.id, view: ALL_ROWS, offset: 0, limit: 10 };
    expect((await studio.client.datasets.query(page)).total).toBe(3);
    expect((await studio.client.datasets.query({ ...page, version: 1 })).total).toBe(4);
    await expect(studio.client.datasets.query({ ...page, version: 9 })).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('the search index', () => {
  test('is built once somebody looks, and anew for the next version; the old one goes', async () => {
    expect((await indexed())[0]).toBe('waiting');
    expect(files()).toEqual(['v1.db', 'v1.search.db']);
    expect((await query({ search: '一二三' })).numbers).toEqual([3]);
    await Array.fromAsync(studio.client.datasets.change({ id: dataset.id, step: { kind: 'delete_rows', rows: [0] } }));
    expect((await query({ search: '一二三' })).numbers).toEqual([2]);
    await indexed();
    expect(files()).toEqual(['v1.db', 'v2.db', 'v2.search.db']);
    expect((await query({ search: '一二三' })).numbers).toEqual([2]);
  });

  test('a build that dies is told and leaves nothing; what a killed studio left is removed', async () => {
    await studio.client.datasets.remove({ id: dataset.id });
    dataset = await studio.importText(`text\n${'some words and more\n'.repeat(30_000)}`);
    for await (const { state } of studio.client.datasets.searchIndex({ id: dataset.id })) {
      if (state === 'building') studio.processes.find(({ name }) => name === 'data')?.die({ signal: 'SIGKILL' });
      if (state === 'failed') break;
    }
    await expect.poll(files).toEqual(['v1.db']);
    writeFileSync(join(studio.home, 'datasets', dataset.id, 'v1.search.db.partial'), 'x');
    await studio.reopen();
    expect(files()).toEqual(['v1.db']);
  });

  test('removing the data set ends its build', takesLong, async () => {
    dataset = await studio.importText(`text\n${'some words and more\n'.repeat(30_000)}`);
    for await (const { state } of studio.client.datasets.searchIndex({ id: dataset.id })) {
      if (state === 'building') break;
    }
    await studio.client.datasets.remove({ id: dataset.id, forGood: true });
    expect(readdirSync(join(studio.home, 'datasets'))).not.toContain(dataset.id);
  });
});
