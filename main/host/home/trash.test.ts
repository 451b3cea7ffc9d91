import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DEFAULT_GENERATION } from '../../../shared/domain/models/generation.ts';
import type { Run } from '../../../shared/domain/runs/run.ts';
import { openDatabase } from '../../db/open.ts';
import { openStudio, type Studio } from '../testing/studio.ts';

let studio: Studio;
beforeEach(async () => {
  studio = await openStudio();
});
afterEach(() => studio.close());

async function generate(model: string, text = 'a'): Promise<void> {
  const request = {
    model: { kind: 'model' as const, id: model },
    input: {
      task: 'text-generation' as const,
      prompt: { kind: 'text' as const, text },
      settings: DEFAULT_GENERATION,
    },
  };
  for await (const _ of studio.client.playground.predict(request));
}

async function train(): Promise<Run> {
  const dataset = await studio.importText();
  return studio.ended((await studio.startRun(dataset.id)).id);
}

/** Works on the database of the studio while it is closed. */
async function whileClosed(work: (database: ReturnType<typeof openDatabase>) => void): Promise<void> {
  await studio.host.close();
  const database = openDatabase(join(studio.home, 'kindling.db'));
  work(database);
  database.close();
  await studio.restart();
}

test('a data set, a run, a model and generations go to the trash and come back whole', async () => {
  const run = await train();
  const model = run.modelId ?? '';
  await generate(model, 'one');
  await generate(model, 'two');
  const { client } = studio;
  const all = async () => [
    await client.datasets.list({}),
    await client.runs.list({}),
    await client.models.list({}),
    await client.playground.history({}),
    await client.datasets.rows({ id: run.datasetId, offset: 0, limit: 9 }).catch(() => null),
  ];
  const before = await all();
  await client.playground.clearHistory({});
  for (const removed of [
    await client.models.remove({ id: model }),
    await client.runs.remove({ id: run.id }),
    await client.datasets.remove({ id: run.datasetId }),
  ]) {
    expect(removed.trashId).not.toBeNull();
  }
  expect(await all()).toEqual([[], [], [], [], null]);
  await expect(client.runs.get({ id: run.id })).rejects.toMatchObject({ code: 'in_trash' });
  await studio.reopen();
  const trash = await studio.client.trash.list({});
  expect(trash.map(({ kind, count }) => [kind, count]).sort()).toEqual([
    ['dataset', 1],
    ['history', 2],
    ['model', 1],
    ['run', 1],
  ]);
  for (const { bytes, trashedAt, purgeAt } of trash) {
    expect(bytes).toBeGreaterThan(0);
    expect(Date.parse(purgeAt) - Date.parse(trashedAt)).toBe(30 * 86_400_000);
  }
  for (const { id } of trash) await studio.client.trash.restore({ id });
  Object.assign(client, studio.client);
  expect(await all()).toEqual(before);
});

