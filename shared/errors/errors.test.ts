import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { AppError, ERROR_MESSAGES, fillPlaceholders, toAppError } from './errors.ts';

test('placeholders take details as text, and nothing else is read into them', () => {
  expect(fillPlaceholders('{{a}} {{b}} {{c}}', { a: '{{b}} $&', b: 1 })).toBe('{{b}} $& 1 {{c}}');
  expect(fillPlaceholders('{{constructor}} {{__proto__}}', {})).toBe('{{constructor}} {{__proto__}}');
});

test('anything thrown becomes a coded error', () => {
  const coded = new AppError('cancelled');
  expect(toAppError(coded)).toBe(coded);
  expect(toAppError(new DOMException('x', 'AbortError')).code).toBe('cancelled');
  expect(toAppError(new Error('x'))).toMatchObject({ code: 'internal', details: { message: 'x' } });
  expect(toAppError(null)).toMatchObject({ code: 'internal', details: { message: 'null' } });
});

test.each(['ENOSPC', 'EDQUOT'])('a full disk is told as such, wherever it was met: %s', (code) => {
  const error = Object.assign(new Error(`${code}: write`), { code, syscall: 'write', path: 'a/b.db' });
  expect(toAppError(error)).toMatchObject({ code: 'disk_full', details: { path: 'a/b.db' } });
  expect(toAppError(Object.assign(new Error('x'), { code, syscall: 'write' })).code).toBe('disk_full');
  // No file call: somebody's own error of that name.
  expect(toAppError(Object.assign(new Error('x'), { code })).code).toBe('internal');
});

test('values of closed lists are told in words, and stay what they are in the details', () => {
  const error = new AppError('split_empty', { split: 'validation', why: 'too_few_rows' });
  expect(error.message).toContain('no row would be left for validation (there are too few rows)');
  expect(error.details).toEqual({ split: 'validation', why: 'too_few_rows' });
});

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const sources = ['main', 'shared', 'renderer'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file))
    .map((file) => readFileSync(join(root, folder, file), 'utf8')),
);
/** Code and the text of the details, for every `new AppError('code', …)`. */
const thrown = sources.flatMap((text) =>
  [...text.matchAll(/new AppError\(\s*'(\w+)'/g)].map(({ index, 0: opening, 1: code = '' }) => ({
    code,
    details: upToClosingParenthesis(text.slice(index + opening.length)),
  })),
);

function upToClosingParenthesis(text: string): string {
  let depth = 1;
  for (const [at, character] of [...text.slice(0, 1000)].entries()) {
    if (character === '(') depth++;
    if (character === ')' && --depth === 0) return text.slice(0, at);
  }
  return text.slice(0, 1000);
}

describe('every place that throws gives what the message asks for', () => {
  test('there are such places', () => expect(thrown.length).toBeGreaterThan(40));

  test.each(Object.entries(ERROR_MESSAGES))('%s', (code, message) => {
    const wanted = [...message.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name as string);
    for (const place of thrown.filter((candidate) => candidate.code === code)) {
      for (const name of wanted) expect(place.details).toMatch(new RegExp(`\\b${name}\\b`));
    }
  });
});
