import { afterEach, expect, it, vi } from 'vitest';
import { AsyncQueue } from '../../../../shared/ipc/asyncQueue.ts';
import { paced } from './paced.ts';

afterEach(() => vi.useRealTimers());

it('answers a burst once, what comes later once more, and the last without waiting', async () => {
  vi.useFakeTimers();
  const items = new AsyncQueue<number>();
  const times: number[] = [];
  const start = Date.now();
  const done = (async () => {
    for await (const _ of paced(items, 200)) times.push(Date.now() - start);
  })();
  for (const item of [1, 2, 3]) items.push(item);
  await vi.advanceTimersByTimeAsync(199);
  expect(times).toEqual([]);
  await vi.advanceTimersByTimeAsync(101);
  expect(times).toEqual([200]);
  items.push(4);
  await vi.advanceTimersByTimeAsync(20);
  items.push(5);
  items.end();
  await done;
  expect(times).toEqual([200, 320]);
});

it('ends with nothing where nothing came, and fails as what it follows fails', async () => {
  const empty = new AsyncQueue<number>();
  empty.end();
  expect(await Array.fromAsync(paced(empty, 10))).toEqual([]);
  const broken = new AsyncQueue<number>();
  broken.push(1);
  broken.fail(new Error('broken'));
  await expect(Array.fromAsync(paced(broken, 10))).rejects.toThrow('broken');
});