test('what is removed for good is gone from the disk, its words from the database’s pages', async () => {
  const canary = 'walnut-canary-7f3a';
  const run = await train();
  const model = run.modelId ?? '';
  await generate(model, canary);
  await studio.client.playground.clearHistory({});
  await studio.client.runs.rename({ id: run.id, name: `${canary} run` });
  await studio.client.models.rename({ id: model, name: `${canary} model` });
  await studio.client.datasets.rename({ id: run.datasetId, name: `${canary} data` });
  await studio.client.runs.remove({ id: run.id });
  await studio.client.models.remove({ id: model });
  await studio.client.datasets.remove({ id: run.datasetId });
  const holders = () =>
    readdirSync(studio.home, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((file) => readFileSync(file).includes(canary));
  expect(holders()).not.toEqual([]);
  await studio.client.trash.empty({});
  expect(await studio.client.trash.list({})).toEqual([]);
  expect(holders()).toEqual([]);
  for (const folder of ['datasets', 'runs', 'models']) {
    expect(existsSync(join(studio.home, folder)) ? readdirSync(join(studio.home, folder)) : []).toEqual([]);
  }
});

test('only what has been in the trash for 30 days is removed by itself', async () => {
  const run = await train();
  await studio.client.models.remove({ id: run.modelId ?? '' });
  await studio.client.runs.remove({ id: run.id });
  await whileClosed((database) =>
    database.exec(
      `UPDATE trash SET trashed_at = '${new Date(Date.now() - 31 * 86_400_000).toISOString()}' WHERE kind = 'run'`,
    ),
  );
  await expect.poll(async () => (await studio.client.trash.list({})).map(({ kind }) => kind)).toEqual(['model']);
  await expect.poll(() => existsSync(join(studio.home, 'runs', run.id))).toBe(false);
  expect(existsSync(join(studio.home, 'models', run.modelId ?? ''))).toBe(true);
});

test.each(['dataset', 'run', 'model'] as const)(
  'a kill while a %s is removed for good leaves nothing behind',
  async (kind) => {
    const run = await train();
    const id = { dataset: run.datasetId, run: run.id, model: run.modelId ?? '' }[kind];
    const folder = join(studio.home, `${kind}s`, id);
    // As a kill right after the intent leaves it, and one after the row's end would.
    await whileClosed((database) =>
      database.prepare("INSERT INTO trash VALUES (?, ?, 'x', 'x', 0, '2026-01-01T00:00:00.000Z', 1)").run(kind, id),
    );
    expect(existsSync(folder)).toBe(false);
    expect(await studio.client.trash.list({})).toEqual([]);
    const lists = { dataset: studio.client.datasets, run: studio.client.runs, model: studio.client.models };
    expect(await lists[kind].list({})).toEqual([]);
    await whileClosed((database) => expect(database.prepare('SELECT count(*) FROM trash').pluck().get()).toBe(0));
  },
);

test('a kill while a version is removed leaves none of its files', async () => {
  const { id } = await studio.importText();
  for await (const _ of studio.client.datasets.change({ id, step: { kind: 'delete_rows', rows: [0] } }));
  await studio.client.datasets.setVersion({ id, version: 1 });
  const file = join(studio.home, 'datasets', id, 'v2.db');
  expect(existsSync(file)).toBe(true);
  await whileClosed((database) =>
    database.exec(`INSERT INTO trash VALUES ('version', '${id}/2', 'x', '', 0, '2026-01-01T00:00:00.000Z', 1)`),
  );
  expect(existsSync(file)).toBe(false);
  expect((await studio.client.datasets.versions({ id })).map(({ version }) => version)).toEqual([1]);
});

test('a data set that a run has yet to read stays; one that it has read may go', async () => {
  const dataset = await studio.importText();
  const { id } = await studio.startRun(dataset.id);
  await studio.client.runs.pause({ id });
  await expect.poll(async () => (await studio.client.runs.get({ id })).state).toBe('paused');
  await expect(studio.client.datasets.remove({ id: dataset.id })).rejects.toMatchObject({
    code: 'dataset_in_use',
    details: { state: 'paused' },
  });
  await studio.client.runs.resume({ id });
  await studio.ended(id);
  // Prepared: the run has its own copy, and goes on without the data set.
  mkdirSync(join(studio.home, 'runs', id, 'data'), { recursive: true });
  const { trashId } = await studio.client.datasets.remove({ id: dataset.id });
  await studio.client.runs.extend({ id, add: { kind: 'steps', steps: 2 } });
  expect(await studio.ended(id)).toMatchObject({ state: 'done', step: 6 });
  await studio.client.trash.purge({ id: trashId ?? '' });
  await studio.client.runs.extend({ id, add: { kind: 'steps', steps: 2 } });
  expect(await studio.ended(id)).toMatchObject({ state: 'done', step: 8 });
});

test('a model that its run trains on comes out of the trash', async () => {
  const run = await train();
  await studio.client.models.remove({ id: run.modelId ?? '' });
  await studio.client.runs.extend({ id: run.id, add: { kind: 'steps', steps: 2 } });
  await studio.ended(run.id);
  expect((await studio.client.models.list({})).map(({ id }) => id)).toEqual([run.modelId]);
  expect(await studio.client.trash.list({})).toEqual([]);
});

test('for good at once, where that is asked for', async () => {
  const run = await train();
  expect(await studio.client.runs.remove({ id: run.id, forGood: true })).toEqual({ trashId: null });
  expect(existsSync(join(studio.home, 'runs', run.id))).toBe(false);
  writeFileSync(join(studio.home, 'mine.txt'), 'stays');
  await studio.reopen();
  expect(existsSync(join(studio.home, 'mine.txt'))).toBe(true);
});
