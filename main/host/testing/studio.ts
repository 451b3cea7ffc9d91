import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Dataset } from '../../../shared/domain/datasets/dataset.ts';
import type { EngineInfo, EngineOffer } from '../../../shared/domain/engines/engine.ts';
import type { Execution } from '../../../shared/domain/engines/execution.ts';
import type { Checkpoint, Run } from '../../../shared/domain/runs/run.ts';
import { AppError } from '../../../shared/errors/errors.ts';
import { connect } from '../../../shared/ipc/client.ts';
import { contract, type StartRun, type StudioContract, type StudioPeer } from '../../../shared/ipc/contract.ts';
import { memoryPorts } from '../../../shared/ipc/memoryPort.ts';
import type { Client, Contract, Handlers } from '../../../shared/ipc/rpc.ts';
import { serve } from '../../../shared/ipc/server.ts';
import { createDatasetFile, openDatasetFile } from '../../db/datasetFile.ts';
import type { EngineProvider } from '../../engine/provider.ts';
import { languageModelHead } from '../../ml/heads/languageModel.ts';
import { findHeldOut } from '../../tasks/prepare/heldOutRows.ts';
import { measureTexts } from '../../tasks/textGeneration/measures/measureTexts.ts';
import { promptText } from '../../tasks/textGeneration/predict/promptText.ts';
import {
  dataContract,
  inferContract,
  prepareContract,
  type TrainEvent,
  trainContract,
} from '../../workers/contracts.ts';
import { type Compare, convertModel } from '../../workers/convert/convertModel.ts';
import { inspectBase } from '../../workers/convert/inspectBase.ts';
import { judgeModel } from '../../workers/convert/judgeModel.ts';
import { convertContract } from '../../workers/convertContract.ts';
import { dataHandlers } from '../../workers/dataHandlers.ts';
import { mapRows } from '../../workers/infer/mapRows.ts';
import { inverseLengths, nearest } from '../../workers/infer/nearest.ts';
import { RowSearch } from '../../workers/infer/searchRows.ts';
import { readVectors, writeVectors } from '../../workers/infer/vectorFile.ts';
import { SplitPreviewer } from '../../workers/prepare/previewSplit.ts';
import { TokenPreviewer } from '../../workers/prepare/previewTokens.ts';
import type { SpawnWorker, WorkerExit, WorkerName } from '../../workers/process/workerHandle.ts';
import { Milestone } from '../../workers/train/milestone.ts';
import { createHost, type Host, type HostOptions, type HubNetwork } from '../createHost.ts';
import { thereScript } from './thereScript.ts';

/** A host on a temporary home with workers that follow a script, in this process: what the host's own tests run against. */

export const WASM: EngineInfo = {
  name: 'wasm',
  version: '1',
  device: 'cpu',
  deviceName: 'test',
  reason: [{ code: 'none_installed' }],
  source: 'test',
};
export const TENSORFLOW: EngineInfo = { ...WASM, name: 'tensorflow', reason: null };
const EAGER: Execution = { mode: 'eager', precision: 'fp32', problem: null };
export const OFFER: EngineOffer = { name: 'test engine', downloadBytes: 10, installedBytes: 20, method: 'wheel' };

export const CLI_PEER: StudioPeer = { mayNamePaths: true, offerDownload: null };
export const WINDOW_PEER: StudioPeer = { mayNamePaths: false, offerDownload: null };

type TrainRequest = Parameters<Handlers<typeof trainContract>['train']['run']>[0];

/** What each worker does; a test replaces the parts that it is about. */
export interface Script {
  prepare: Handlers<typeof prepareContract>['prepare'];
  train: {
    /** @param stored resolves when what was reported up to a step is stored, after a `checkpointing` */
    run(
      request: TrainRequest,
      stopped: AbortSignal,
      stored: (step: number) => Promise<void>,
    ): AsyncIterable<TrainEvent>;
    preflight: Handlers<typeof trainContract>['train']['preflight'];
  };
  infer: Handlers<typeof inferContract>['infer'];
  convert: {
    /** Writing is real; files that mean nothing cannot be loaded. */
    compare: Compare;
    /** What files write here. */
    there: ReturnType<typeof thereScript>;
  };
}

