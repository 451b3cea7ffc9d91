import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { selectEngine } from '../../main/engine/choose/select.ts';
import { isResumable } from '../../shared/domain/runs/run.ts';
import type { StudioContract } from '../../shared/ipc/contract.ts';
import type { Client } from '../../shared/ipc/rpc.ts';
import { startStudio } from '../helpers/studioProcess.ts';
import { type Findings, Skipped } from './findings.ts';
import { withMemoryGroup } from './memoryGroup.ts';
import { importProducts } from './reference.ts';
import { connectStudio } from './studioClient.ts';
import { withFolder } from './temporary.ts';
import { newRun, TrainingProcess } from './trainingProcess.ts';

/** Trains with batches that are too large for the memory that there is: smaller ones take their place, and the studio answers all the time. */
export interface MemoryOptions {
  rows: number;
  steps: number;
}

/** Of the native engine, nano: 2.4 GB with a batch of 256, 1.5 GB with 128, 0.9 GB with 32, a third of it the library's own pages. */
const BATCH = 256;
const LIMIT_BYTES = 1100 * 2 ** 20;

export async function memory(options: MemoryOptions, findings: Findings, note: (text: string) => void): Promise<void> {
  const { engine } = await selectEngine();
  if (engine.name !== 'tensorflow')
    throw new Skipped(`the limit is made for the native engine, and this is ${engine.name}`);
  await withMemoryGroup((group) =>
    withFolder('memory', async (folder) => {
      const home = join(folder, 'home');
      const dataset = importProducts(home, options.rows);
      const studio = await startStudio(home);
      group.take(studio.pid);
      const { client, close } = await connectStudio(home);
      try {
        note(`memory: batches of ${BATCH} within ${LIMIT_BYTES / 2 ** 20} MB`);
        const shape = { steps: options.steps, saveSteps: 1, evalSteps: options.steps };
        const training = new TrainingProcess(
          home,
          newRun(dataset, { ...shape, options: ['--batch-size', String(BATCH)] }),
        );
        // Only now: a run that cannot fit is refused before it starts.
        training.onLine((line) => line.event === 'started' && group.limit(LIMIT_BYTES));
        const longest = await longestAnswer(client, training.ended());
        const id = training.find('started')?.run;
        if (id === undefined) throw new Error(`the run never trained: ${training.stderr}`);
        const run = await client.runs.get({ id });
        const { per_device_train_batch_size: size, gradient_accumulation_steps: count } = run.settings;
        Object.assign(findings.figures, {
          'limit, MB': LIMIT_BYTES / 2 ** 20,
          'batch asked for': BATCH,
          'batch in the end': `${count} × ${size}`,
          state: run.state,
          'longest answer, ms': longest,
        });
        const isLowered = run.state === 'done' && run.loweredFrom === BATCH && size * count === BATCH && size < BATCH;
        const isAside = run.error?.code === 'out_of_memory' && isResumable(run);
        findings.check(isLowered || isAside, `it goes on with less or can go on: ${JSON.stringify(run)}`);
        findings.check(training.stderr.includes('memory ran out'), `it says so: ${training.stderr}`);
        const steps = [];
        for await (const event of client.runs.watch({ id, fromStep: 0 })) {
          if (event.event === 'step') steps.push(event.metric.step);
        }
        const every = Array.from({ length: options.steps }, (_, index) => index + 1);
        findings.check(!isLowered || steps.join() === every.join(), `each step is stored once, and not ${steps}`);
      } finally {
        await close();
        await studio.kill();
        // The kernel takes a moment to empty the group.
        await sleep(500);
      }
    }),
  );
}

/** Asks the studio for something until a promise settles; gives the longest time that it took, in milliseconds. */
async function longestAnswer(client: Client<StudioContract>, end: Promise<unknown>): Promise<number> {
  let longest = 0;
  let ended = false;
  void end.finally(() => {
    ended = true;
  });
  while (!ended) {
    const start = performance.now();
    await client.host.info({});
    longest = Math.max(longest, performance.now() - start);
    await sleep(50);
  }
  return longest;
}
