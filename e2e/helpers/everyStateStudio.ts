import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { openStores } from '../../main/db/stores.ts';
import { serveUntilInterrupted } from '../../main/headless/serveUntilInterrupted.ts';
import { startHeadless } from '../../main/headless/startHeadless.ts';
import { DIRTY_CSV } from '../../main/host/testing/dirtyTable.ts';
import { defaultScript, spawner, trainBySteps, WASM, wasmOnly } from '../../main/host/testing/studio.ts';
import { DEFAULT_GENERATION } from '../../shared/domain/models/generation.ts';
import type { Checkpoint } from '../../shared/domain/runs/run.ts';
import { connect } from '../../shared/ipc/client.ts';
import { contract } from '../../shared/ipc/contract.ts';
import { memoryPorts } from '../../shared/ipc/memoryPort.ts';
import { fillBases, leaveFoundModel } from './everyStateBases.ts';
import { BASES, GO_ON, NAMES } from './everyStateNames.ts';
import { record, recordedMetric } from './recordedRun.ts';
import { learning, storeRuns } from './storedRuns.ts';

/**
 * The headless studio on a home in which everything is that its pages can show: a data set with findings, a history and rejected rows, a run
 * in each state, a model with measures and texts, something in the trash. Training processes follow a script, so that it takes no time.
 *
 * `node e2e/helpers/everyStateStudio.ts --home DIR` prints the address once all is there; what is in it has the names of `NAMES`.
 */
const LIVE_STEPS = 1_000_000;
const RECORDED = 2000;
const STEP_MS = 200;

async function serve(home: string): Promise<void> {
  storeRuns(home, ended());
  leaveFoundModel(home);
  const isLive = Promise.withResolvers<void>();
  const headless = await startHeadless({
    home,
    host: {
      spawnWorker: spawner(script(home, isLive.resolve), []),
      engine: wasmOnly,
      network: { fetch, environment: {}, retryDelaysMs: [] },
    },
  });
  const [ours, hosts] = memoryPorts();
  headless.host.attach(hosts, { mayNamePaths: true, offerDownload: null });
  const hub = await fillBases(connect(ours, contract), home);
  await fill(connect(ours, contract), home);
  await isLive.promise;
  process.stdout.write(`${headless.url}\n`);
  await serveUntilInterrupted(headless);
  await hub.close();
}

/** A run whose budget is long trains on and on, from the middle of its budget; all others end in a moment. */
function script(home: string, isLive: () => void) {
  const scripted = defaultScript();
  scripted.train.run = async function* (request, stopped) {
    if (request.budget.kind !== 'steps' || request.budget.steps < LIVE_STEPS) {
      yield* trainBySteps(request, stopped);
      return;
    }
    yield { event: 'engine', engine: WASM };
    const stores = openStores(join(home, 'kindling.db'));
    record(stores, basename(request.run), RECORDED);
    stores.close();
    for (let step = LIVE_STEPS / 2; !stopped.aborted; step++) {
      yield { event: 'step', metric: { ...recordedMetric(step, LIVE_STEPS), remainingMs: 3_600_000 } };
      if (step === LIVE_STEPS / 2 + 1) isLive();
      await sleep(STEP_MS);
    }
  };
  const { predict } = scripted.infer;
  /** Of a chat: says a few words, and then nothing more until it is stopped where it is asked to go on. */
  scripted.infer.predict = async function* (request, context) {
    const { input } = request;
    if (input.task !== 'text-generation' || input.prompt.kind !== 'chat') {
      yield* predict(request, context);
      return;
    }
    yield { event: 'prompt', prompt: 'assistant: ', promptTokens: 12, contextLength: 4096, droppedMessages: 0 };
    const words = ['A', ' lamp', ' with', ' quiet', ' light.'];
    for (const [id, text] of words.entries()) yield { event: 'token', id, text };
    const stopped = () => new Promise<void>((resolve) => context.signal.addEventListener('abort', () => resolve()));
    if (input.prompt.messages.at(-1)?.content === GO_ON) await stopped();
    const ids = words.map((_, id) => id);
    yield { event: 'done', text: words.join(''), tokens: ids, tokensPerSecond: 5, finishReason: 'eos' };
  };
  return scripted;
}