/** Files that training leaves; their content means nothing here. */
const MODEL_FILES = [
  'config.json',
  'generation_config.json',
  'tokenizer.json',
  'tokenizer_config.json',
  'model.safetensors',
];

const BASELINE_FILES = ['baseline.json', 'kindling.json', 'model.safetensors'];

export const stepMetric = (step: number) => ({
  step,
  loss: 7 / step,
  learning_rate: 0.001,
  grad_norm: 1,
  tokensPerSecond: 100,
  elapsedMs: step,
  remainingMs: null,
});

/** The last step that a run's folder has a checkpoint of. */
const checkpointSteps = new Map<string, number>();

const checkpoint = (step: number): Checkpoint => ({
  step,
  elapsedMs: step,
  validationLoss: step > 0 ? 8 / step : null,
  best: step > 0,
  bytes: 1,
  createdAt: '2026-01-01T00:00:00.000Z',
});

/**
 * Trains for the number of steps asked for, or until asked to end, with an evaluation, three samples and a checkpoint every other step.
 * Goes on from the last checkpoint.
 */
export async function* trainBySteps(
  { run, budget, output }: TrainRequest,
  ended: AbortSignal,
  beforeStep: (step: number) => Promise<void> = async () => {},
): AsyncGenerator<TrainEvent> {
  yield { event: 'engine', engine: WASM };
  const from = checkpointSteps.get(run);
  if (from !== undefined) {
    yield { event: 'resumed', step: from, best: null, checkpoints: [checkpoint(from)] };
  }
  const save = (step: number): TrainEvent => {
    checkpointSteps.set(run, step);
    return { event: 'checkpoints', checkpoints: [checkpoint(step)] };
  };
  if (from === undefined) yield save(0);
  const steps = budget.kind === 'steps' ? budget.steps : 3;
  let step = from ?? 0;
  while (step < steps && !ended.aborted) {
    step++;
    // A worker is a process: whatever its budget, it never keeps the host's own work waiting.
    if (step % 8 === 0) await setImmediate();
    await beforeStep(step);
    yield { event: 'step', metric: stepMetric(step) };
    if (step % 2 === 1) continue;
    const evaluation = { step, validationLoss: 8 / step };
    yield { event: 'evaluation', evaluation, share: 0.5, best: evaluation };
    for (const prompt of ['a', 'b', 'c']) yield { event: 'sample', sample: { step, prompt, text: `${step}` } };
    yield save(step);
  }
  yield save(step);
  if (ended.reason === 'pause') {
    yield { event: 'paused', step };
    return;
  }
  yield { event: 'saving' };
  await mkdir(output, { recursive: true });
  for (const file of MODEL_FILES) await writeFile(join(output, file), '{}');
  const reason = ended.aborted ? 'stopped' : 'budget';
  yield {
    event: 'done',
    reason,
    step,
    validationLoss: 2,
    validationShare: 1,
    testLoss: null,
    measures: null,
    tokensPerSecond: 100,
    weightsSha256: 'abc',
  };
}

