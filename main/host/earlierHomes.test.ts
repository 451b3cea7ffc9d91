import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { countParameters } from '../../shared/domain/architectures/index.ts';
import { DOCTOR_RULES } from '../../shared/domain/datasets/doctor.ts';
import type { TrainedModel } from '../../shared/domain/models/trainedModel.ts';
import type { Run } from '../../shared/domain/runs/run.ts';
import { connect } from '../../shared/ipc/client.ts';
import { contract, type StudioContract } from '../../shared/ipc/contract.ts';
import { memoryPorts } from '../../shared/ipc/memoryPort.ts';
import type { Client } from '../../shared/ipc/rpc.ts';
import { engineProvider } from '../engine/provider.ts';
import { againBut, takesLong } from '../setup/leftOut.ts';
import { createHost, type Host } from './createHost.ts';
import { sourceWorkers } from './testing/sourceWorkers.ts';
import { CLI_PEER } from './testing/studio.ts';

/** Homes that earlier versions made (`testing/earlierHomes/README.md`), opened by today's program with its real workers. */
const HOMES = join(import.meta.dirname, 'testing', 'earlierHomes');

/** Losses and evaluations, without times. */
interface Curve {
  steps: number[];
  losses: number[];
  evaluations: { step: number; validationLoss: number }[];
}

/** What the version that made a home said of it. Shapes of then: today's may have more. */
interface Recorded {
  at: string;
  processor: string;
  datasets: {
    dataset: { id: string; version: number };
    versions: { version: number }[];
    contents: { version: number; total: number; sha256: string }[];
    report: { rules: number } | null;
  }[];
  runs: (Pick<
    Run,
    'id' | 'state' | 'name' | 'parameters' | 'step' | 'checkpoints' | 'recipe' | 'settings' | 'datasetId'
  > &
    object)[];
  curves: Record<string, Curve>;
  models: (Pick<TrainedModel, 'id'> & object)[];
  weightsSha256: string;
  /** `null` where that version measured none. */
  measurement: object | null;
  history: { text: string }[];
  trash: { id: string; kind: string; name: string }[];
  /** What the paused run would have come to without the pause. */
  twin: { curve: Curve; weightsSha256: string; testLoss: number };
}

const names = readdirSync(HOMES, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? entry.name : []));

test('there are homes to open', () => expect(names).toEqual(expect.arrayContaining(['b60a813', 'fb6cb11'])));