const checkpoint = (step: number, best: boolean): Checkpoint => ({
  ...{ step, best, elapsedMs: step * 50, validationLoss: 2.3, bytes: 4e6, createdAt: '2026-01-05T08:00:00.000Z' },
});

/** Runs of earlier days. */
function ended() {
  const curve = { lossAt: learning(2.1), validationAt: learning(2.4, { swing: 0 }) };
  const checkpoints = [checkpoint(300, true), checkpoint(400, false)];
  const error = (code: string, details: Record<string, string | number>) => ({ code, message: code, details });
  return [
    { run: { id: NAMES.earlier, name: NAMES.earlier, tags: ['night'] }, ...curve },
    { run: { id: NAMES.second, name: NAMES.second, size: 'small' as const, step: 600 }, ...curve },
    { run: { id: NAMES.stopped, name: NAMES.stopped, state: 'stopped' as const, step: 0 } },
    { run: { id: NAMES.paused, name: NAMES.paused, state: 'paused' as const, step: 420, checkpoints }, ...curve },
    {
      run: { id: NAMES.interrupted, name: NAMES.interrupted, state: 'interrupted' as const, step: 420, checkpoints },
      ...curve,
    },
    {
      run: {
        ...{ id: NAMES.failed, name: NAMES.failed, state: 'failed' as const, step: 420, checkpoints },
        error: error('loss_not_finite', { loss: 'NaN', step: 420, learning_rate: 0.1 }),
      },
      ...curve,
    },
    {
      run: {
        ...{ id: NAMES.lost, name: NAMES.lost, state: 'failed' as const, step: 420, checkpoints },
        error: error('checkpoints_unusable', { path: 'runs/lost', problem: 'damaged' }),
      },
      ...curve,
    },
    {
      run: {
        ...{ id: NAMES.baseGone, name: NAMES.baseGone, state: 'failed' as const, step: 420, checkpoints },
        error: error('base_missing', { name: BASES.gone, path: 'models/gone', problem: 'ENOENT' }),
      },
      ...curve,
    },
    {
      run: {
        ...{ id: NAMES.baseChanged, name: NAMES.baseChanged, state: 'failed' as const, step: 420, checkpoints },
        error: error('base_not_same', { name: BASES.changed, path: 'models/changed' }),
      },
      ...curve,
    },
  ];
}

async function fill({ datasets, runs, models, playground }: ReturnType<typeof client>, home: string): Promise<void> {
  const importText = async (name: string, text: string) => {
    const file = join(home, `${name}.csv`);
    writeFileSync(file, text);
    for await (const event of datasets.import({ file: { kind: 'path', path: file } })) {
      if (event.event === 'done') return event.dataset;
    }
    throw new Error(`${name} was not imported`);
  };
  await datasets.remove({ id: (await importText('old', 'name,text\nlamp,bright\n')).id });
  // A row of too many cells is rejected.
  const { id } = await importText(NAMES.dataset, `${DIRTY_CSV}"Odd","light","Too","many","cells"\n`);
  for (const value of ['Lamp nought', 'Lamp zero']) {
    const step = { kind: 'edit_cells' as const, edits: [{ row: 0, column: 'name', value }] };
    for await (const _ of datasets.change({ id, step }));
  }
  for await (const _ of datasets.doctor({ id }));

  const recipe = { kind: 'complete' as const, inputs: ['name', 'category'], output: 'description' };
  const start = (name: string, steps: number) =>
    runs.start({ datasetId: id, recipe, budget: { kind: 'steps', steps }, size: 'nano', settings: {}, name });
  const done = await start(NAMES.done, 4);
  for await (const _ of runs.watch({ id: done.id, fromStep: 0 }));
  const { modelId } = await runs.get({ id: done.id });
  if (modelId === null) throw new Error('the run left no model');
  for await (const _ of models.evaluate({ id: modelId, texts: 4 }));
  for await (const _ of playground.predict({
    model: { kind: 'model', id: modelId },
    input: { task: 'text-generation', prompt: { kind: 'text', text: 'A lamp' }, settings: DEFAULT_GENERATION },
  }));
  await start(NAMES.training, LIVE_STEPS);
  await start(NAMES.queued, 10);
}

const client = (port: Parameters<typeof connect>[0]) => connect(port, contract);

if (import.meta.main) await serve(parseArgs({ options: { home: { type: 'string' } } }).values.home ?? '');
