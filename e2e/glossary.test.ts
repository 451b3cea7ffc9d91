import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { textsOf } from '../main/electron/texts.ts';
import { chinese } from '../renderer/i18n/chinese.ts';
import { english } from '../renderer/i18n/english.ts';
import { GLOSSARY, type Term } from '../renderer/i18n/glossary.ts';
import { ENGINE_REASONS_ZH } from '../renderer/i18n/zh-CN/engineReasons.ts';
import { ERRORS_ZH } from '../renderer/i18n/zh-CN/errors.ts';
import { TASK_VIEWS } from '../renderer/tasks/index.ts';
import { ENGINE_REASON_TEXTS } from '../shared/domain/engines/engineReason.ts';
import { FORMAT_KINDS, formatTexts } from '../shared/domain/formats/index.ts';
import type { Language } from '../shared/domain/language.ts';
import { ERROR_MESSAGES } from '../shared/errors/errors.ts';

interface Tree {
  [key: string]: string | Tree;
}

/** Paths of keys with their texts. Chinese has no singular: English counts in its plural. */
function flatten(tree: Tree, prefix: string): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' ? [[prefix + key, value] as [string, string]] : flatten(value, `${prefix}${key}.`),
  );
}

const formats = (language: Language): Tree =>
  Object.fromEntries(FORMAT_KINDS.map((kind) => [kind, formatTexts(kind, language) as unknown as Tree]));
/** What a task's own components say lies in its folder, which is called as its kind. */
const ownTexts = new Map(
  await Promise.all(
    Object.keys(TASK_VIEWS).map(async (kind) => {
      const folder = kind.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
      const { OWN_TEXTS } = await import(`../renderer/tasks/${folder}/ownTexts.ts`);
      return [kind, OWN_TEXTS as Record<Language, Tree>] as const;
    }),
  ),
);
const taskTexts = (language: Language) =>
  Object.entries(TASK_VIEWS).flatMap(([kind, { texts }]) => [
    ...flatten(texts[language] as unknown as Tree, `task.${kind}.`),
    ...flatten(ownTexts.get(kind)?.[language] ?? {}, `task.${kind}.own.`),
  ]);

const ENGLISH = new Map([
  ...flatten(english, ''),
  ...flatten(ERROR_MESSAGES, 'error.'),
  ...flatten(ENGINE_REASON_TEXTS, 'engine.'),
  ...flatten(textsOf('en'), 'shell.'),
  ...flatten(formats('en'), 'format.'),
  ...taskTexts('en'),
]);
const CHINESE = new Map([
  ...flatten(chinese, ''),
  ...flatten(ERRORS_ZH, 'error.'),
  ...flatten(ENGINE_REASONS_ZH, 'engine.'),
  ...flatten(textsOf('zh-CN'), 'shell.'),
  ...flatten(formats('zh-CN'), 'format.'),
  ...taskTexts('zh-CN'),
]);

const withoutPlaceholders = (text: string) => text.replace(/\{\{\w+\}\}/g, '{}');
const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
const words = ({ en, endings = [] }: Term) =>
  new RegExp(`\\b${escaped(en)}(${['', ...endings].map(escaped).join('|')})\\b`, 'i');
const phrase = (forbidden: string) => new RegExp(`\\b${escaped(forbidden)}\\b`, 'i');

/** Texts of code: what stands between quotes and holds a blank, without comments. */
function textsOfSource(file: string): string[] {
  const code = readFileSync(file, 'utf8')
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/^\s*\/\/.*$/gm, '');
  return [...code.matchAll(/'((?:[^'\\\n]|\\.)* (?:[^'\\\n]|\\.)*)'|`([^`]* [^`]*)`/g)].map(
    ([, single, template]) => single ?? template ?? '',
  );
}

const commandLine = ['main/cli.ts', ...readdirSync('main/cli').map((name) => join('main/cli', name))]
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
  .flatMap((file) => textsOfSource(file).map((text) => [file, text] as [string, string]));

describe.each(GLOSSARY.map((term) => [term.en, term] as const))('%s', (_, term) => {
  const { zh, neverEn = [], neverZh = [] } = term;

  test('has the one Chinese term wherever English has it', () => {
    const equals = typeof zh === 'string' ? [zh] : zh;
    const missing = [...ENGLISH].filter(([key, text]) => {
      const translated = CHINESE.get(key);
      if (translated === undefined || !words(term).test(withoutPlaceholders(text))) return false;
      return !equals.some((word) => translated.includes(word));
    });
    expect(missing.map(([key, text]) => [key, text, CHINESE.get(key)])).toEqual([]);
  });

  test('is called nothing else', () => {
    const said = [...ENGLISH, ...commandLine].filter(([, text]) => neverEn.some((never) => phrase(never).test(text)));
    const saidInChinese = [...CHINESE].filter(([, text]) =>
      neverZh.some((never) => new RegExp(never).test(withoutPlaceholders(text))),
    );
    expect([...said, ...saidInChinese]).toEqual([]);
  });
});

test('no term stands there twice', () => {
  expect(new Set(GLOSSARY.map(({ en }) => en)).size).toBe(GLOSSARY.length);
});

describe('numbers and units', () => {
  test('in Chinese a blank stands between a digit and a character, and none before %', () => {
    const wrong = [...CHINESE].filter(([, text]) => /\d\p{Script=Han}|\p{Script=Han}\d|[\d}] %/u.test(text));
    expect(wrong).toEqual([]);
  });

  test('in English no blank stands before %', () => {
    expect([...ENGLISH, ...commandLine].filter(([, text]) => /[\d}] %/.test(text))).toEqual([]);
  });
});

test('Chinese has no Western comma, colon or bracket between characters', () => {
  const wrong = [...CHINESE].filter(([, text]) => /\p{Script=Han}[,:;?!()]|[,:;?!()]\p{Script=Han}/u.test(text));
  expect(wrong).toEqual([]);
});