describe.each(names)('a home made by commit %s', (name) => {
  const recorded = JSON.parse(readFileSync(join(HOMES, name, 'recorded.json'), 'utf8')) as Recorded;
  let folder: string;
  let host: Host;
  let client: Client<StudioContract>;

  beforeAll(() => {
    // What is in its trash would have been removed for good by now.
    vi.useFakeTimers({ now: new Date(recorded.at), toFake: ['Date'] });
    folder = mkdtempSync(join(tmpdir(), 'kindling-earlier-'));
    const home = join(folder, 'home');
    for (const [path, bytes] of Object.entries(unzipSync(readFileSync(join(HOMES, name, 'home.zip'))))) {
      mkdirSync(dirname(join(home, path)), { recursive: true });
      writeFileSync(join(home, path), bytes);
    }
    host = createHost({
      home,
      resources: join(import.meta.dirname, '..', '..', 'resources'),
      shell: 'cli',
      spawnWorker: sourceWorkers(join(folder, 'workers')),
      engine: engineProvider({ environment: { ...process.env, KINDLING_ENGINE: 'wasm' } }),
    });
    const [ours, hosts] = memoryPorts();
    host.attach(hosts, CLI_PEER);
    client = connect(ours, contract);
  });
  afterAll(async () => {
    await host?.close();
    vi.useRealTimers();
    rmSync(folder, { recursive: true, force: true });
  });

  const curveOf = async (id: string): Promise<Curve> => {
    const [curve] = await client.runs.curves({ ids: [id] });
    const { steps = [], losses = [], evaluations = [] } = curve ?? {};
    return {
      ...{ steps, losses },
      evaluations: evaluations.map(({ step, validationLoss }) => ({ step, validationLoss })),
    };
  };
  const ended = async (id: string) => {
    for await (const _ of client.runs.watch({ id, fromStep: null }));
    return client.runs.get({ id });
  };
  const runInState = (state: Run['state']) => {
    const run = recorded.runs.find((one) => one.state === state);
    if (!run) throw new Error(`no run is ${state}`);
    return run;
  };

  test('opens without a problem', async () => {
    expect(await client.storage.problems({})).toEqual([]);
    expect(await client.storage.recovery({})).toBeNull();
  });

  test('every version of every data set is there, row for row', againBut('b60a813')(name), async () => {
    const view = { search: '', filters: [], sort: null };
    expect(await client.datasets.list({})).toMatchObject(recorded.datasets.map(({ dataset }) => dataset));
    for (const { dataset, versions, contents, report } of recorded.datasets) {
      const { id } = dataset;
      expect(await client.datasets.versions({ id })).toMatchObject(versions);
      // A report by other rules is made anew when somebody asks for one.
      const shown = report?.rules === DOCTOR_RULES ? expect.objectContaining(report) : null;
      expect(await client.datasets.doctorReport({ id })).toEqual(shown);
      for (const { version, total, sha256 } of contents) {
        const page = await client.datasets.query({ id, version, view, offset: 0, limit: 200 });
        expect(page.total).toBe(total);
        expect(createHash('sha256').update(JSON.stringify(page.rows)).digest('hex')).toBe(sha256);
      }
    }
  });

  test('runs, checkpoints, models, measurements, history and trash are as they were', async () => {
    expect(await client.runs.list({})).toMatchObject(recorded.runs);
    for (const { id } of recorded.runs) expect(await curveOf(id)).toEqual(recorded.curves[id]);
    expect(await client.models.list({})).toMatchObject(recorded.models);
    const [model] = recorded.models;
    const measurement = await client.models.measurement({ id: model?.id ?? '' });
    expect(measurement).toEqual(recorded.measurement && expect.objectContaining(recorded.measurement));
    expect(await client.playground.history({})).toMatchObject(recorded.history);
    expect(await client.trash.list({})).toMatchObject(recorded.trash);
  });

  test.skipIf(recorded.trash.length === 0)('what was in the trash comes back', async () => {
    const [item] = recorded.trash;
    await client.trash.restore({ id: item?.id ?? '' });
    expect((await client.datasets.list({})).map((dataset) => dataset.name)).toContain(item?.name);
    expect(await client.storage.problems({})).toEqual([]);
  });

  test('its model writes what it wrote', againBut('fb6cb11')(name), async () => {
    const [entry] = await client.playground.history({});
    if (!entry?.inputs) throw new Error('the entry has no inputs');
    const events = await Array.fromAsync(
      client.playground.predict({
        model: { kind: 'model', id: entry.modelId },
        input: {
          task: 'text-generation',
          prompt: { kind: 'inputs', inputs: entry.inputs },
          settings: entry.settings,
        },
      }),
    );
    expect(events.at(-1)).toMatchObject({ event: 'done', text: entry.text });
  });

  test('its paused run goes on to where it would have come without the pause', takesLong, async () => {
    const { id, step, parameters } = runInState('paused');
    await client.runs.resume({ id });
    const run = await ended(id);
    // Its checkpoints', whatever the presets are by now.
    expect([run.model.assumed, countParameters(run.model.config)]).toEqual([false, parameters]);
    expect(run).toMatchObject({ state: 'done', resumedFromStep: step, error: null });
    expectSame(await curveOf(id), recorded.twin.curve);
    // Which instructions a processor has decides about last bits, even under WebAssembly.
    if (process.arch !== recorded.processor) return;
    expect(run.weightsSha256).toBe(recorded.twin.weightsSha256);
    expect(run.testLoss).toBe(recorded.twin.testLoss);
  });

  test('a new run trains on its data set', takesLong, async () => {
    const { recipe, datasetId } = runInState('paused');
    if (recipe.kind !== 'continue') throw new Error('the recipe is of another kind');
    const { id } = await client.runs.start({
      ...{ datasetId, recipe },
      size: 'nano',
      budget: { kind: 'steps', steps: 10_000 },
      settings: { per_device_train_batch_size: 2, context_length: 16, eval_steps: 10_000 },
    });
    // What comes at the end of a run, most of what a short one takes, was at the end of the one before.
    let pausing: Promise<object> | undefined;
    for await (const { event } of client.runs.watch({ id, fromStep: null }))
      if (event === 'step') pausing ??= client.runs.pause({ id });
    await pausing;
    const run = await client.runs.get({ id });
    expect(run).toMatchObject({ state: 'paused', error: null });
    expect(run.step).toBeGreaterThan(0);
  });

  /** To the last bit on the kind of processor that it was recorded on. */
  function expectSame(curve: Curve, expected: Curve): void {
    if (process.arch === recorded.processor) expect(curve).toEqual(expected);
    expect(curve.steps).toEqual(expected.steps);
    for (const [at, loss] of expected.losses.entries()) expect(curve.losses[at]).toBeCloseTo(loss, 4);
  }
});