export function defaultScript(): Script {
  return {
    prepare: {
      examine: () => ({ refusal: null, warnings: [], mustContain: [] }),
      async *dataCurve() {
        yield { event: 'progress', preparation: { phase: 'baselines', done: 0, total: 4 } };
        const figure = { value: 0.5, low: 0.4, high: 0.6 };
        const points = [0.5, 1].map((share) => ({
          ...{ share, rows: 10 * share, metrics: { accuracy: figure } },
          gain: share < 1 ? null : { accuracy: figure },
        }));
        yield { event: 'done', heldOut: 4, points };
      },
      /** Writes files that mean nothing. */
      async *keepRival({ output }) {
        yield { event: 'progress', preparation: { phase: 'baselines', done: 0, total: 1 } };
        await mkdir(output, { recursive: true });
        for (const file of BASELINE_FILES) await writeFile(join(output, file), '{}');
        yield { event: 'done', features: 5, parameters: 12 };
      },
      heldOut: (request, { signal }) => findHeldOut(request, signal),
      previewSplit: (request, { signal }) => new SplitPreviewer().preview(request, signal),
      previewTokens: (request, { signal }) => new TokenPreviewer().preview(request, signal),
      async *run() {
        yield { event: 'progress', preparation: { phase: 'reading', done: 1, total: 1 } };
        const prepared = {
          trainDocuments: 1,
          trainTokens: 9,
          validationDocuments: 1,
          validationTokens: 9,
          testDocuments: 0,
          testTokens: 0,
        };
        yield { event: 'done', prepared };
      },
    },
    train: {
      run: (request, stopped) => trainBySteps(request, stopped),
      preflight: () => ({ readyMs: 500, stepMs: 20, peakRssBytes: 6e8, execution: EAGER }),
    },
    infer: {
      engine: () => WASM,
      /** Repeats the first input, without a model. */
      async *measure({ rows, fields, texts, seed, temperature }) {
        const measured = rows.slice(0, texts);
        yield { event: 'progress', done: 0, total: measured.length };
        const written = measured.map((row) => ({ ...row, output: `${row.inputs[0]?.value ?? ''} and ${seed}` }));
        const request = { rows: written, outputs: written.map(({ output }) => output), fields: fields ?? [], seed };
        const { referenceFidelity, commonestMatch, ...figures } = measureTexts({
          ...request,
          trainingTexts: 'no_training_rows',
        });
        const baselines = { referenceFidelity, commonestMatch, bigramBitsPerByte: null };
        const facts = {
          rows: written.length,
          seed,
          temperature,
          fields: request.fields,
          baselines,
          createdAt: new Date().toISOString(),
        };
        yield { event: 'done', record: { ...figures, ...facts, written } };
      },
      /** Vectors of two numbers: how long a text is, and 1. */
      async *embed({ dataset, column, output }) {
        const source = openDatasetFile(dataset);
        const at = source.columns.indexOf(column);
        const rows = [...source.rows()].map((cells) => (cells[at] ?? '').length);
        source.close();
        yield { event: 'progress', done: rows.length, total: rows.length };
        const data = Float32Array.from(rows.flatMap((length) => [length, 1]));
        await writeVectors(output, { rows: rows.length, dimensions: 2, data });
        const pooling = { from: 'mean' as const, normalize: false };
        yield { event: 'done', rows: rows.length, dimensions: 2, pooling, said: false, mostTokens: 512 };
      },
      async find({ vectors: path, query, top }) {
        const vectors = await readVectors(path);
        return nearest(vectors, inverseLengths(vectors), Float32Array.of(query.length, 1), top);
      },
      mapRows: (request, { signal }) => mapRows(request, signal),
      findWords: (request) =>
        new RowSearch(() => Promise.reject(new Error('words need no model')) as never).findWords(request),
      /** Says “ quiet light”, whatever it is asked. */
      async *complete({ request: { max_tokens, logprobs } }) {
        yield { event: 'started', promptTokens: 2, cachedTokens: 0 };
        const words = [' quiet', ' light'].slice(0, max_tokens ?? undefined);
        for (const [id, text] of words.entries()) {
          const token = { id, token: text, bytes: [...Buffer.from(text)], logprob: -0.5 };
          yield { event: 'text', text, ...(logprobs !== null && { logprobs: [{ ...token, top: [token] }] }) };
        }
        const usage = { promptTokens: 2, completionTokens: words.length, cachedTokens: 0 };
        yield { event: 'done', finishReason: words.length < 2 ? 'length' : 'stop', usage };
      },
      tokenize: ({ texts }) => texts.map((text) => [...Buffer.from(text)]),
      embedTexts: ({ texts }) => ({
        ...{ dimensions: 2, vectors: texts.map(({ length }) => [length, 1]) },
        tokens: texts.map(({ length }) => length),
      }),
      /** All of the text moves everything. */
      explain({ input: { source, label = 'light' } }) {
        const text = source.kind === 'text' ? source.text : '';
        const first = { start: 0, end: text.length, occlusion: 1, without: 0.5, gradient: null };
        return { text, label, value: 0.75, words: [first], grouped: false };
      },
      /** Says the first cell of each row again, without a model. */
      async *predictTable({ dataset, output }) {
        const source = openDatasetFile(dataset);
        const writer = createDatasetFile(output, [...source.columns, 'prediction']);
        for (const cells of source.rows()) writer.append([...cells, cells[0] ?? '']);
        writer.finish();
        yield { event: 'progress', done: source.rowCount, total: source.rowCount };
        yield { event: 'done', rows: source.rowCount, columns: ['prediction'], metrics: {}, measured: 0 };
        source.close();
      },
      async *predict({ model, input }) {
        if (input.task !== 'text-generation')
          throw new AppError('model_other_task', { task: 'text-generation', asked: input.task });
        const { prompt } = await promptText(input.prompt, model, NO_CHAT, NO_ROOM);
        yield { event: 'prompt', prompt, promptTokens: 2 };
        for (const [id, text] of [' quiet', ' light'].entries()) yield { event: 'token', id, text };
        const result = { text: ' quiet light', tokens: [0, 1], tokensPerSecond: 5, finishReason: 'eos' as const };
        yield { event: 'done', ...result };
      },
    },
    convert: {
      compare: async () => ({ maxDifference: 1e-6, tolerance: 1e-3 }),
      there: thereScript(),
    },
  };
}

