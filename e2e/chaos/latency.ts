import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { StudioContract } from '../../shared/ipc/contract.ts';
import type { Client } from '../../shared/ipc/rpc.ts';
import { INPUTS, OUTPUT, productRows } from '../helpers/sourceData.ts';
import { startStudio } from '../helpers/studioProcess.ts';
import type { Findings } from './findings.ts';
import { importProducts } from './reference.ts';
import { connectStudio } from './studioClient.ts';
import { withFolder } from './temporary.ts';

/**
 * Asks the host for something over and over while a model trains on all cores, with what a window has open; then once more while a
 * large file is imported beside it.
 */
export interface LatencyOptions {
  /** Of each of the two. */
  seconds: number;
  rows: number;
  size: 'nano' | 'small';
  /** Milliseconds that 99 of 100 answers have to come within. */
  target: number;
}

const PAUSE_MS = 20;
const IMPORT_MEGABYTES = 1000;
/** Of its speed a run keeps at least this share beside an import. */
const KEPT_SPEED = 0.7;

export function latency(options: LatencyOptions, findings: Findings, note: (text: string) => void): Promise<void> {
  return withFolder('latency', async (folder) => {
    const home = join(folder, 'home');
    const datasetId = importProducts(home, options.rows);
    const studio = await startStudio(home);
    const { client, close } = await connectStudio(home);
    const windowClosed = new AbortController();
    try {
      const { id } = await client.runs.start({
        datasetId,
        recipe: { kind: 'complete', inputs: [...INPUTS], output: OUTPUT },
        size: options.size,
        budget: { kind: 'minutes', minutes: 60 },
        settings: {},
      });
      const page = openPage(client, id, windowClosed.signal);
      await page.training;
      note(`latency: ${options.seconds} s, and as long beside an import`);
      const stepNow = async () => (await client.runs.get({ id })).step;
      const alone = await measure(client, options.seconds, stepNow);
      const importing = importLarge(client, writeLarge(folder), windowClosed.signal);
      const beside = await measure(client, options.seconds, stepNow);
      const run = await client.runs.get({ id });
      Object.assign(findings.figures, {
        engine: `${run.engine?.name}, ${options.size}`,
        'events that the page got': page.events(),
        ...figures('alone', alone),
        ...figures('beside an import', beside),
        'rows imported meanwhile': importing.rows(),
      });
      findings.check(run.state === 'training', `the run trains all the while, and is not ${run.state}`);
      findings.check(importing.rows() > 0, 'the import goes on');
      for (const { p99 } of [alone, beside]) {
        findings.check(p99 < options.target, `99 of 100 answers come within ${options.target} ms, not ${p99}`);
      }
      const kept = beside.stepsPerSecond / alone.stepsPerSecond;
      findings.check(kept >= KEPT_SPEED, `beside an import the run keeps ${KEPT_SPEED} of its speed, not ${kept}`);
    } finally {
      windowClosed.abort();
      await close();
      await studio.kill();
    }
  });
}

/** The streams that a run's page has open, and what it asks for again when it is told of changes. */
function openPage(client: Client<StudioContract>, id: string, signal: AbortSignal) {
  let events = 0;
  const training = Promise.withResolvers<void>();
  const follow = async () => {
    for await (const event of client.runs.watch({ id, fromStep: 0 }, { signal })) {
      events++;
      if (event.event === 'step') training.resolve();
      if (event.event === 'run' && event.run.error) training.reject(new Error(event.run.error.message));
    }
  };
  const refresh = async () => {
    for await (const event of client.host.watch({}, { signal })) {
      events++;
      if (event.event === 'changed' && event.what === 'runs') await client.runs.list({});
    }
  };
  // They end with the window.
  for (const stream of [follow(), refresh()]) stream.catch(() => {});
  return { training: training.promise, events: () => events };
}

/** What went on for a while. */
interface Period {
  roundTrips: number;
  /** Milliseconds. */
  p50: number;
  p99: number;
  max: number;
  /** Of these, how late the measuring process itself was. */
  ownDelay: number;
  stepsPerSecond: number;
}

const figures = (when: string, { roundTrips, p50, p99, max, ownDelay, stepsPerSecond }: Period) => ({
  [`${when}: round trips`]: roundTrips,
  [`${when}: p50, ms`]: p50,
  [`${when}: p99, ms`]: p99,
  [`${when}: max, ms`]: max,
  [`${when}: of it the measuring process itself p99, ms`]: ownDelay,
  [`${when}: steps/s`]: stepsPerSecond,
});

async function measure(
  client: Client<StudioContract>,
  seconds: number,
  stepNow: () => Promise<number>,
): Promise<Period> {
  const [firstStep, start] = [await stepNow(), performance.now()];
  const { times, ownDelay } = await ask(client, seconds);
  const steps = (await stepNow()) - firstStep;
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(share * times.length))] ?? 0;
  return {
    ...{ roundTrips: times.length, p50: at(0.5), p99: at(0.99), max: at(1), ownDelay },
    stepsPerSecond: (1000 * steps) / (performance.now() - start),
  };
}

/** A table that is still being imported when the time is over. */
function writeLarge(folder: string): string {
  const file = join(folder, 'large.csv');
  const { text } = productRows(10_000);
  const rows = text.slice(text.indexOf('\n') + 1);
  const descriptor = openSync(file, 'w');
  let bytes = writeSync(descriptor, text);
  while (bytes < IMPORT_MEGABYTES * 1e6) bytes += writeSync(descriptor, rows);
  closeSync(descriptor);
  return file;
}

function importLarge(client: Client<StudioContract>, path: string, signal: AbortSignal) {
  let rows = 0;
  const follow = async () => {
    for await (const event of client.datasets.import({ file: { kind: 'path', path } }, { signal })) {
      if (event.event === 'progress') rows = event.rows;
      else if (event.event === 'done') rows = event.dataset.rows;
    }
  };
  // It is given up when the time is over.
  follow().catch(() => {});
  return { rows: () => rows };
}

async function ask(client: Client<StudioContract>, seconds: number): Promise<{ times: number[]; ownDelay: number }> {
  const times: number[] = [];
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const end = performance.now() + seconds * 1000;
  while (performance.now() < end) {
    const start = performance.now();
    await client.host.info({});
    times.push(performance.now() - start);
    await sleep(PAUSE_MS);
  }
  delay.disable();
  return { times: times.toSorted((a, b) => a - b), ownDelay: delay.percentile(99) / 1e6 };
}
