import { expect, test } from 'vitest';
import { fillPlaceholders } from '../../shared/errors/errors.ts';
import { shellLanguage, textsOf } from './texts.ts';

test.each([
  ['en', ['zh-CN'], 'en'],
  ['zh-CN', ['en-US'], 'zh-CN'],
  ['system', ['zh-CN', 'en-US'], 'zh-CN'],
  ['system', ['en-GB', 'zh-CN'], 'en'],
  ['system', ['de-DE', 'zh-TW'], 'zh-CN'],
  ['system', ['de-DE'], 'en'],
  ['system', ['enm', 'zha'], 'en'],
  ['system', [], 'en'],
] as const)('the setting %s on a system that prefers %j shows %s', (chosen, system, shown) => {
  expect(shellLanguage(chosen, system)).toBe(shown);
});

test('Chinese says 你 to the user, as the interface does, never 您', () => {
  expect(JSON.stringify(textsOf('zh-CN'))).not.toContain('您');
});

test('errors at start have the same placeholders in both languages', () => {
  const placeholders = (text: string | undefined) => [...(text ?? '').matchAll(/\{\{\w+\}\}/g)].map(String).sort();
  const { startErrors: english } = textsOf('en');
  for (const [code, text] of Object.entries(textsOf('zh-CN').startErrors)) {
    expect(placeholders(text), code).toEqual(placeholders(english[code as keyof typeof english]));
    expect(fillPlaceholders(text, {}), code).toMatch(/\p{Script=Han}/u);
  }
});