/** A worker that the test can kill; `processes` holds those that live. */
export interface FakeProcess {
  name: WorkerName;
  env: Record<string, string>;
  die(exit: Partial<WorkerExit>): void;
}

/** Starts workers in this process that do what the script says. */
export function spawner(script: Script, processes: FakeProcess[]): SpawnWorker {
  return (name, env) => {
    const [hostEnd, workerEnd] = memoryPorts();
    const exitListeners: ((exit: WorkerExit) => void)[] = [];
    const stopped = new AbortController();
    const stored = new Milestone();
    const die = (exit: Partial<WorkerExit>) => {
      const at = processes.indexOf(process);
      if (at < 0) return;
      processes.splice(at, 1);
      workerEnd.close();
      // As with a real process, the news of its end comes later.
      setTimeout(() => {
        for (const listener of exitListeners) listener({ code: null, signal: null, stderrTail: '', ...exit });
      });
    };
    const process: FakeProcess = { name, env, die };
    processes.push(process);
    const attach = <C extends Contract>(served: C, handlers: Handlers<C, null>) =>
      serve(workerEnd, served, handlers, null);
    if (name === 'data') attach(dataContract, { data: dataHandlers(() => {}) });
    else if (name === 'prepare') attach(prepareContract, { prepare: script.prepare });
    else if (name === 'infer') attach(inferContract, { infer: script.infer });
    else if (name === 'convert')
      attach(convertContract, {
        convert: {
          inspect: ({ path }) => inspectBase(path),
          judge: judgeModel,
          run: (job) => convertModel(job, async () => languageModelHead, script.convert.compare),
          ...script.convert.there,
        },
      });
    else {
      attach(trainContract, {
        train: {
          run: (request) => script.train.run(request, stopped.signal, (step) => stored.reached(step)),
          preflight: (request, context) => script.train.preflight(request, context),
          end: ({ ending }) => {
            stopped.abort(ending);
            return {};
          },
          stored: ({ step }) => {
            stored.reach(step);
            return {};
          },
        },
      });
    }
    return {
      pid: 1,
      send: (text) => hostEnd.send(text),
      onMessage: (listener) => hostEnd.onMessage(listener),
      onExit: (listener) => exitListeners.push(listener),
      kill: () => die({ signal: 'SIGKILL' }),
    };
  };
}

/** The models of these tests continue texts. */
const NO_ROOM = { tokenizer: { encode: () => [] }, contextLength: 1, maxTokens: 1 };
const NO_CHAT = { chatTemplate: null, tokenizerConfigJson: '{}', addsBos: false };

