// @ts-nocheck: it uses the program of another commit, whose types are not these.
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, relative, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';

/*
 * node make.mjs CHECKOUT OUT: makes a home with the program of another commit, whose checkout is built and whose presets are small (see
 * README.md), and writes `home.zip` and `recorded.json` into the folder OUT.
 */
const [checkout, out] = process.argv.slice(2).map((path) => resolve(path));
if (!checkout || !out) throw new Error('say which checkout, and which folder to write to');

const load = (path) => import(pathToFileURL(join(checkout, path)).href);
const { createHost } = await load('main/host/createHost.ts');
const { connect } = await load('shared/ipc/client.ts');
const { contract } = await load('shared/ipc/contract.ts');
const { memoryPorts } = await load('shared/ipc/memoryPort.ts');
const { engineProvider } = await load('main/engine/provider.ts');
const { childSpawner } = await load('main/workers/spawnChild.ts');
const { zipSync } = createRequire(join(checkout, 'package.json'))('fflate');

/** Earlier versions had no trash and measured no model. */
const can = (namespace, method) => contract[namespace]?.[method] !== undefined;

const folder = mkdtempSync(join(tmpdir(), 'kindling-earlier-'));
const home = join(folder, 'home');

function open(at) {
  const host = createHost({
    home: at,
    resources: join(checkout, 'resources'),
    shell: 'cli',
    spawnWorker: childSpawner(join(checkout, 'dist', 'main')),
    engine: engineProvider({ environment: { ...process.env, KINDLING_ENGINE: 'wasm' } }),
  });
  const [ours, hosts] = memoryPorts();
  host.attach(hosts, { mayNamePaths: true, offerDownload: null });
  return { host, client: connect(ours, contract) };
}

const last = async (stream) => {
  let event;
  for await (event of stream);
  return event;
};

async function importTable(client, name, text) {
  const path = join(folder, name);
  writeFileSync(path, text);
  return (await last(client.datasets.import({ file: { kind: 'path', path } }))).dataset.id;
}

const COLOURS = ['red', 'blue', 'green', 'white', 'black', 'golden', 'silver'];
const THINGS = ['lamp', 'chair', 'table', 'shelf', 'mirror', 'carpet', 'clock', 'vase', 'stool'];
const pairs = COLOURS.flatMap((colour) => THINGS.map((thing) => [colour, thing]));
const products = ['name,category,tagline', ...pairs.map(([c, t]) => `${c} ${t},${t},A ${c} ${t} for your home.`)];
const notes = ['title,note', ...pairs.map(([c, t], at) => `${t} ${at + 1},The ${t} in room ${at % 9} is ${c}.`)];

const settings = { precision: 'fp32', eval_steps: 6, save_steps: 3, context_length: 32, seed: 7 };
async function finish(client, id, stepSeen = () => {}) {
  for await (const event of client.runs.watch({ id, fromStep: 0 })) if (event.event === 'step') stepSeen(event.metric);
  return client.runs.get({ id });
}

const pausable = (datasetId) => ({
  datasetId,
  name: 'paused',
  recipe: { kind: 'continue', template: '{{title}}: {{note}}' },
  size: 'nano',
  budget: { kind: 'steps', steps: 24 },
  settings,
  split: { kind: 'ratio', validation: 0.2, test: 0.1 },
});

/** Numbers that training gives, and no times. */
const curveOf = async (client, id) => {
  const [{ steps, losses, evaluations }] = await client.runs.curves({ ids: [id] });
  return { steps, losses, evaluations: evaluations.map(({ step, validationLoss }) => ({ step, validationLoss })) };
};

let { host, client } = open(home);
const productsId = await importTable(client, 'products.csv', `${products.join('\n')}\n`);
const notesId = await importTable(client, 'notes.csv', `${notes.join('\n')}\n`);
const odd = await importTable(client, 'odd.csv', 'a,b\n1,x\n2,y\n');
await last(
  client.datasets.change({
    id: productsId,
    step: { kind: 'edit_cells', edits: [{ row: 0, column: 'tagline', value: 'Edited by hand.' }] },
  }),
);
await last(client.datasets.change({ id: productsId, step: { kind: 'delete_rows', rows: [1, 2] } }));
await last(client.datasets.doctor({ id: notesId }));
if (can('trash', 'list')) await client.datasets.remove({ id: odd });

