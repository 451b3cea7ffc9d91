import { afterAll, beforeEach, expect, it, vi } from 'vitest';

const kept = new Map<string, string>();
beforeEach(() => {
  kept.clear();
  vi.resetModules();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
  });
});

afterAll(() => {
  vi.unstubAllGlobals();
});

it('what was done once stays done when the page is opened again, and marks of before are read', async () => {
  kept.set('kindling.checklist', '{"exported":true,"hidden":false}');
  const { useMarks, markTried } = await import('./marks.ts');
  expect(useMarks.getState()).toMatchObject({ tried: false, exported: true, hidden: false });
  markTried();
  vi.resetModules();
  const again = await import('./marks.ts');
  expect(again.useMarks.getState()).toMatchObject({ tried: true, exported: true, hidden: false });
});