export interface Studio {
  home: string;
  folder: string;
  host: Host;
  client: Client<StudioContract>;
  script: Script;
  processes: FakeProcess[];
  /** What the machine would have for a run; a test changes it. */
  memory: { available: number };
  /** What a hub is asked by: no tests reach one unless they bring it. */
  network: Required<HubNetwork>;
  internalErrors: unknown[];
  /** One more client, as another window would be. */
  attach(peer?: StudioPeer): { client: Client<StudioContract>; port: ReturnType<typeof memoryPorts>[0] };
  /** Closes the host and opens the same home again. */
  reopen(): Promise<void>;
  /** Opens the home again after the host was closed. */
  restart(): Promise<void>;
  /** Imports a small CSV from a text. */
  importText(text?: string): Promise<Dataset>;
  startRun(datasetId: string, request?: Partial<StartRun>): Promise<Run>;
  /** Resolves when the run has ended. */
  ended(id: string): Promise<Run>;
  close(): Promise<void>;
}

const CSV = `name,category,tagline\n${Array.from({ length: 12 }, (_, index) => `lamp ${index},light,glows ${index} times`).join('\n')}\n`;

const offline = (): Required<HubNetwork> => ({
  fetch: () => Promise.reject(new TypeError('fetch failed', { cause: new Error('tests have no network') })),
  ...{ environment: {}, retryDelaysMs: [] },
});

export const wasmOnly: EngineProvider = {
  select: async () => ({ engine: WASM, binding: null }),
  offer: () => null,
  install: () => Promise.reject(new Error('nothing to install')),
};

export async function openStudio(
  engine: EngineProvider = wasmOnly,
  shell: HostOptions['shell'] = 'cli',
): Promise<Studio> {
  const folder = await mkdtemp(join(tmpdir(), 'kindling-host-'));
  const home = join(folder, 'home');
  const script = defaultScript();
  const processes: FakeProcess[] = [];
  const internalErrors: unknown[] = [];
  const memory = { available: 8e9 };
  const network = offline();
  const open = () =>
    createHost({
      home,
      resources: join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..', 'resources'),
      shell,
      spawnWorker: spawner(script, processes),
      engine,
      availableMemory: async () => memory.available,
      network: { ...network, fetch: (...request) => network.fetch(...request) },
      onInternalError: (error) => internalErrors.push(error),
    });
  const attach = (peer: StudioPeer = CLI_PEER) => {
    const [ours, hosts] = memoryPorts();
    studio.host.attach(hosts, peer);
    return { client: connect(ours, contract), port: ours };
  };
  const studio: Studio = {
    ...{ home, folder, script, processes, memory, network, internalErrors, attach },
    host: open(),
    client: undefined as never,
    async reopen() {
      await studio.host.close();
      await studio.restart();
    },
    async restart() {
      studio.host = open();
      studio.client = attach().client;
    },
    async importText(text = CSV) {
      const file = join(folder, 'products.csv');
      await writeFile(file, text);
      for await (const event of studio.client.datasets.import({ file: { kind: 'path', path: file } })) {
        if (event.event === 'done') return event.dataset;
      }
      throw new Error('the import ended without a data set');
    },
    startRun: (datasetId, request = {}) =>
      studio.client.runs.start({
        datasetId,
        recipe: { kind: 'complete', inputs: ['name', 'category'], output: 'tagline' },
        size: 'nano',
        budget: { kind: 'steps', steps: 4 },
        settings: {},
        ...request,
      }),
    async ended(id) {
      for await (const _ of studio.client.runs.watch({ id, fromStep: 0 }));
      return studio.client.runs.get({ id });
    },
    async close() {
      await studio.host.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
  studio.client = attach().client;
  return studio;
}

/** A point that a scripted worker waits at until the test lets it go on. */
export function gate(): { reached: Promise<void>; wait(): Promise<void>; open(): void } {
  const reached = Promise.withResolvers<void>();
  const opened = Promise.withResolvers<void>();
  return {
    reached: reached.promise,
    wait: () => {
      // Later, so that the host has what the worker said before it came here.
      setTimeout(reached.resolve);
      return opened.promise;
    },
    open: () => opened.resolve(),
  };
}