const done = await client.runs.start({
  datasetId: productsId,
  name: 'finished',
  recipe: { kind: 'complete', inputs: ['name', 'category'], output: 'tagline' },
  size: 'nano',
  budget: { kind: 'steps', steps: 12 },
  settings,
});
const finished = await finish(client, done.id);
await client.runs.setTags({ id: done.id, tags: ['kept'] });
const model = finished.modelId;
if (can('models', 'evaluate')) await last(client.models.evaluate({ id: model, texts: 4, seed: 1 }));

// Its twin trains in a copy of the home, so that the home itself has one run of it.
await host.close();
const twinHome = join(folder, 'twin');
cpSync(home, twinHome, { recursive: true });
const twin = open(twinHome);
const uninterrupted = await finish(twin.client, (await twin.client.runs.start(pausable(notesId))).id);
const twinCurve = await curveOf(twin.client, uninterrupted.id);
await twin.host.close();

({ host, client } = open(home));
const { id: pausedId } = await client.runs.start(pausable(notesId));
const paused = await finish(client, pausedId, ({ step }) => {
  if (step === 10) void client.runs.pause({ id: pausedId });
});
const generation = {
  temperature: 0,
  top_k: 0,
  top_p: 1,
  min_p: 0,
  repetition_penalty: 1,
  max_tokens: 12,
  stop: [],
  seed: 1,
};
const prompt = {
  kind: 'inputs',
  inputs: [
    { column: 'name', value: 'red vase' },
    { column: 'category', value: 'vase' },
  ],
};
const input = { task: 'text-generation', prompt, settings: generation };
await last(client.playground.predict({ model: { kind: 'model', id: model }, input }));

if (paused.state !== 'paused') throw new Error(`the run is ${paused.state}`);
const view = { search: '', filters: [], sort: null };
const datasets = [];
for (const dataset of await client.datasets.list({})) {
  const { id } = dataset;
  const versions = await client.datasets.versions({ id });
  const contents = [];
  for (const { version } of versions) {
    const { total, rows } = await client.datasets.query({ id, version, view, offset: 0, limit: 200 });
    contents.push({ version, total, sha256: createHash('sha256').update(JSON.stringify(rows)).digest('hex') });
  }
  datasets.push({ dataset, versions, contents, report: await client.datasets.doctorReport({ id }) });
}
const weights = readFileSync(join(home, 'models', model, 'model.safetensors'));
const recorded = {
  at: new Date().toISOString(),
  processor: process.arch,
  datasets,
  runs: await client.runs.list({}),
  curves: { [finished.id]: await curveOf(client, finished.id), [pausedId]: await curveOf(client, pausedId) },
  models: await client.models.list({}),
  weightsSha256: createHash('sha256').update(weights).digest('hex'),
  measurement: can('models', 'measurement') ? await client.models.measurement({ id: model }) : null,
  history: await client.playground.history({}),
  trash: can('trash', 'list') ? await client.trash.list({}) : [],
  generation: { prompt, settings: generation },
  twin: { curve: twinCurve, weightsSha256: uninterrupted.weightsSha256, testLoss: uninterrupted.testLoss },
};
await host.close();

const files = {};
for (const entry of readdirSync(home, { recursive: true, withFileTypes: true })) {
  const path = join(entry.parentPath, entry.name);
  // A home that nobody has open has an owner no more.
  if (!entry.isFile() || /^owner\.|\.sock$/.test(entry.name)) continue;
  files[relative(home, path).split(sep).join('/')] = readFileSync(path);
}
mkdirSync(out, { recursive: true });
writeFileSync(join(out, 'home.zip'), zipSync(files, { level: 9, mtime: recorded.at }));
writeFileSync(join(out, 'recorded.json'), `${JSON.stringify(recorded, null, 2)}\n`);
rmSync(folder, { recursive: true, force: true });
