import { execFileSync } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { longFlagOf } from '../main/cli/settingOptions.ts';
import { SETTING_NAMES } from '../shared/domain/runs/settings.ts';

const root = join(import.meta.dirname, '..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const DOCS = globSync('resources/docs/*.md', { cwd: root }).map((file) => file.replaceAll('\\', '/'));
const PAGES = ['README.md', ...DOCS];

/** As GitHub makes the name of a heading's place. */
const anchorOf = (heading: string) =>
  heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');

const anchors = (file: string) => [...read(file).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => anchorOf(heading));

/** What `--help` prints of each command. In one process, which reads the program's modules once: thirty took eight seconds. */
function helpOf(commands: readonly string[]): Map<string, string> {
  const script = `
    const cli = ${JSON.stringify(pathToFileURL(join(root, 'main', 'cli.ts')).href)};
    const write = process.stdout.write.bind(process.stdout);
    // Commander takes arguments from another place where it finds the option -e.
    process.execArgv.length = 0;
    const texts = [];
    for (const [place, command] of JSON.parse(process.argv[1]).entries()) {
      let text = '';
      process.stdout.write = (part) => Boolean((text += part));
      process.argv = [process.execPath, 'kindling', ...command.split(' '), '--help'];
      await import(cli + '?' + place);
      texts.push([command, text]);
    }
    write(JSON.stringify(texts));`;
  const parameters = ['--no-warnings', '--input-type=module', '-e', script, JSON.stringify(commands)];
  return new Map(JSON.parse(execFileSync(process.execPath, parameters, { encoding: 'utf8' })));
}

const OPTION = /(?<![\w-])--[a-z][a-z-]+/g;
const optionsOf = (text: string) => new Set(text.match(OPTION) ?? []);

test('the README is short, and links every page of the documentation', () => {
  expect(Buffer.byteLength(read('README.md'))).toBeLessThanOrEqual(12_000);
  for (const page of DOCS) expect(read('README.md')).toContain(`](${page}`);
});

test.each(PAGES)('what %s links and shows is there', (page) => {
  for (const [, target = ''] of read(page).matchAll(/\]\(([^)\s]+)\)/g)) {
    if (/^https?:/.test(target)) continue;
    const [path = '', anchor] = target.split('#');
    const file = path === '' ? page : join(dirname(page), path).replaceAll('\\', '/');
    expect(existsSync(join(root, file)), `${page}: ${target}`).toBe(true);
    if (anchor !== undefined) expect(anchors(file), `${page}: ${target}`).toContain(anchor);
  }
});

test.each(PAGES)('the scripts, tests and variables that %s names are there', (page) => {
  const text = read(page);
  const { scripts } = JSON.parse(read('package.json'));
  for (const [, script = ''] of text.matchAll(/npm run (?:-s )?([a-z][\w:]*)/g)) {
    expect(Object.keys(scripts), page).toContain(script);
  }
  const sources = globSync('{main,renderer,e2e,shared}/**/*.{ts,tsx,mjs}', { cwd: root });
  for (const [path] of text.matchAll(/(?<=`)(main|renderer|shared|e2e)\/[\w/.-]+\.(ts|mjs)(?=`)/g)) {
    expect(existsSync(join(root, path)), `${page}: ${path}`).toBe(true);
  }
  const everything = sources.map(read).join('\n');
  for (const [variable] of text.matchAll(/KINDLING_[A-Z_]+/g)) expect(everything, page).toContain(variable);
  for (const [, filter = ''] of text.matchAll(/npm test -- ([a-z][\w./ -]*)/g)) {
    for (const part of filter.trim().split(' ')) {
      expect(
        sources.some((file) => file.replaceAll('\\', '/').includes(part) && /\.(test|spec)\./.test(file)),
        part,
      ).toBe(true);
    }
  }
});

describe('the command line', () => {
  const page = read('resources/docs/cli.md');
  const groups = ['', 'trash', 'dataset', 'model'];
  const commands = [...helpOf(groups)]
    .flatMap(([group, text]) =>
      [...text.matchAll(/^ {2}([a-z][a-z-]*) /gm)].map(([, name = '']) => `${group} ${name}`.trim()),
    )
    .filter((name) => !/(^|\s)help$/.test(name) && !groups.includes(name));
  const known = new Map([...helpOf(commands)].map(([name, text]) => [name, optionsOf(text)]));

  test('there are commands, and options of theirs', () => {
    expect(commands).toEqual(expect.arrayContaining(['train', 'trash list', 'dataset export', 'model add']));
    expect([...(known.get('train') ?? [])]).toEqual(
      expect.arrayContaining(['--dataset', '--resume', '--learning-rate']),
    );
  });
  /** What a setting does, its range and its default are written where it is defined, and read in `--help`: the page says so. */
  const settings = new Set(SETTING_NAMES.map(longFlagOf));
  const general = new Set(['--home', '--json', '--help', '--version']);

  test.each(commands)('%s is described, with every option that it has', (command) => {
    expect(page).toContain(`**\`${command}`);
    const options = [...(known.get(command) ?? [])].filter((option) => !general.has(option));
    for (const option of options.filter((one) => !settings.has(one)))
      expect(page, option).toMatch(new RegExp(`${option}(?![\\w-])`));
  });

  test('no option is named that none of them has', () => {
    // Of `npm start`, and of transformers' kind of name in another place of the page.
    const others = ['--headless', '--no-open', '--no-browser'];
    const all = new Set([...known.values()].flatMap((options) => [...options]).concat(others));
    expect([...optionsOf(page)].filter((option) => !all.has(option))).toEqual([]);
  });
});
