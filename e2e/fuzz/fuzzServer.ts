import { ENCODER, SORTER, WRITER } from '../../main/serving/testing/scriptedModels.ts';
import { openServer } from '../../main/serving/testing/server.ts';
import { openServedStudio } from '../helpers/servedStudio.ts';
import { type Checked, checkServer } from './checkServer.ts';

/**
 * `npm run fuzz:server [-- REQUESTS]`: so many malformed requests (10,000 unless said otherwise) to a server whose models follow a script, and
 * a twentieth of them to one with a tiny model in the real process.
 */
const REQUESTS = Number(process.argv[2] ?? 10_000);
const print = (text: string) => process.stdout.write(`${text}\n`);
const rssMb = () => {
  globalThis.gc?.();
  return Math.round(process.memoryUsage().rss / 2 ** 20);
};

function report(name: string, requests: number, ms: number, { statuses, failures }: Checked): number {
  const told = [...statuses].sort(([a], [b]) => a - b).map(([status, count]) => `${count} × ${status || 'ended'}`);
  print(
    `${name}: ${requests} requests in ${(ms / 1000).toFixed(1)} s: ${told.join(', ')}; wrong status: ${failures.length}`,
  );
  for (const { number, what } of failures.slice(0, 20)) print(`  ${number}: ${what}`);
  return failures.length;
}

let failed = 0;
{
  const server = await openServer({ limits: { ms: 2000 } });
  const target = { port: server.port, writer: WRITER.id, embedder: ENCODER.id, sorter: SORTER.id };
  const start = performance.now();
  const quarters: number[] = [];
  const all: Checked = { statuses: new Map(), failures: [] };
  for (let quarter = 0; quarter < 4; quarter++) {
    const [from, to] = [quarter, quarter + 1].map((part) => Math.round((part * REQUESTS) / 4)) as [number, number];
    const { statuses, failures } = await checkServer(target, from, to);
    for (const [status, count] of statuses) all.statuses.set(status, (all.statuses.get(status) ?? 0) + count);
    all.failures.push(...failures);
    server.log.length = 0;
    server.models.asked.length = 0;
    quarters.push(rssMb());
  }
  failed += report('scripted', REQUESTS, performance.now() - start, all);
  print(
    `memory after each quarter: ${quarters.join(', ')} MB; under way: ${server.models.underWay.size}; internal errors: ${server.internalErrors.length}`,
  );
  failed += server.internalErrors.length + server.models.underWay.size;
  await server.close();
}
{
  const studio = await openServedStudio();
  const requests = Math.ceil(REQUESTS / 20);
  const start = performance.now();
  const { port } = new URL(studio.url);
  const target = { port: Number(port), writer: studio.model, embedder: studio.model, sorter: studio.model };
  const checked = await checkServer(target, 0, requests);
  failed += report('real', requests, performance.now() - start, checked);
  for (const error of studio.internalErrors.slice(0, 5)) print(`  internal: ${String(error)}`);
  failed += studio.internalErrors.length;
  await studio.close();
}
process.exitCode = failed > 0 ? 1 : 0;
