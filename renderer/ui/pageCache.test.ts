import { expect, test, vi } from 'vitest';
import { PageCache } from './pageCache.ts';

/** Pages of ten numbers; each load waits until it is let go. */
function setUp({ capacity = 3, concurrency = 2 } = {}) {
  const asked: number[] = [];
  const waiting = new Map<number, { resolve: () => void; reject: (error: unknown) => void }>();
  const cache = new PageCache<number>({
    pageSize: 10,
    capacity,
    concurrency,
    load: (offset, limit) =>
      new Promise((resolve, reject) => {
        asked.push(offset);
        waiting.set(offset, {
          resolve: () => resolve(Array.from({ length: limit }, (_, index) => offset + index)),
          reject,
        });
      }),
  });
  const settle = async (offset: number, error?: unknown) => {
    const load = waiting.get(offset);
    if (error === undefined) load?.resolve();
    else load?.reject(error);
    await new Promise((resolve) => setTimeout(resolve, 0));
  };
  return { cache, asked, settle };
}

test('items are there once their page has come, and the listeners are told', async () => {
  const { cache, settle } = setUp();
  const changed = vi.fn();
  cache.subscribe(changed);
  cache.want(12, 15);
  expect(cache.get(13)).toBeUndefined();
  await settle(10);
  expect(cache.get(13)).toBe(13);
  expect(changed).toHaveBeenCalledOnce();
});

test('a page is asked for once, whether it is on its way or there', async () => {
  const { cache, asked, settle } = setUp();
  cache.want(0, 5);
  cache.want(0, 9);
  await settle(0);
  cache.want(3, 4);
  expect(asked).toEqual([0]);
});

test('what was scrolled past while others were read is never read', async () => {
  const { cache, asked, settle } = setUp({ concurrency: 1 });
  cache.want(0, 9);
  for (let row = 100; row <= 900; row += 100) cache.want(row, row + 9);
  await settle(0);
  expect(asked).toEqual([0, 900]);
});

test('the pages used longest ago go first', async () => {
  const { cache, settle } = setUp({ capacity: 2 });
  for (const row of [0, 10]) {
    cache.want(row, row);
    await settle(row);
  }
  cache.want(0, 0);
  cache.want(20, 20);
  await settle(20);
  expect(cache.pageCount).toBe(2);
  expect([cache.get(0), cache.get(10), cache.get(20)]).toEqual([0, undefined, 20]);
});

test('a failed page is told while it is in view, and read again when asked', async () => {
  const { cache, asked, settle } = setUp();
  cache.want(10, 12);
  await settle(10, 'broken');
  expect(cache.failure()).toEqual({ error: 'broken', from: 10, to: 19 });
  cache.want(50, 52);
  expect(cache.failure()).toBeNull();
  cache.want(10, 12);
  expect(asked).toEqual([10, 50]);
  cache.retry();
  await settle(10);
  expect(cache.get(11)).toBe(11);
  expect(cache.failure()).toBeNull();
});

test('a closed cache tells nobody and reads nothing more', async () => {
  const { cache, asked, settle } = setUp({ concurrency: 1 });
  const changed = vi.fn();
  cache.subscribe(changed);
  cache.want(0, 25);
  cache.close();
  await settle(0);
  expect(asked).toEqual([0]);
  expect(changed).not.toHaveBeenCalled();
});
