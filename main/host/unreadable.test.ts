import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DEFAULT_GENERATION } from '../../shared/domain/models/generation.ts';
import { openDatabase } from '../db/open.ts';
import { openStudio, type Studio } from './testing/studio.ts';

/** Rows of a newer or a stranger version among those that can be read: the studio starts, and says what it cannot read. */
let studio: Studio;
beforeEach(async () => {
  studio = await openStudio();
});
afterEach(() => studio.close());

/** Changes the database of the closed studio and opens it again. */
async function withDatabase(...statements: string[]): Promise<void> {
  await studio.host.close();
  const database = openDatabase(join(studio.home, 'kindling.db'));
  for (const sql of statements) database.exec(sql);
  database.close();
  await studio.restart();
}

/** One of each kind. */
async function fill(): Promise<{ dataset: string; run: string; model: string }> {
  const dataset = await studio.importText();
  const run = await studio.ended((await studio.startRun(dataset.id)).id);
  const model = run.modelId ?? '';
  for await (const _ of studio.client.playground.predict({
    model: { kind: 'model', id: model },
    input: { task: 'text-generation', prompt: { kind: 'text', text: 'a' }, settings: DEFAULT_GENERATION },
  }));
  return { dataset: dataset.id, run: run.id, model };
}

const STRANGE = [
  "INSERT INTO runs SELECT 'x', state, json_set(run, '$.id', 'x', '$.name', 'strange', '$.recipe.kind', 'foretell'), created_at FROM runs",
  "INSERT INTO runs SELECT 'broken', state, substr(run, 1, 90), created_at FROM runs LIMIT 1",
  "INSERT INTO models SELECT 'x', name, json_set(model, '$.config.model_type', 'other', '$.config.hidden_size', 'wide'), created_at FROM models",
  `INSERT INTO datasets SELECT 'x', 'strange', file_name, version, rows, rejected, bytes, encoding, delimiter, '[{"odd":1}]', created_at,
     format, suggested_recipe FROM datasets`,
  "INSERT INTO history SELECT 'x', model_id, '{', created_at FROM history",
  "INSERT OR REPLACE INTO settings VALUES ('theme', '\"sepia\"'), ('language', 'nonsense{'), ('notifications', 'false')",
];

test('what cannot be read is listed as such, and all else as ever', async () => {
  const ids = await fill();
  await withDatabase(...STRANGE);
  const { client } = studio;
  expect((await client.datasets.list({})).map(({ id }) => id)).toEqual([ids.dataset]);
  expect((await client.runs.list({})).map(({ id }) => id)).toEqual([ids.run]);
  expect((await client.models.list({})).map(({ id }) => id)).toEqual([ids.model]);
  expect(await client.playground.history({})).toHaveLength(1);
  expect(await client.settings.get({})).toMatchObject({ language: 'system', theme: 'system', notifications: false });
  const problems = await client.storage.problems({});
  expect(problems.map(({ kind, id, name, problem }) => [kind, id, name, problem])).toEqual([
    ['dataset', 'x', 'strange', 'unreadable'],
    ['run', 'broken', null, 'unreadable'],
    ['run', 'x', 'strange', 'unreadable'],
    ['model', 'x', expect.any(String), 'unreadable'],
    ['history', 'x', null, 'unreadable'],
  ]);
  for (const { detail } of problems) expect(detail).not.toBe('');
  for (const get of [client.datasets.get, client.runs.get, client.models.get]) {
    await expect(get({ id: 'x' })).rejects.toMatchObject({ code: 'row_unreadable' });
  }
  // Another run goes its way beside them.
  expect((await studio.ended((await studio.startRun(ids.dataset)).id)).state).toBe('done');
  expect(studio.internalErrors).toEqual([]);
});

test('it can be had as it is stored, and goes to the trash and back', async () => {
  await fill();
  await withDatabase(...STRANGE);
  const { client } = studio;
  const { text } = await client.storage.raw({ kind: 'run', id: 'x' });
  expect(JSON.parse(text)).toMatchObject({ name: 'strange', recipe: { kind: 'foretell' } });
  const before = await client.storage.problems({});
  for (const { kind, id } of before) await client.storage.remove({ kind, id });
  expect(await client.storage.problems({})).toEqual([]);
  await withDatabase();
  const trash = await studio.client.trash.list({});
  expect(trash).toHaveLength(before.length);
  for (const { id } of trash) await studio.client.trash.restore({ id });
  expect(await studio.client.storage.problems({})).toEqual(before);
});

test('a version made by an unknown step is no reason to fail', async () => {
  const { dataset: id } = await fill();
  await withDatabase(
    `INSERT INTO dataset_versions SELECT dataset_id, 7, 1, '{"kind":"translate"}', rows, rejected, columns, created_at FROM dataset_versions`,
  );
  expect((await studio.client.datasets.history({ id })).versions.map(({ version }) => version)).toEqual([1]);
  for await (const _ of studio.client.datasets.change({ id, step: { kind: 'delete_rows', rows: [0] } }));
  expect((await studio.client.datasets.get({ id })).version).toBe(8);
  await withDatabase('UPDATE datasets SET version = 7');
  expect(await studio.client.datasets.history({ id })).toMatchObject({ current: 7, canUndo: false, canRedo: false });
  await expect(async () => {
    for await (const _ of studio.client.datasets.undo({ id }));
  }).rejects.toMatchObject({ code: 'row_unreadable' });
  expect(studio.internalErrors).toEqual([]);
});

test('a start that fails does not keep the home locked', async () => {
  await fill();
  await studio.host.close();
  const database = openDatabase(join(studio.home, 'kindling.db'));
  // Something that no store expects.
  database.exec('ALTER TABLE samples RENAME TO elsewhere; ALTER TABLE points RENAME TO gone');
  database.close();
  await expect(studio.restart()).rejects.toThrow('no such table');
  const again = openDatabase(join(studio.home, 'kindling.db'));
  again.exec('ALTER TABLE elsewhere RENAME TO samples; ALTER TABLE gone RENAME TO points');
  again.close();
  await studio.restart();
  expect(await studio.client.runs.list({})).toHaveLength(1);
});
