import { expect, test } from 'vitest';
import { readAnswer } from './files.ts';
import { socketAddress } from './transports.ts';

const picked = { token: 'abc', name: 'products.csv', bytes: 12 };

test('an upload is answered with the file’s token', () => {
  expect(readAnswer(200, JSON.stringify(picked))).toEqual(picked);
});

test.each([
  { error: { code: 'disk_full', message: 'no room', details: { path: '/tmp' } } },
  { code: 'disk_full', message: 'no room', details: { path: '/tmp' } },
])('a coded refusal keeps its code and details', (body) => {
  expect(() => readAnswer(507, JSON.stringify(body))).toThrow(
    expect.objectContaining({ code: 'disk_full', details: { path: '/tmp' } }),
  );
});

test('a refusal without a body is told by its status', () => {
  expect(() => readAnswer(401, '')).toThrow(expect.objectContaining({ code: 'forbidden' }));
  expect(() => readAnswer(502, '<html>')).toThrow(expect.objectContaining({ code: 'internal' }));
  expect(() => readAnswer(200, '{"token":1}')).toThrow(expect.objectContaining({ code: 'internal' }));
});

test('the socket is next to the page', () => {
  expect(socketAddress({ protocol: 'http:', host: '127.0.0.1:4000' })).toBe('ws://127.0.0.1:4000/ws');
  expect(socketAddress({ protocol: 'https:', host: 'box' })).toBe('wss://box/ws');
});
