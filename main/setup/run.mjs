import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runInForeground, runStep } from './childProcess.mjs';
import { dependenciesInstalled, installDependencies } from './dependencies.mjs';
import { assertNodeVersion, findRuntime } from './nodeRuntime.mjs';
import { SetupError, say } from './report.mjs';
import { withSetupLock } from './setupLock.mjs';
import { isBuilt } from './stamps.mjs';

/**
 * Behind every npm script: brings a clone into a state in which the command can run, then runs it. Uses nothing but Node 20, since
 * nothing else is there on a fresh clone; all that follows runs on the Node among the dependencies.
 */
const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** Commands of the command line that compute. */
const COMPUTING = ['train', 'generate', 'evaluate', 'export', 'demo'];

/** @typedef {import('./stamps.mjs').BuildPart} BuildPart */

/** @param {BuildPart[]} parts what the command needs to be built */
async function setUp(parts) {
  if (!dependenciesInstalled(root)) {
    await withSetupLock(root, async () => {
      if (!dependenciesInstalled(root)) await installDependencies(root);
    });
  }
  const runtime = findRuntime(root);
  if (parts.some((part) => !isBuilt(root, part))) {
    await withSetupLock(root, async () => {
      const stale = parts.filter((part) => !isBuilt(root, part));
      if (stale.length > 0) await build(runtime, stale);
    });
  }
  return runtime;
}

/** @param {string} runtime @param {BuildPart[]} parts */
async function build(runtime, parts) {
  say(`building ${parts.join(' and ')} …`);
  const { status } = await runStep(runtime, [join(root, 'main', 'setup', 'build.ts'), ...parts], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    env: process.stderr.isTTY ? process.env : { ...process.env, NO_COLOR: '1' },
  });
  if (status !== 0) throw new SetupError('the build failed');
}

/** @param {string} script @param {string} runtime @param {string[]} args */
function runScript(script, runtime, args) {
  return runInForeground(runtime, [join(root, 'main', 'setup', script), ...args]);
}

/** @param {string} runtime */
async function ensureEngine(runtime) {
  await runStep(runtime, [join(root, 'main', 'setup', 'ensureEngine.ts')], { stdio: ['ignore', 2, 2] });
}

/** @param {string[]} args */
async function kindling(args) {
  const runtime = await setUp(args.includes('serve') ? ['main', 'renderer'] : ['main']);
  const command = args.find((argument) => !argument.startsWith('-')) ?? '';
  const helpOnly = args.includes('--help') || args.includes('-h');
  // ONNX Runtime is among the dependencies; TensorFlow is 274 MB to download, for who asks for it.
  const isAskedFor = process.env.KINDLING_ENGINE === 'tensorflow';
  if (isAskedFor && COMPUTING.includes(command) && !helpOnly) await ensureEngine(runtime);
  return runInForeground(runtime, [join(root, 'dist', 'main', 'cli.mjs'), ...args]);
}

/**
 * The benchmark runs from its sources; only the start of the studio, which is among all that it measures by default, needs a build.
 *
 * @param {string[]} args
 */
async function bench(args) {
  const command = args[0]?.startsWith('-') ? '' : (args[0] ?? '');
  const helpOnly = args.includes('--help') || args.includes('-h');
  const startsStudio = !helpOnly && ['', 'startup'].includes(command);
  const runtime = await setUp(startsStudio ? ['main', 'renderer'] : []);
  if (!helpOnly && ['', 'train', 'decode'].includes(command)) await ensureEngine(runtime);
  return runInForeground(runtime, [join(root, 'e2e', 'bench', 'bench.ts'), ...args]);
}

/** @param {string[]} args */
async function chaos(args) {
  const helpOnly = args.includes('--help') || args.includes('-h');
  const runtime = await setUp(helpOnly ? [] : ['main', 'renderer']);
  if (!helpOnly) await ensureEngine(runtime);
  return runInForeground(runtime, [join(root, 'e2e', 'chaos', 'chaos.ts'), ...args]);
}

/** @type {Record<string, (args: string[]) => Promise<number>>} */
const commands = {
  kindling,
  bench,
  // Runs from its sources, as the benchmark does.
  'fuzz:import': async (args) =>
    runInForeground(await setUp([]), [join(root, 'e2e', 'fuzz', 'fuzzImport.ts'), ...args]),
  'fuzz:server': async (args) =>
    runInForeground(await setUp([]), ['--expose-gc', join(root, 'e2e', 'fuzz', 'fuzzServer.ts'), ...args]),
  'soak:server': async (args) =>
    runInForeground(await setUp([]), ['--expose-gc', join(root, 'e2e', 'fuzz', 'soakServer.ts'), ...args]),
  'fuzz:models': async (args) =>
    runInForeground(await setUp([]), [join(root, 'e2e', 'fuzz', 'fuzzModels.ts'), ...args]),
  check: async (args) => runInForeground(await setUp([]), [join(root, 'e2e', 'check', 'check.ts'), ...args]),
  chaos,
  build: async () => {
    await setUp(['main', 'renderer']);
    return 0;
  },
  start: async (args) => runScript('start.ts', await setUp(['main', 'renderer']), args),
  test: async (args) => runScript('test.ts', await setUp(['main', 'renderer']), args),
  'test:whole': async (args) => runScript('test.ts', await setUp(['main', 'renderer']), ['--whole', ...args]),
  package: async (args) => {
    const runtime = await setUp(['main', 'renderer']);
    const builder = join(root, 'node_modules', 'electron-builder', 'cli.js');
    if (!existsSync(builder)) throw new SetupError('electron-builder is not installed');
    return runInForeground(runtime, [builder, ...args]);
  },
};

try {
  assertNodeVersion(process.versions.node);
  const [name = '', ...args] = process.argv.slice(2);
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) throw new SetupError(`there is no command “${name}”: use ${Object.keys(commands).join(', ')}`);
  process.exitCode = await command(args);
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  say(error.message);
  const [name, ...args] = process.argv.slice(2);
  // Whoever reads values from the command line finds the failure there, too.
  if ((name === 'kindling' || name === 'bench') && args.includes('--json')) {
    const { message } = error;
    process.stdout.write(`${JSON.stringify({ error: { code: 'setup_failed', message, details: {} } })}\n`);
  }
  process.exitCode = 1;
}
