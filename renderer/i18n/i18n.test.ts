import { createInstance } from 'i18next';
import { beforeAll, describe, expect, test } from 'vitest';
import { RejectionReason } from '../../shared/domain/datasets/dataset.ts';
import { ENGINE_REASON_TEXTS, type EngineReasonCode } from '../../shared/domain/engines/engineReason.ts';
import { AppError, ERROR_MESSAGES, type ErrorCode } from '../../shared/errors/errors.ts';
import { loadLanguage } from './bundles.ts';
import { chinese } from './chinese.ts';
import { english } from './english.ts';
import { errorText } from './errorText.ts';
import { resolveLanguage } from './translation.ts';
import { ENGINE_REASONS_ZH } from './zh-CN/engineReasons.ts';
import { ERRORS_ZH } from './zh-CN/errors.ts';

interface Tree {
  [key: string]: string | Tree;
}

/** Keys as paths, with their texts. */
function flatten(tree: Tree, prefix = ''): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' ? [[prefix + key, value] as [string, string]] : flatten(value, `${prefix}${key}.`),
  );
}

const placeholders = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).sort();
const withoutSingular = (entries: [string, string][]) => entries.filter(([key]) => !key.endsWith('_one'));

describe.each(Object.keys(english) as (keyof typeof english)[])('namespace %s', (namespace) => {
  const en = new Map(flatten(english[namespace]));
  const zh = new Map(flatten(chinese[namespace]));

  test('has the same keys in both languages', () => {
    expect([...zh.keys()].sort()).toEqual(
      withoutSingular([...en])
        .map(([key]) => key)
        .sort(),
    );
  });

  test('has the same placeholders in both languages, and no empty text', () => {
    for (const [key, text] of zh) {
      expect([key, placeholders(text)]).toEqual([key, placeholders(en.get(key) ?? '')]);
      expect([key, text.trim() !== '']).toEqual([key, true]);
    }
  });

  test('has both forms of every English plural', () => {
    const stems = [...en.keys()]
      .filter((key) => /_(one|other)$/.test(key))
      .map((key) => key.replace(/_(one|other)$/, ''));
    for (const stem of stems) expect([en.has(`${stem}_one`), en.has(`${stem}_other`)]).toEqual([true, true]);
  });
});

test('Chinese says 你 to the user everywhere, never 您', () => {
  const texts = [...flatten(chinese), ...flatten(ERRORS_ZH)];
  expect(texts.filter(([, text]) => text.includes('您'))).toEqual([]);
});

test('of a chart that is cut off above, what is cut off is said to be what is higher', () => {
  expect([english.runs.chart.beyond, chinese.runs.chart.beyond]).toEqual([
    expect.stringMatching(/^higher values, up to/),
    expect.stringMatching(/^更高的值/),
  ]);
});

describe('errors', () => {
  beforeAll(() => loadLanguage('zh-CN'));

  test.each(Object.keys(ERROR_MESSAGES) as ErrorCode[])('%s has the same placeholders in Chinese', (code) => {
    expect(placeholders(ERRORS_ZH[code])).toEqual(placeholders(ERROR_MESSAGES[code]));
    expect(ERRORS_ZH[code]).toMatch(/\p{Script=Han}/u);
  });

  test('words of closed lists are translated, and a chosen file is named without its folder', () => {
    const error = new AppError('file_no_rows', {
      file: '/studio/uploads/x1/products.csv',
      rejected: 3,
      line: 2,
      reason: 'unclosed_quote',
    });
    expect(errorText('en', error)).toBe(
      'products.csv has no usable row: 3 were rejected, the first on line 2 (an unclosed quote).',
    );
    expect(errorText('zh-CN', error)).toBe('products.csv 没有可用的行：3 行被拒绝，第一处在第 2 行（引号未闭合）。');
  });

  test.each(Object.keys(ENGINE_REASON_TEXTS) as EngineReasonCode[])(
    'the engine reason %s has the same placeholders in Chinese',
    (code) => {
      expect(placeholders(ENGINE_REASONS_ZH[code])).toEqual(placeholders(ENGINE_REASON_TEXTS[code]));
      expect(ENGINE_REASONS_ZH[code]).toMatch(/\p{Script=Han}/u);
    },
  );

  test('the reasons of an engine are told in the language of the interface', () => {
    const failure = { code: 'crashed', how: 'SIGSEGV' };
    const reasons = [{ code: 'none_installed' }, { code: 'does_not_work', engine: '{{failure}}', failure }];
    const error = new AppError('engine_install_failed', { reason: 'in English', reasons });
    expect(errorText('en', error)).toBe(
      'The native engine could not be installed: no native engine is installed; {{failure}} does not work here: it ended with SIGSEGV',
    );
    expect(errorText('zh-CN', error)).toBe(
      '原生引擎未能安装：尚未安装原生引擎；{{failure}} 在本机上无法工作：进程以 SIGSEGV 结束',
    );
  });

  test('a detail that is no word of a list stays as it is', () => {
    const error = new AppError('engine_install_failed', { reason: 'toString' });
    expect(errorText('en', error)).toBe('The native engine could not be installed: toString');
  });

  test('what was not thrown by the studio is `internal`', () => {
    expect(errorText('zh-CN', new Error('boom'))).toBe('Kindling 内部出现问题：boom');
  });

  test('every reason of a rejection has its words', () => {
    expect(Object.keys(english.values.rejectionReason).sort()).toEqual([...RejectionReason.options].sort());
  });
});

test('a plural follows the count', async () => {
  const i18n = createInstance();
  await i18n.init({ resources: { en: english, 'zh-CN': chinese }, lng: 'en', ns: ['datasets'] });
  expect(i18n.t('datasets:rows', { count: 1, formatted: '1' })).toBe('1 row');
  expect(i18n.t('datasets:rows', { count: 5, formatted: '5' })).toBe('5 rows');
  await i18n.changeLanguage('zh-CN');
  expect(i18n.t('datasets:rows', { count: 1, formatted: '1' })).toBe('1 行');
});

test.each([
  ['system', ['zh-TW', 'en'], 'zh-CN'],
  ['system', ['zh'], 'zh-CN'],
  ['system', ['de-DE', 'en-GB'], 'en'],
  ['system', ['fr'], 'en'],
  ['en', ['zh-CN'], 'en'],
] as const)('the choice %s with %j speaks %s', (choice, preferred, language) => {
  expect(resolveLanguage(choice, preferred)).toBe(language);
});
