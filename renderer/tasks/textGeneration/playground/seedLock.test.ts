import { beforeEach, expect, it, vi } from 'vitest';
import { keepLock, lockedSeed, nextSeed } from './seedLock.ts';

const kept = new Map<string, string>();
beforeEach(() => {
  kept.clear();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
    removeItem: (key: string) => kept.delete(key),
  });
  vi.resetModules();
});

it('gives each text a seed of its own unless it is locked', () => {
  expect(nextSeed(true, 7, () => 0.5)).toBe(7);
  expect(nextSeed(false, 7, () => 0.5)).toBe(2 ** 30);
});

it('keeps the lock, and takes what somebody else has left for none', () => {
  keepLock(7);
  expect(lockedSeed()).toBe(7);
  keepLock(null);
  expect(lockedSeed()).toBe(null);
  for (const odd of ['', '{', '{"seed":-1}', '{"seed":"7"}', '[]']) {
    kept.set('kindling.seedLock', odd);
    expect(lockedSeed()).toBe(null);
  }
});

it('begins unlocked with a seed that is not 0, and with the lock of an earlier start', async () => {
  const fresh = (await import('./playgroundStore.ts')).usePlaygroundStore.getState();
  expect(fresh.seedLocked).toBe(false);
  expect(fresh.parameters.seed).not.toBe(0);
  fresh.set({ parameters: { ...fresh.parameters, seed: 12 }, seedLocked: true });
  vi.resetModules();
  const again = (await import('./playgroundStore.ts')).usePlaygroundStore.getState();
  expect(again.seedLocked).toBe(true);
  expect(again.parameters.seed).toBe(12);
  again.set({ seedLocked: false });
  expect(lockedSeed()).toBe(null);
});
