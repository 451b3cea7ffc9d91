import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Dataset } from '../../../shared/domain/datasets/dataset.ts';
import type { DatasetStep } from '../../../shared/domain/datasets/datasetStep.ts';
import { openStudio, type Studio } from '../testing/studio.ts';

let studio: Studio;
let dataset: Dataset;
beforeEach(async () => {
  studio = await openStudio();
  dataset = await studio.importText('name,text\na,one\nb,two\nc,three\nd\n');
});
afterEach(() => studio.close());

async function change(step: DatasetStep): Promise<Dataset> {
  const events = await Array.fromAsync(studio.client.datasets.change({ id: dataset.id, step }));
  const last = events.at(-1);
  if (last?.event !== 'done') throw new Error('the change did not end');
  return last.dataset;
}
const rows = async () => (await studio.client.datasets.rows({ id: dataset.id, offset: 0, limit: 100 })).rows;
/** Of versions; what the list says of them is written a moment later. */
const files = () =>
  readdirSync(join(studio.home, 'datasets', dataset.id))
    .filter((name) => !name.includes('listing.json'))
    .sort();

describe('versions of a data set', () => {
  test('each step makes one, with its own rows, columns and recipe; going back loses nothing', async () => {
    const edit: DatasetStep = { kind: 'edit_cells', edits: [{ row: 1, column: 'text', value: 'zwei' }] };
    expect(await change(edit)).toMatchObject({ version: 2, rows: 3, rejected: 1 });
    expect(await rows()).toEqual([
      ['a', 'one'],
      ['b', 'zwei'],
      ['c', 'three'],
    ]);
    expect(await change({ kind: 'delete_rows', rows: [0] })).toMatchObject({ version: 3, rows: 2 });
    expect(await rows()).toEqual([
      ['b', 'zwei'],
      ['c', 'three'],
    ]);
    expect((await studio.client.datasets.get({ id: dataset.id })).columns[1]?.minLength).toBe(4);
    const versions = await studio.client.datasets.versions({ id: dataset.id });
    expect(versions.map(({ version, parent, step }) => [version, parent, step.kind])).toEqual([
      [1, null, 'import'],
      [2, 1, 'edit_cells'],
      [3, 2, 'delete_rows'],
    ]);

    expect(await studio.client.datasets.setVersion({ id: dataset.id, version: 1 })).toMatchObject({ rows: 3 });
    expect((await rows())[1]).toEqual(['b', 'two']);
    // A step from an older version does not overwrite the newer ones.
    expect(await change({ kind: 'delete_rows', rows: [2] })).toMatchObject({ version: 4, rows: 2 });
    await studio.client.datasets.setVersion({ id: dataset.id, version: 3 });
    expect((await rows())[0]).toEqual(['b', 'zwei']);
    expect(files()).toEqual(['v1.db', 'v2.db', 'v3.db', 'v4.db']);
  });

  test('a column gets another name, which undoing takes back; nothing else changes', async () => {
    const before = await rows();
    const renamed = await change({ kind: 'rename_column', column: 'text', name: '  {{words}} ' });
    expect(renamed.columns.map(({ name }) => name)).toEqual(['name', '{{words}}']);
    expect(await rows()).toEqual(before);
    // What comes after goes by the new name.
    await change({ kind: 'edit_cells', edits: [{ row: 0, column: '{{words}}', value: 'uno' }] });
    expect((await rows())[0]).toEqual(['a', 'uno']);
    for (let steps = 0; steps < 2; steps++) await Array.fromAsync(studio.client.datasets.undo({ id: dataset.id }));
    expect((await studio.client.datasets.get({ id: dataset.id })).columns[1]?.name).toBe('text');
  });

  test('the type that somebody gave a column stays through later changes, until it is left to its looks again', async () => {
    const types = ({ columns }: Dataset) => columns.map(({ type }) => type);
    const guessed = types(dataset);
    expect(types(await change({ kind: 'set_column_type', column: 'text', type: 'category' }))[1]).toBe('category');
    const renamed = await change({ kind: 'rename_column', column: 'text', name: 'words' });
    expect(renamed.columns[1]).toMatchObject({ name: 'words', type: 'category' });
    expect(types(await change({ kind: 'delete_rows', rows: [0] }))).toEqual([guessed[0], 'category']);
    expect(types(await change({ kind: 'set_column_type', column: 'words', type: null }))).toEqual(guessed);
  });

  test('a row that was rejected is put right', async () => {
    const step: DatasetStep = { kind: 'append_rows', rows: [['d', 'four']], lines: [5] };
    expect(await change(step)).toMatchObject({ rows: 4, rejected: 0 });
    expect((await rows()).at(-1)).toEqual(['d', 'four']);
    expect((await studio.client.datasets.rejections({ id: dataset.id, offset: 0, limit: 10 })).total).toBe(0);
  });

  test.each<[string, DatasetStep]>([
    ['column_unknown', { kind: 'edit_cells', edits: [{ row: 0, column: 'nothing', value: '' }] }],
    ['cell_has_nul', { kind: 'edit_cells', edits: [{ row: 0, column: 'text', value: 'a\0b' }] }],
    ['cell_has_nul', { kind: 'append_rows', rows: [['d', '\0']], lines: [] }],
    ['bad_input', { kind: 'edit_cells', edits: [{ row: 3, column: 'text', value: '' }] }],
    ['bad_input', { kind: 'delete_rows', rows: [3] }],
    ['column_unknown', { kind: 'rename_column', column: 'nothing', name: 'x' }],
    ['column_name_taken', { kind: 'rename_column', column: 'text', name: 'name' }],
    ['cell_has_nul', { kind: 'rename_column', column: 'text', name: 'a\0b' }],
    ['column_unknown', { kind: 'set_column_type', column: 'nothing', type: 'text' }],
    ['bad_input', { kind: 'append_rows', rows: [['too', 'many', 'cells']], lines: [] }],
    ['dataset_would_be_empty', { kind: 'delete_rows', rows: [0, 1, 2] }],
    ['bad_input', { kind: 'import' }],
  ])('what cannot be done is refused (%s) and leaves nothing behind', async (code, step) => {
    await expect(change(step)).rejects.toMatchObject({ code });
    expect(files()).toEqual(['v1.db']);
    expect(await studio.client.datasets.get({ id: dataset.id })).toMatchObject({ version: 1, rows: 3 });
  });

  test('two changes at once are one too many', async () => {
    const step: DatasetStep = { kind: 'delete_rows', rows: [0] };
    const first = change(step);
    await expect(change(step)).rejects.toMatchObject({ code: 'dataset_changing' });
    expect((await first).version).toBe(2);
  });

  test('a run remembers the version that it used', async () => {
    await change({ kind: 'delete_rows', rows: [0] });
    const run = await studio.startRun(dataset.id, { recipe: { kind: 'continue', template: '{{text}}' } });
    await studio.client.datasets.setVersion({ id: dataset.id, version: 1 });
    expect((await studio.ended(run.id)).datasetVersion).toBe(2);
    expect(existsSync(join(studio.home, 'datasets', dataset.id, 'v2.db'))).toBe(true);
  });
});
