import { expect, test } from 'vitest';
import { CloseEvent } from './closeEvent.ts';

test('every listener hears of the end, in order and once; one that comes too late hears at once', () => {
  const ended = new CloseEvent();
  const heard: string[] = [];
  for (const name of ['first', 'second']) ended.listen(() => heard.push(name));
  expect(ended.fired).toBe(false);
  ended.fire();
  ended.fire();
  expect(ended.fired).toBe(true);
  ended.listen(() => heard.push('late'));
  expect(heard).toEqual(['first', 'second', 'late']);
});

test('who listens already sees that it has ended, whatever it does about it', () => {
  const ended = new CloseEvent();
  const seen: boolean[] = [];
  ended.listen(() => {
    seen.push(ended.fired);
    ended.listen(() => seen.push(ended.fired));
  });
  ended.fire();
  expect(seen).toEqual([true, true]);
});
