import { expect, test } from 'vitest';
import { patience } from './patience.ts';

function clocks(): { wall: number; processor: number; read: Parameters<typeof patience>[1] } {
  const now = {
    wall: 5_000,
    processor: 700,
    read: { wall: () => now.wall, processor: () => now.processor },
  };
  return now;
}

test('a process that has the processor for itself is waited for as long as was said', () => {
  const now = clocks();
  const goOn = patience(10_000, now.read);
  now.wall += 9_999;
  now.processor += 19_000;
  expect(goOn()).toBe(true);
  now.wall += 1;
  expect(goOn()).toBe(false);
});

test('one that has to share it is waited for until it had as much of it', () => {
  const now = clocks();
  const goOn = patience(10_000, now.read);
  now.wall += 30_000;
  now.processor += 9_999;
  expect(goOn()).toBe(true);
  now.processor += 1;
  expect(goOn()).toBe(false);
});

test('one that does nothing is given up after six times as long', () => {
  const now = clocks();
  const goOn = patience(10_000, now.read);
  now.wall += 59_999;
  expect(goOn()).toBe(true);
  now.wall += 1;
  expect(goOn()).toBe(false);
});

test('without clocks it reads those of this process', () => {
  expect(patience(0)()).toBe(false);
  expect(patience(60_000)()).toBe(true);
});
