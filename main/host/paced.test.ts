import { expect, it } from 'vitest';
import { AsyncQueue } from '../../shared/ipc/asyncQueue.ts';
import { paced } from './paced.ts';

it('answers a burst once, what comes later once more, and the last without waiting', async () => {
  const items = new AsyncQueue<number>();
  const times: number[] = [];
  const start = performance.now();
  const done = (async () => {
    for await (const _ of paced(items, 200)) times.push(performance.now() - start);
  })();
  for (const item of [1, 2, 3]) items.push(item);
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(times).toHaveLength(1);
  items.push(4);
  await new Promise((resolve) => setTimeout(resolve, 20));
  items.push(5);
  items.end();
  await done;
  expect(times).toHaveLength(2);
  expect(times[0]).toBeGreaterThanOrEqual(190);
  expect((times[1] as number) - 320).toBeLessThan(150);
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
