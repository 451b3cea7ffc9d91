import { expect, test } from 'vitest';
import { createFormat } from './format.ts';

const en = createFormat('en');
const zh = createFormat('zh-CN');

test.each([
  [0, '0 bytes'],
  [999, '999 bytes'],
  [1000, '1 kB'],
  [16_549, '17 kB'],
  [999_499, '999 kB'],
  [999_500, '1 MB'],
  [14_257_006, '14.3 MB'],
  [2_500_000_000, '2.5 GB'],
])('%d bytes are %s', (bytes, text) => {
  expect(en.bytes(bytes)).toBe(text);
});

test.each([
  [0, '0 ms'],
  [450, '450 ms'],
  [1400, '1 sec'],
  [65_000, '1 min 5 sec'],
  [60_000, '1 min'],
  [3_600_000, '1 hr'],
  [3_605_000, '1 hr'],
  [3_725_000, '1 hr 2 min'],
  [59_999, '1 min'],
  [90_000_000, '1 day 1 hr'],
])('%d ms are %s', (milliseconds, text) => {
  expect(en.duration(milliseconds)).toBe(text);
});

test('times are seen from now', () => {
  const now = Date.parse('2026-11-24T12:00:00Z');
  expect(en.relativeTime('2026-11-24T11:59:30Z', now)).toBe('now');
  expect(en.relativeTime('2026-11-24T11:55:00Z', now)).toBe('5 minutes ago');
  expect(en.relativeTime('2026-11-23T11:00:00Z', now)).toBe('yesterday');
  expect(zh.relativeTime('2026-11-24T11:55:00Z', now)).toBe('5 分钟前');
  expect(zh.relativeTime('2026-11-24T11:59:30Z', now)).toBe('刚刚');
});

test('numbers are written as the language does', () => {
  expect(en.integer(16549)).toBe('16,549');
  expect(en.number(1.23456)).toBe('1.23');
  expect(en.number(1.23456, 4)).toBe('1.2346');
  expect(en.loss(2)).toBe('2.000');
  expect([en.fixed(-0.0002, 3), zh.fixed(-0, 3), en.number(-0.001), en.fixed(-0.0006, 3)]).toEqual([
    ...['0.000', '0.000', '0', '-0.001'],
  ]);
  expect(en.percent(0.256)).toBe('26%');
  expect([0, 0.0049, 0.005, 0.5, 0.9949, 0.995, 1].map(en.chance)).toEqual([
    ...['0%', '<1%', '1%', '50%', '99%', '>99%', '100%'],
  ]);
  expect(en.compact(3_700_000)).toBe('3.7M');
  expect(zh.compact(3_700_000)).toBe('370万');
  expect(zh.duration(65_000)).toBe('1 分钟 5 秒');
});

test('what is listed is told apart in both languages', () => {
  expect(en.list(['name', 'category', 'tagline'])).toBe('name, category, tagline');
  expect(zh.list(['name', 'category', 'tagline'])).toBe('name、category、tagline');
});
