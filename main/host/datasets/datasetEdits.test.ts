import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Dataset } from '../../../shared/domain/datasets/dataset.ts';
import type { DatasetStep } from '../../../shared/domain/datasets/datasetStep.ts';
import type { ChangeEvent } from '../../../shared/ipc/contract.ts';
import { openStudio, type Studio } from '../testing/studio.ts';

let studio: Studio;
let dataset: Dataset;
beforeEach(async () => {
  studio = await openStudio();
  dataset = await studio.importText('name,text\na,one\nb,two\nc,three\n');
});
afterEach(() => studio.close());

async function ended(events: AsyncIterable<ChangeEvent>): Promise<Dataset> {
  const last = (await Array.fromAsync(events)).at(-1);
  if (last?.event !== 'done') throw new Error('the change did not end');
  return last.dataset;
}
const change = (step: DatasetStep) => ended(studio.client.datasets.change({ id: dataset.id, step }));
const edit = (row: number, value: string) => change({ kind: 'edit_cells', edits: [{ row, column: 'text', value }] });
const undo = () => ended(studio.client.datasets.undo({ id: dataset.id }));
const redo = () => ended(studio.client.datasets.redo({ id: dataset.id }));
const history = () => studio.client.datasets.history({ id: dataset.id });
const kinds = async () => (await history()).versions.map(({ kind, changes }) => `${kind} ${changes}`);
/** What is being written, a moment after the database is, does not count. */
const files = () =>
  readdirSync(join(studio.home, 'datasets', dataset.id))
    .filter((name) => !name.startsWith('.'))
    .sort();
const texts = async () => {
  const { rows } = await studio.client.datasets.rows({ id: dataset.id, offset: 0, limit: 10 });
  return rows.map(([, text]) => text).join(' ');
};

describe('edits of one sitting', () => {
  test('are one version, from which the last one is taken back first', async () => {
    await edit(0, '1');
    await edit(1, '2');
    expect(await edit(0, '3')).toMatchObject({ rows: 3 });
    expect(await texts()).toBe('3 2 three');
    expect(await kinds()).toEqual(['import 0', 'edit_cells 3']);
    expect(files()).toHaveLength(2);

    await undo();
    expect(await texts()).toBe('1 2 three');
    await undo();
    expect(await texts()).toBe('1 two three');
    await undo();
    expect(await texts()).toBe('one two three');
    await expect(undo()).rejects.toMatchObject({ code: 'nothing_to_undo' });
    expect(await history()).toMatchObject({ canUndo: false, canRedo: true, current: 1 });

    for (const expected of ['1 two three', '1 2 three', '3 2 three']) {
      await redo();
      expect(await texts()).toBe(expected);
    }
    await expect(redo()).rejects.toMatchObject({ code: 'nothing_to_redo' });
    expect(await kinds()).toEqual(['import 0', 'edit_cells 3']);
  });

  test('a version that a run has used stays as it is', async () => {
    await edit(0, '1');
    const run = await studio.startRun(dataset.id, { recipe: { kind: 'continue', template: '{{text}}' } });
    await studio.ended(run.id);
    await edit(1, '2');
    expect(await kinds()).toEqual(['import 0', 'edit_cells 1', 'edit_cells 1']);
    const { versions } = await history();
    expect(versions[1]?.runs).toEqual([{ id: run.id, name: run.name }]);
    await expect(studio.client.datasets.removeVersion({ id: dataset.id, version: 2 })).rejects.toMatchObject({
      code: 'version_in_use',
    });
  });

  test('a version from which another one was made stays as it is, and another change forgets what was undone', async () => {
    await edit(0, '1');
    await change({ kind: 'delete_rows', rows: [2] });
    await undo();
    expect(await texts()).toBe('1 two three');
    await edit(1, '2');
    expect(await kinds()).toEqual(['import 0', 'edit_cells 1', 'delete_rows 1', 'edit_cells 1']);
    expect((await history()).canRedo).toBe(false);
    await undo();
    await undo();
    expect(await texts()).toBe('one two three');
  });

  test('after a new start the version made last is what can be done again', async () => {
    await edit(0, '1');
    await undo();
    await studio.reopen();
    expect(await history()).toMatchObject({ canUndo: false, canRedo: true });
    await redo();
    expect(await texts()).toBe('1 two three');
  });
});

describe('removing versions', () => {
  test('frees their files; what was made of them stays', async () => {
    await change({ kind: 'delete_rows', rows: [0] });
    await change({ kind: 'delete_rows', rows: [0] });
    await studio.client.datasets.removeVersion({ id: dataset.id, version: 2 });
    expect(files()).toEqual(['v1.db', 'v3.db']);
    expect(await history()).toMatchObject({ canUndo: false, versions: [{ version: 1 }, { version: 3, parent: null }] });
    expect((await history()).versions[1]?.bytes).toBeGreaterThan(1000);
    expect(await texts()).toBe('three');
    await expect(studio.client.datasets.removeVersion({ id: dataset.id, version: 3 })).rejects.toMatchObject({
      code: 'version_in_use',
    });
    await expect(studio.client.datasets.removeVersion({ id: dataset.id, version: 2 })).rejects.toMatchObject({
      code: 'not_found',
    });
  });
});
