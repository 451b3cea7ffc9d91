import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { openStores } from '../../main/db/stores.ts';
import { serveUntilInterrupted } from '../../main/headless/serveUntilInterrupted.ts';
import { startHeadless } from '../../main/headless/startHeadless.ts';
import { defaultScript, spawner, WASM, wasmOnly } from '../../main/host/testing/studio.ts';
import { connect } from '../../shared/ipc/client.ts';
import { contract } from '../../shared/ipc/contract.ts';
import { memoryPorts } from '../../shared/ipc/memoryPort.ts';
import { record, recordedMetric, recordedText, recordedValidation } from './recordedRun.ts';

/**
 * The headless studio with a training process that follows a script: a run that has come to a million steps in no time and then takes ten
 * steps a second. All else is as users have it: host, database, connection and page.
 *
 * `node e2e/helpers/scriptedStudio.ts --home DIR --steps N` prints the address once the run is there.
 */
const { values } = parseArgs({ options: { home: { type: 'string' }, steps: { type: 'string' } } });
const [home, steps] = [values.home ?? '', Number(values.steps)];
const STEP_MS = 100;

const recorded = Promise.withResolvers<void>();
const script = defaultScript();
script.train.run = async function* ({ run }, ended) {
  yield { event: 'engine', engine: WASM };
  // A connection of its own, as if it had all been reported earlier.
  const stores = openStores(join(home, 'kindling.db'));
  record(stores, basename(run), steps);
  stores.close();
  recorded.resolve();
  for (let step = steps + 1; !ended.aborted; step++) {
    await sleep(STEP_MS);
    yield { event: 'step', metric: { ...recordedMetric(step, steps), remainingMs: 3_600_000 } };
    if (step % 10 === 0) {
      const usage = { step, elapsedMs: step * 50, cpuPercent: step % 100, rssBytes: 4e8 };
      yield { event: 'resources', resources: { ...usage, gpuPercent: null, gpuMemoryBytes: null } };
    }
    if (step % 50 !== 0) continue;
    const evaluation = { step, validationLoss: recordedValidation(step, steps) };
    yield { event: 'evaluation', evaluation, share: 0.5, best: evaluation };
    for (const prompt of ['A lamp with', 'The chair']) {
      yield { event: 'sample', sample: { step, prompt, text: recordedText(step) } };
    }
  }
};

const headless = await startHeadless({ home, host: { spawnWorker: spawner(script, []), engine: wasmOnly } });
const [ours, hosts] = memoryPorts();
headless.host.attach(hosts, { mayNamePaths: true, offerDownload: null });
const { datasets, runs } = connect(ours, contract);
const file = join(home, 'lamps.csv');
writeFileSync(file, `name\n${Array.from({ length: 12 }, (_, index) => `lamp ${index}`).join('\n')}\n`);
for await (const event of datasets.import({ file: { kind: 'path', path: file } })) {
  if (event.event !== 'done') continue;
  const recipe = { kind: 'continue' as const, template: '{{name}}' };
  const budget = { kind: 'steps' as const, steps: 2 * steps };
  await runs.start({ datasetId: event.dataset.id, recipe, budget, size: 'nano', settings: {}, name: 'live' });
}
await recorded.promise;
process.stdout.write(`${headless.url}\n`);
await serveUntilInterrupted(headless);
