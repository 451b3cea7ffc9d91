import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Run } from '../../shared/domain/runs/run.ts';
import { AppError, ERROR_MESSAGES } from '../../shared/errors/errors.ts';
import { contract } from '../../shared/ipc/contract.ts';
import { memoryPorts } from '../../shared/ipc/memoryPort.ts';
import type { Method } from '../../shared/ipc/rpc.ts';
import { Random } from '../ml/random.ts';
import { fewOr } from '../setup/leftOut.ts';
import { writeTinyModel } from '../workers/testing/tinyModel.ts';
import { Payloads } from './testing/payloads.ts';
import { openStudio, type Studio, WINDOW_PEER, wasmOnly } from './testing/studio.ts';

/** Every method with inputs that its schema accepts, of things that are there: none ends in `internal`, and the host lives. */

const CALLS = fewOr(6, 25);
/** Enough for each to be at work when it is cancelled, or done. */
const WORK_MS = 20;

let studio: Studio;
let payloads: Payloads;

/** Of the method's name: one more method changes nothing of what the others are given. */
const seedOf = (method: string) => createHash('sha256').update(method).digest().readUInt32LE();

beforeAll(async () => {
  const refused = () => Promise.reject(new AppError('engine_install_failed', { reason: 'not here' }));
  studio = await openStudio({ ...wasmOnly, install: refused });
});
afterAll(() => studio.close());

type Stored = Awaited<ReturnType<Studio['client']['datasets']['get']>>;
let given: { dataset: Stored; run: Run } | undefined;

/** A data set, a run and its model, as they were made: some methods remove or change them, and then there are others. */
async function things(): Promise<{ dataset: Stored; run: Run }> {
  const { client } = studio;
  const untouched = async ({ dataset, run }: { dataset: Stored; run: Run }) => {
    expect(await client.datasets.get({ id: dataset.id })).toEqual(dataset);
    expect(await client.runs.get({ id: run.id })).toEqual(run);
    expect((await client.models.list({})).map(({ id }) => id)).toContain(run.modelId);
    return { dataset, run };
  };
  const still = given && (await untouched(given).catch(() => undefined));
  if (still) return still;
  const { id } = await studio.importText();
  const run = await studio.ended((await studio.startRun(id)).id);
  given = { dataset: await client.datasets.get({ id }), run: await client.runs.get({ id: run.id }) };
  return given;
}

beforeEach(async ({ task }) => {
  studio.internalErrors.length = 0;
  const { client, folder, host } = studio;
  const runs = await client.runs.list({});
  for (const { id } of runs) await client.runs.stop({ id }).catch(() => {});
  for (const { id } of runs) await studio.ended(id).catch(() => {});
  const { dataset, run } = await things();
  const [csv, model] = [join(folder, 'table.csv'), join(folder, 'model')];
  writeFileSync(csv, 'a,b\n1,x\nshort\n2,y\n');
  writeTinyModel(model);
  const tokens = [host.addFile(csv), host.addFolder(model), host.addFolder(folder)].map(({ token }) => token);
  const columns = dataset.columns.map(({ name }) => name);
  payloads = new Payloads(new Random(seedOf(task.name)), {
    ...{ id: [dataset.id, run.id, run.modelId], ids: [run.id], before: [run.id, null], token: tokens },
    ...{ datasetId: [dataset.id], modelId: [run.modelId], column: columns, columns: [[columns[0]], columns] },
    ...{ inputs: [['name'], columns.slice(0, 2)], output: ['tagline'], row: [0, 3], version: [1] },
    // The trainer here is no process: millions of its steps would be this test's own work.
    steps: [1, 2, 40],
    template: ['{{name}}', '{{name}} {{category}}', 'a {{ name }} b'],
  });
});

const methods = Object.entries<Record<string, Method>>(contract).flatMap(([namespace, group]) =>
  Object.entries(group).map(([name, method]) => [`${namespace}.${name}`, method] as const),
);

describe('whatever a schema accepts', () => {
  test.each(methods)('%s', async (method, { input }) => {
    const [port, hostEnd] = memoryPorts();
    studio.host.attach(hostEnd, WINDOW_PEER);
    const ends = new Map<number, { input: string; code?: string }>();
    const inputs: string[] = [];
    port.onMessage((text) => {
      const frame = JSON.parse(text);
      if (frame.type !== 'next') ends.set(frame.id, { input: inputs[frame.id] as string, code: frame.error?.code });
    });
    for (let id = 0; id < CALLS; id++) {
      const payload = payloads.of(input);
      inputs.push(JSON.stringify(payload)?.slice(0, 400) ?? '');
      port.send(JSON.stringify({ type: 'call', id, method, input: payload }));
    }
    await new Promise((resolve) => setTimeout(resolve, WORK_MS));
    for (let id = 0; id < CALLS; id++) port.send(JSON.stringify({ type: 'cancel', id }));
    await vi.waitFor(() => expect(ends.size).toBe(CALLS));
    const answers = [...ends.values()];
    expect(answers.filter(({ code }) => code === 'internal' || code === 'worker_died')).toEqual([]);
    for (const { code } of answers) if (code !== undefined) expect(Object.keys(ERROR_MESSAGES)).toContain(code);
    expect(studio.internalErrors).toEqual([]);
    expect((await studio.client.host.info({})).shell).toBe('cli');
  });
});
