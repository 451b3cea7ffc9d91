import { spawn } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { Command, CommanderError } from 'commander';
import packageJson from '../../package.json' with { type: 'json' };
import { readSources } from '../helpers/sourceFiles.ts';
import { baseOf, changedSince, gitIn } from './changedFiles.ts';
import { chooseTests, relatedTests } from './relatedTests.ts';

/**
 * Entry of `npm run check`: lint, types, and the unit tests that have to do with what has changed, as many as fit into a minute with
 * the rest. `npm test` runs them all.
 */
const root = join(import.meta.dirname, '..', '..');
/** As in `main/setup/vitest.config.ts`. */
const WORKERS = 2;
/** Of the minute; the rest is for lint, types and starting. */
const TESTS_MS = 35_000;
/** Starting a process for a test file and loading what it imports. */
const START_MS = 700;
/** What a test takes that never ran here. */
const UNKNOWN_MS = 3000;
/** Of the tests that are left. */
const MOST_NAMED = 12;
const USAGE = 2;

const print = (text: string) => process.stdout.write(`${text}\n`);

/** Runs a tool of ours on this Node; true when it is content. */
function run(script: string, args: readonly string[]): Promise<boolean> {
  const path = `${join(root, 'node_modules', '.bin')}${delimiter}${process.env.PATH ?? ''}`;
  const child = spawn(process.execPath, [join(root, 'node_modules', script), ...args], {
    cwd: root,
    env: { ...process.env, PATH: path },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve(code === 0));
  });
}

/** What test files took the last time, in milliseconds, by vitest's own record; empty on a fresh clone. */
function lastDurations(): Map<string, number> {
  const durations = new Map<string, number>();
  for (const record of globSync('node_modules/.vite/vitest/*/results.json', { cwd: root })) {
    const { projects } = JSON.parse(readFileSync(join(root, record), 'utf8')) as {
      projects?: Record<string, { files?: Record<string, { duration?: number }> }>;
    };
    for (const { files = {} } of Object.values(projects ?? {}))
      for (const [path, { duration = UNKNOWN_MS }] of Object.entries(files)) durations.set(path, duration + START_MS);
  }
  return durations;
}

async function unitTests(asked: string | undefined): Promise<boolean> {
  const git = gitIn(root);
  const base = baseOf(git, asked);
  const changed = changedSince(git, base);
  const related = relatedTests(readSources(root, ['main', 'renderer', 'shared', 'e2e', 'resources']), changed);
  const options = { budgetMs: TESTS_MS * WORKERS, unknownMs: UNKNOWN_MS };
  const { chosen, left } = chooseTests(related, lastDurations(), options);
  print(
    `${changed.length} files changed since ${base.slice(0, 9)}: ${chosen.length} of ${related.size} related test files`,
  );
  const isGreen = await run('vitest/vitest.mjs', [
    'run',
    '--config=main/setup/vitest.config.ts',
    '--reporter=dot',
    ...chosen,
  ]);
  if (left.length > 0) {
    const named = left.slice(0, MOST_NAMED).map((path) => `  ${path}`);
    if (left.length > named.length) named.push(`  and ${left.length - named.length} more`);
    print(`left for npm test, as they do not fit into a minute:\n${named.join('\n')}`);
  }
  return isGreen;
}

async function check(asked: string | undefined): Promise<boolean> {
  const [lint, types] = await Promise.all([
    run('@biomejs/biome/bin/biome', ['check', '.', '--diagnostic-level=error']),
    run('typescript/bin/tsc', packageJson.scripts.types.split(' ').slice(1)),
  ]);
  print(`lint: ${lint ? 'passed' : 'FAILED'}; types: ${types ? 'passed' : 'FAILED'}`);
  return (await unitTests(asked)) && lint && types;
}

const program = new Command('check')
  .description('Lint, types, and the unit tests of what has changed, in about a minute.')
  .argument('[base]', 'a commit or branch to measure changes from (default: the main branch)')
  .exitOverride()
  .action(async (asked: string | undefined) => {
    process.exitCode = (await check(asked)) ? 0 : 1;
  });

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : USAGE;
  else {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
