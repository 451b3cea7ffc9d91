import { afterAll, beforeAll, expect, test } from 'vitest';
import { ENCODER, SORTER, WRITER } from '../../main/serving/testing/scriptedModels.ts';
import { openServer, send, type TestServer } from '../../main/serving/testing/server.ts';
import { fewOr } from '../../main/setup/leftOut.ts';
import { checkServer } from './checkServer.ts';
import { requestMutant } from './requestMutants.ts';

/** `npm run fuzz:server` is the long form. */
const REQUESTS = fewOr(200, 300);

let server: TestServer;
beforeAll(async () => {
  server = await openServer({ limits: { ms: 2000 } });
});
afterAll(() => server.close());

test('malformed requests have the right status each, and the server lives', async () => {
  const target = { port: server.port, writer: WRITER.id, embedder: ENCODER.id, sorter: SORTER.id };
  const { statuses, failures } = await checkServer(target, 0, REQUESTS);
  expect(failures).toEqual([]);
  // There is something of everything.
  expect([...statuses.keys()]).toEqual(expect.arrayContaining([200, 400, 403, 404, 405, 408, 413, 415]));
  expect(server.internalErrors).toEqual([]);
  expect(server.models.underWay.size).toBe(0);
  expect((await send(server.port, { path: '/health' })).status).toBe(200);
});

test('the same number gives the same bytes', () => {
  const target = { port: 1, writer: 'a', embedder: 'b', sorter: 'c' };
  for (let number = 0; number < 50; number++)
    expect(requestMutant(target, number)).toEqual(requestMutant(target, number));
});
