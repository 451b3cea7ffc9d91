import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { StudioContract } from '../../shared/ipc/contract.ts';
import type { Client } from '../../shared/ipc/rpc.ts';
import { INPUTS, OUTPUT } from '../helpers/sourceData.ts';
import { startStudio } from '../helpers/studioProcess.ts';
import type { Findings } from './findings.ts';
import { importProducts } from './reference.ts';
import { connectStudio } from './studioClient.ts';
import { withFolder } from './temporary.ts';

/** Asks the host for something over and over while a model trains on all cores, with what a window has open. */
export interface LatencyOptions {
  seconds: number;
  rows: number;
  size: 'nano' | 'small';
  /** Milliseconds that 99 of 100 answers have to come within. */
  target: number;
}

const PAUSE_MS = 20;

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
      note(`latency: ${options.seconds} s`);
      const { times, ownDelay } = await ask(client, options.seconds);
      const run = await client.runs.get({ id });
      const at = (share: number) => times[Math.min(times.length - 1, Math.floor(share * times.length))] ?? 0;
      Object.assign(findings.figures, {
        engine: `${run.engine?.name}, ${options.size}`,
        'steps of the run': run.step,
        'events that the page got': page.events(),
        'round trips': times.length,
        'round trip p50, ms': at(0.5),
        'round trip p99, ms': at(0.99),
        'round trip max, ms': at(1),
        'of it the measuring process itself p99, ms': ownDelay,
      });
      findings.check(run.state === 'training', `the run trains all the while, and is not ${run.state}`);
      findings.check(at(0.99) < options.target, `99 of 100 answers come within ${options.target} ms, not ${at(0.99)}`);
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
