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

test('one that is installed and was measured to be slower is not offered', async () => {
  const measured = [
    { name: 'onnxruntime' as const, device: 'cpu' as const, stepMs: 40 },
    { name: 'tensorflow' as const, device: 'cpu' as const, stepMs: 48 },
  ];
  const portable = { engine: { ...WASM, name: 'onnxruntime' as const, measured }, binding: null };
  const provider = { offer: () => OFFER, install: () => Promise.reject(new Error('not asked for')) };
  manager = new EngineManager({ ...provider, select: async () => portable });
  await manager.settled(new AbortController().signal);
  expect((await manager.status()).install).toEqual({ state: 'none' });
  await manager.close();
  // One that is not there is.
  const { measured: _, ...unmeasured } = portable.engine;
  manager = new EngineManager({ ...provider, select: async () => ({ engine: unmeasured, binding: null }) });
  await expect.poll(async () => (await manager?.status())?.install).toEqual({ state: 'offered', offer: OFFER });
});
