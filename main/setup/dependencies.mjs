import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runStep } from './childProcess.mjs';
import { SetupError, say } from './report.mjs';
import { readText } from './stamps.mjs';
import { withAddresses } from './tarballs.mjs';

const STAMP = join('node_modules', '.kindling-stamp');
const LOCK = 'package-lock.json';
/** On the disk of `node_modules`, as a folder is moved on one disk only. */
const ASIDE = join('dist', 'install');
const QUIET = ['--no-audit', '--no-fund'];
/** What npm says where a package is not at the address that most registries give it, or not to be had: E404 and the like. */
const REFUSED = /\bE(?:\d{3}|USAGE|INTEGRITY)\b/;

/** @param {string} root */
function lockStamp(root) {
  return createHash('sha256')
    .update(readFileSync(join(root, LOCK)))
    .digest('hex');
}

/**
 * True when node_modules holds what package-lock.json asks for: by our own stamp, or because npm's record of what it
 * installed agrees with the lock (someone ran `npm ci` themselves).
 *
 * @param {string} root
 */
export function dependenciesInstalled(root) {
  const stamp = lockStamp(root);
  if (readText(join(root, STAMP)) === stamp) return true;
  if (!installedMatchesLock(root)) return false;
  writeFileSync(join(root, STAMP), stamp);
  return true;
}

/** @param {string} root */
function installedMatchesLock(root) {
  const record = readText(join(root, 'node_modules', '.package-lock.json'));
  if (record === null) return false;
  const installed = JSON.parse(record).packages;
  const locked = JSON.parse(readFileSync(join(root, LOCK), 'utf8')).packages;
  return Object.entries(locked).every(([path, { version, optional }]) => {
    // Packages for other platforms are in the lock and rightly not on this disk.
    if (path === '' || (optional && !(path in installed))) return true;
    return installed[path]?.version === version && existsSync(join(root, path));
  });
}

/**
 * Installs the locked dependencies. A registry that lacks one of the lock's packages for other platforms makes `npm ci` refuse;
 * `npm install` then takes what this platform needs, at the locked versions, and the lock file is put back as it was.
 *
 * @param {string} root
 */
export async function installDependencies(root) {
  say('installing dependencies (npm ci), a minute or two …');
  if (!(await installAside(root))) await installHere(root);
  writeFileSync(join(root, STAMP), lockStamp(root));
}

/**
 * Installs in a folder of its own, from a lock file that also says where each package lies: ours does not, and npm would ask the registry
 * for all versions of each of 600 packages first (measured: 27 of 57 seconds of the processor). What it installed is then moved into
 * place, so that half of it is never there.
 *
 * @param {string} root
 * @returns {Promise<boolean>} false where this registry keeps its packages elsewhere, or does not have all of them
 */
async function installAside(root) {
  const aside = join(root, ASIDE);
  rmSync(aside, { recursive: true, force: true });
  mkdirSync(aside, { recursive: true });
  try {
    const lock = withAddresses(JSON.parse(readFileSync(join(root, LOCK), 'utf8')), await npmSettings(root));
    if (lock === null) return false;
    writeFileSync(join(aside, LOCK), JSON.stringify(lock));
    for (const name of ['package.json', '.npmrc'])
      if (existsSync(join(root, name))) copyFileSync(join(root, name), join(aside, name));
    const { status, output } = await npm(aside, ['ci', ...QUIET]);
    if (status !== 0) {
      if (REFUSED.test(output)) return false;
      throw new SetupError(`npm ci failed:\n${output.trim()}`);
    }
    const installed = join(aside, 'node_modules');
    if (!existsSync(installed)) return false;
    rmSync(join(root, 'node_modules'), { recursive: true, force: true });
    return moved(installed, join(root, 'node_modules'));
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}

/**
 * @param {string} from
 * @param {string} to
 */
function moved(from, to) {
  try {
    renameSync(from, to);
    return true;
  } catch {
    // Windows moves no folder of which a scanner of viruses holds a file.
    return false;
  }
}

/** @param {string} root */
async function installHere(root) {
  const lockFile = join(root, LOCK);
  const lock = readFileSync(lockFile);
  const first = await npm(root, ['ci', ...QUIET]);
  if (first.status === 0) return;
  if (!/\bEUSAGE\b/.test(first.output)) throw new SetupError(`npm ci failed:\n${first.output.trim()}`);
  say('npm ci does not accept the lock file here; trying npm install');
  let second;
  try {
    second = await npm(root, ['install', ...QUIET]);
  } finally {
    writeFileSync(lockFile, lock);
  }
  if (second.status !== 0) throw new SetupError(`npm install failed:\n${second.output.trim()}`);
}

/**
 * npm's settings in a folder, `registry` and those of scopes among them. Nothing where it does not say them.
 *
 * @param {string} root
 * @returns {Promise<Record<string, unknown>>}
 */
async function npmSettings(root) {
  const { status, output } = await npm(root, ['config', 'ls', '--json'], ['ignore', 'pipe', 'ignore']);
  try {
    return status === 0 ? JSON.parse(output) : {};
  } catch {
    return {};
  }
}

/**
 * @param {string} root
 * @param {string[]} args
 * @param {import('node:child_process').StdioOptions} [stdio] the one that is a pipe is returned
 * @returns {Promise<{status: number | null, output: string}>}
 */
function npm(root, args, stdio = ['ignore', 2, 'pipe']) {
  // Under `npm run` this is the very npm the user called; a plain `npm` needs a shell on Windows, where it is a .cmd file.
  const script = process.env.npm_execpath;
  const [command, commandArgs] = script?.endsWith('.js') ? [process.execPath, [script, ...args]] : ['npm', args];
  return runStep(command, commandArgs, {
    cwd: root,
    env: withoutNpmSettings(process.env),
    stdio,
    shell: command === 'npm' && process.platform === 'win32',
  });
}

/**
 * `npm run --silent` hands its own options down as variables; with them an inner npm would say nothing, not even its error.
 *
 * @param {NodeJS.ProcessEnv} environment
 */
function withoutNpmSettings(environment) {
  const { npm_config_loglevel: _, ...rest } = environment;
  return rest;
}
