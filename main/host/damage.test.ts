import {
  copyFileSync,
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { DEFAULT_GENERATION } from '../../shared/domain/models/generation.ts';
import { openDatabase } from '../db/open.ts';
import { inTwo } from '../setup/leftOut.ts';
import { openStudio, type Studio } from './testing/studio.ts';

/** Homes with one thing damaged: nothing ends in `internal`, nothing is deleted, all else works. */
let prepared: string;
let ids: { dataset: string; run: string; model: string };
let studio: Studio;

beforeAll(async () => {
  prepared = await mkdtemp(join(tmpdir(), 'kindling-damage-'));
  const source = await openStudio();
  const dataset = await source.importText();
  const run = await source.ended((await source.startRun(dataset.id)).id);
  for await (const state of source.client.datasets.searchIndex({ id: dataset.id })) if (state.state === 'ready') break;
  for await (const _ of source.client.datasets.doctor({ id: dataset.id }));
  await generate(source, run.modelId ?? '');
  await source.client.runs.setTags({ id: run.id, tags: ['kept'] });
  await source.host.close();
  cpSync(source.home, prepared, { recursive: true });
  ids = { dataset: dataset.id, run: run.id, model: run.modelId ?? '' };
  await source.restart();
  await source.close();
});
afterAll(() => rmSync(prepared, { recursive: true, force: true }));
beforeEach(async () => {
  studio = await openStudio();
  await studio.host.close();
  rmSync(studio.home, { recursive: true, force: true });
  cpSync(prepared, studio.home, { recursive: true });
});
afterEach(() => studio.close());

async function generate({ client }: Studio, id: string): Promise<void> {
  const input = { task: 'text-generation' as const, prompt: { kind: 'text' as const, text: 'a' } };
  const model = { kind: 'model' as const, id };
  for await (const _ of client.playground.predict({ model, input: { ...input, settings: DEFAULT_GENERATION } }));
}

const at = (...parts: string[]) => join(studio.home, ...parts);
const version = () => at('datasets', ids.dataset, 'v1.db');
const garbage = (file: string) => writeFileSync(file, 'neither a database nor a model '.repeat(400));
/** Keeps the header and breaks every page after it. */
function flip(file: string, from = 4096): void {
  const bytes = readFileSync(file);
  for (let at = from; at < bytes.length; at += 3) bytes[at] = (bytes[at] ?? 0) ^ 0xff;
  writeFileSync(file, bytes);
}
function sql(...statements: string[]): void {
  const database = openDatabase(at('kindling.db'));
  for (const statement of statements) database.exec(statement);
  database.close();
}

/** Asks for everything that there is to ask, and says which codes came back. */
async function useAll(): Promise<Record<string, string>> {
  const { client } = studio;
  const { dataset: id, run, model } = ids;
  const view = { search: 'lamp', filters: [], sort: null };
  const page = { id, offset: 0, limit: 5 };
  const drain = async (stream: AsyncIterable<unknown>) => {
    for await (const _ of stream);
  };
  const recipe = { kind: 'complete' as const, inputs: ['name'], output: 'tagline' };
  const calls: Record<string, () => Promise<unknown>> = {
    datasets: () => client.datasets.list({}),
    rows: () => client.datasets.rows(page),
    query: () => client.datasets.query({ ...page, view }),
    sorted: () =>
      client.datasets.query({
        ...page,
        view: { ...view, search: '', sort: { column: 'name', by: 'text', descending: true } },
      }),
    charts: () => client.datasets.charts({ id, view }),
    values: () => client.datasets.values({ id, column: 'category' }),
    rejections: () => client.datasets.rejections(page),
    history: () => client.datasets.history({ id }),
    report: () => client.datasets.doctorReport({ id }),
    doctor: () => drain(client.datasets.doctor({ id, again: true })),
    change: () => drain(client.datasets.change({ id, step: { kind: 'delete_rows', rows: [0] } })),
    export: () => drain(client.datasets.export({ id, format: { kind: 'jsonl' } })),
    recipe: () => client.recipes.preview({ datasetId: id, recipe, rows: 2 }),
    split: () => client.datasets.splitPreview({ datasetId: id, recipe, split: { kind: 'auto' }, seed: 1 }),
    runs: () => client.runs.list({}),
    run: () => client.runs.get({ id: run }),
    curve: () => client.runs.curves({ ids: [run] }),
    models: () => client.models.list({}),
    model: () => client.models.get({ id: model }),
    exported: () => drain(client.models.export({ id: model, format: 'hf' })),
    problems: () => client.storage.problems({}),
    trash: () => client.trash.list({}),
  };
  const codes: Record<string, string> = {};
  for (const [name, call] of Object.entries(calls)) {
    await call().catch((error: { code?: string }) => {
      codes[name] = error.code ?? String(error);
    });
  }
  return codes;
}

const filesOf = (home: string) =>
  readdirSync(home, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(home.length));

const UNREADABLE_RUN =
  "INSERT INTO runs SELECT 'x', state, json_set(run, '$.recipe.kind', 'foretell'), created_at FROM runs";
const DATASET = { kind: 'dataset', problem: 'damaged' };

const DAMAGES: [string, () => void, Record<string, string>[]][] = [
  ['nothing', () => {}, []],
  ['an unknown run', () => sql(UNREADABLE_RUN), [{ kind: 'run', problem: 'unreadable' }]],
  [
    'a run of another preset',
    () => sql("UPDATE runs SET run = json_set(run, '$.size', 'gigantic')"),
    [{ kind: 'run', problem: 'unreadable' }],
  ],
  ['a data set of garbage', () => garbage(version()), [{ kind: 'dataset', problem: 'foreign' }]],
  ['a data set with broken pages', () => flip(version()), [DATASET]],
  ['an empty data set file', () => writeFileSync(version(), ''), [{ kind: 'dataset', problem: 'foreign' }]],
  ['a missing data set file', () => rmSync(version()), [{ kind: 'dataset', problem: 'missing' }]],
  [
    'another database as data set',
    () => copyFileSync(at('kindling.db'), version()),
    [{ kind: 'dataset', problem: 'foreign' }],
  ],
  [
    'a missing data set folder',
    () => rmSync(at('datasets', ids.dataset), { recursive: true }),
    [{ kind: 'dataset', problem: 'missing' }],
  ],
  [
    'a missing model folder',
    () => rmSync(at('models', ids.model), { recursive: true }),
    [{ kind: 'model', problem: 'missing' }],
  ],
  [
    'a model without weights',
    () => rmSync(at('models', ids.model, 'model.safetensors')),
    [{ kind: 'model', problem: 'missing' }],
  ],
  [
    'a file as model folder',
    () => {
      rmSync(at('models', ids.model), { recursive: true });
      writeFileSync(at('models', ids.model), 'x');
    },
    [{ kind: 'model', problem: 'missing' }],
  ],
  [
    'a missing run folder',
    () => rmSync(at('runs', ids.run), { recursive: true }),
    [{ kind: 'run', problem: 'missing' }],
  ],
  ['a search index of garbage', () => garbage(at('datasets', ids.dataset, 'v1.search.db')), []],
  ['a search index with broken pages', () => flip(at('datasets', ids.dataset, 'v1.search.db'), 100), []],
  ['a report of garbage', () => garbage(at('datasets', ids.dataset, 'v1.doctor.db')), []],
  ['a database of garbage', () => garbage(at('kindling.db')), []],
  ['a missing database', () => rmSync(at('kindling.db')), []],
];

const SHOWN = [
  'nothing',
  'an unknown run',
  'a data set with broken pages',
  'a missing data set file',
  'a missing model folder',
  'a missing run folder',
  'a database of garbage',
];

for (const [damages, options] of inTwo(DAMAGES, ...SHOWN))
  test.each(damages)('%s', options, async (_, damage, expected) => {
    damage();
    const before = filesOf(studio.home).filter((file) => !/kindling\.db|owner|\.(search|doctor)\.db/.test(file));
    await studio.restart();
    const codes = await useAll();
    expect(studio.internalErrors).toEqual([]);
    expect(Object.values(codes)).not.toContain('internal');
    const damaged = new Set(expected.map(({ kind }) => kind));
    const concerned = {
      dataset: /rows|query|sorted|charts|values|rejections|doctor|change|export$|recipe|split/,
      run: /^(run|curve)$/,
      model: /exported/,
    };
    for (const [call, code] of Object.entries(codes)) {
      const kinds = Object.entries(concerned).filter(([, calls]) => calls.test(call));
      expect(
        kinds.some(([kind]) => damaged.has(kind)),
        `${call}: ${code}`,
      ).toBe(true);
    }
    expect((await studio.client.storage.problems({})).map(({ kind, problem }) => ({ kind, problem }))).toEqual(
      expected.map(({ kind, problem }) => ({ kind, problem })),
    );
    for (const file of before) expect(existsSync(join(studio.home, file)), file).toBe(true);
    // A way out of each: away, and nothing is wrong any more.
    for (const { kind, id } of await studio.client.storage.problems({}))
      await studio.client.storage.remove({ kind, id });
    expect(await studio.client.storage.problems({})).toEqual([]);
  });

test('the weights of a model that LoRA has trained are an adapter', async () => {
  const base = { id: 'b', name: 'b', path: '/b', sha256: 'b', files: [], license: null };
  const stored = JSON.stringify({ ...base, tuning: 'lora', trainableParameters: 1 });
  sql(`UPDATE models SET model = json_set(model, '$.base', json('${stored}'))`);
  const adapter = at('models', ids.model, 'adapter_model.safetensors');
  renameSync(at('models', ids.model, 'model.safetensors'), adapter);
  await studio.restart();
  expect(await studio.client.storage.problems({})).toEqual([]);
  rmSync(adapter);
  expect(await studio.client.storage.problems({})).toMatchObject([
    { kind: 'model', problem: 'missing', path: adapter },
  ]);
});

/** What the lists and the run's curve say. */
async function everything() {
  const { client } = studio;
  const run = (await client.runs.list({}))[0];
  return {
    datasets: await client.datasets.list({}),
    versions: await client.datasets.versions({ id: ids.dataset }),
    rows: await client.datasets.rows({ id: ids.dataset, offset: 0, limit: 50 }),
    run,
    models: await client.models.list({}),
    metrics: await client.runs.metrics({ id: ids.run, after: -1, limit: 100 }),
  };
}

test.each<[string, () => void]>([
  ['damaged', () => garbage(at('kindling.db'))],
  ['missing', () => rmSync(at('kindling.db'))],
])('a database that is %s is built again from the folders, curve and tags included', async (kind, damage) => {
  await studio.restart();
  const before = await everything();
  await studio.host.close();
  for (const name of readdirSync(studio.home)) if (name.includes('.backup-')) rmSync(at(name));
  damage();
  await studio.restart();
  expect(await everything()).toEqual(before);
  const recovery = await studio.client.storage.recovery({});
  expect(recovery).toMatchObject({ datasets: 1, runs: 1, models: 1, left: 0, backupAt: null });
  expect(recovery?.setAside === null).toBe(kind === 'missing');
  if (recovery?.setAside) expect(readFileSync(recovery.setAside, 'utf8')).toContain('neither a database');
  await studio.client.storage.dismissRecovery({});
  // The second start is as the first.
  await studio.reopen();
  expect(await everything()).toEqual(before);
  expect(await studio.client.storage.recovery({})).toBeNull();
});

test('the newest whole copy takes the place of a damaged database, and what is newer comes from the folders', async () => {
  await studio.restart();
  await studio.host.close();
  const [backup] = readdirSync(studio.home).filter((name) => name.includes('.backup-'));
  expect(backup).toBeDefined();
  // A newer copy that is damaged itself is passed over.
  garbage(at(`kindling.db.backup-v1-${Date.now() + 60_000}`));
  await studio.restart();
  await studio.client.runs.rename({ id: ids.run, name: 'renamed since' });
  const later = await studio.importText();
  await studio.host.close();
  garbage(at('kindling.db'));
  await studio.restart();
  expect(await studio.client.playground.history({})).toHaveLength(1);
  expect((await studio.client.runs.get({ id: ids.run })).name).toBe('renamed since');
  expect((await studio.client.datasets.list({})).map(({ id }) => id).sort()).toEqual([ids.dataset, later.id].sort());
  expect((await studio.client.storage.recovery({}))?.backupAt).not.toBeNull();
});

test('folders of before there were listings are taken up by what their files say', async () => {
  for (const folder of [at('datasets', ids.dataset), at('runs', ids.run), at('models', ids.model)]) {
    rmSync(join(folder, 'listing.json'));
  }
  for (const name of readdirSync(studio.home)) if (name.startsWith('kindling.db')) rmSync(at(name));
  await studio.restart();
  const [dataset] = await studio.client.datasets.list({});
  expect(dataset).toMatchObject({ id: ids.dataset, rows: 12, version: 1 });
  expect(dataset?.columns.map(({ name, maxLength }) => [name, maxLength])).toContainEqual(['category', 5]);
  expect(await studio.client.runs.list({})).toMatchObject([
    { id: ids.run, state: 'interrupted', datasetId: ids.dataset },
  ]);
  expect(await studio.client.storage.recovery({})).toMatchObject({ datasets: 1, runs: 1, models: 0, left: 1 });
  expect(await studio.client.storage.problems({})).toMatchObject([{ kind: 'model', problem: 'unlisted' }]);
});
