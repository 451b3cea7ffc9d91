import { afterEach, expect, test } from 'vitest';
import type { EngineStatus } from '../../../shared/domain/engines/engine.ts';
import { OFFER, TENSORFLOW, WASM } from '../testing/studio.ts';
import { EngineManager } from './engineManager.ts';

let manager: EngineManager | undefined;
afterEach(() => manager?.close());

test('an engine that is damaged while the studio runs is told, replaced and offered again', async () => {
  let whole = true;
  let selections = 0;
  const native = { engine: TENSORFLOW, binding: '/engines/x.node' };
  const portable = { engine: WASM, binding: null };
  manager = new EngineManager({
    select: async () => {
      selections++;
      return whole ? native : portable;
    },
    intact: async ({ binding }) => binding === null || whole,
    offer: () => OFFER,
    install: () => Promise.reject(new Error('not asked for')),
  });
  expect(await manager.selection()).toEqual(native);
  const heard: EngineStatus[] = [];
  const ended = new AbortController();
  const listening = (async () => {
    for await (const status of manager.changes.subscribe(ended.signal)) heard.push(status);
  })().catch(() => {});
  whole = false;
  // Whoever asks at once gets the same, and it is chosen once.
  const [environment, status] = await Promise.all([manager.workerEnvironment(), manager.status(), manager.selection()]);
  expect(JSON.parse(environment.KINDLING_ENGINE_SELECTION ?? '')).toEqual(portable);
  expect(status.engine).toEqual(WASM);
  expect(selections).toBe(2);
  await expect.poll(async () => (await manager?.status())?.install).toEqual({ state: 'offered', offer: OFFER });
  expect(heard.at(-1)?.engine).toEqual(WASM);
  ended.abort();
  await listening;
});
