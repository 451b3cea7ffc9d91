import { expect, it } from 'vitest';
import { forgetEarlier, readEarlier } from './earlierThresholds.ts';

const storageOf = (text: string | null) => {
  const kept = new Map(text === null ? [] : [['kindling.thresholds.m', text]]);
  return {
    kept,
    getItem: (key: string) => kept.get(key) ?? null,
    removeItem: (key: string) => kept.delete(key) as never,
  };
};

it('what a browser kept of labels that the model tells is there until it is forgotten', () => {
  const storage = storageOf('{"a":0.25,"gone":0.1}');
  expect(readEarlier(storage, 'm', ['a', 'b'])).toEqual({ a: 0.25 });
  expect(readEarlier(storage, 'm', ['a', 'b'])).toEqual({ a: 0.25 });
  forgetEarlier(storage, 'm');
  expect(storage.kept.size).toBe(0);
  expect(readEarlier(storage, 'm', ['a', 'b'])).toBeNull();
});

it('what is no threshold is nobody’s', () => {
  for (const text of ['{', '{"a":2}', '[]', '{"gone":0.1}'])
    expect(readEarlier(storageOf(text), 'm', ['a'])).toBeNull();
});
