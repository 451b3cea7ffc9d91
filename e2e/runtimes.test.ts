import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { describe, expect, test } from 'vitest';
import { againBut } from '../main/setup/leftOut.ts';
import packageJson from '../package.json' with { type: 'json' };

/** Each runtime compiles against its own types: what it has not does not compile there. */
const root = join(import.meta.dirname, '..');

/** Runs TypeScript's compiler. */
function tsc(...args: string[]): string {
  const { stdout, error } = spawnSync(join(root, 'node_modules', '.bin', 'tsc'), args, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    shell: process.platform === 'win32',
  });
  if (error) throw error;
  return stdout;
}

const DOM = /\/lib\.dom\.d\.ts$/m;
const NODE = /\/@types\/node\//m;

for (const [project, foreign] of [
  ['shared', [DOM, NODE]],
  ['renderer', [NODE]],
  ['main', [DOM]],
] as const)
  test(`nothing that ${project} imports brings types of another runtime`, againBut('shared')(project), () => {
    const files = tsc('-p', project, '--listFilesOnly').replaceAll('\\', '/');
    expect(files).toContain(`/${project}/`);
    for (const pattern of foreign) expect(files).not.toMatch(pattern);
  });

test('the types of each runtime, and of what tests them, are checked', () =>
  expect(packageJson.scripts.types.split(' ').filter((part) => !part.startsWith('-'))).toEqual([
    ...['tsc', 'shared', 'renderer', 'main', 'e2e'],
  ]));

describe.each([
  [
    'shared',
    { good: ['new AbortController()', 'new TextEncoder()'], bad: ['process', 'document', 'Buffer', 'window', 'fetch'] },
  ],
  ['renderer', { good: ['document', 'fetch'], bad: ['process', 'Buffer', '__dirname', 'require'] }],
  ['main', { good: ['process', 'Buffer', 'fetch'], bad: ['document', 'window', 'new HTMLElement()'] }],
])('in %s', (project, { good, bad }) => {
  test(`${bad.join(', ')} do not compile`, () => {
    const cache = join(root, 'node_modules', '.cache');
    mkdirSync(cache, { recursive: true });
    const folder = mkdtempSync(join(cache, 'runtimes-'));
    try {
      const names = [...good, ...bad].map((code, index) => {
        const name = `${index}.ts`;
        writeFileSync(join(folder, name), `export const value = ${code};\n`);
        return name;
      });
      const own = project === 'shared' ? [join(root, 'shared', 'bothRuntimes.d.ts')] : [];
      const config = {
        extends: join(root, project, 'tsconfig.json'),
        compilerOptions: {
          composite: false,
          incremental: false,
          emitDeclarationOnly: false,
          noEmit: true,
          tsBuildInfoFile: null,
        },
        files: [...names, ...own],
        include: [],
      };
      writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
      const lines = tsc('-p', relative(root, folder).split(sep).join('/')).split('\n');
      const refused = names.filter((name) => lines.some((line) => line.includes(`/${name}(`)));
      expect(refused.map((name) => [...good, ...bad][Number.parseInt(name, 10)])).toEqual(bad);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
