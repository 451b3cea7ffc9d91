import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runStep } from './childProcess.mjs';
import { SetupError, say } from './report.mjs';
import { readText } from './stamps.mjs';

const STAMP = join('node_modules', '.kindling-stamp');

/** @param {string} root */
function lockStamp(root) {
  return createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
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
  const locked = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
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
  const lockFile = join(root, 'package-lock.json');
  const lock = readFileSync(lockFile);
  const first = await npm(root, ['ci', '--no-audit', '--no-fund']);
  if (first.status !== 0) {
    if (!/\bEUSAGE\b/.test(first.output)) throw new SetupError(`npm ci failed:\n${first.output.trim()}`);
    say('npm ci does not accept the lock file here; trying npm install');
    let second;
    try {
      second = await npm(root, ['install', '--no-audit', '--no-fund']);
    } finally {
      writeFileSync(lockFile, lock);
    }
    if (second.status !== 0) throw new SetupError(`npm install failed:\n${second.output.trim()}`);
  }
  writeFileSync(join(root, STAMP), lockStamp(root));
}

/**
 * @param {string} root
 * @param {string[]} args
 * @returns {Promise<{status: number | null, output: string}>}
 */
function npm(root, args) {
  // Under `npm run` this is the very npm the user called; a plain `npm` needs a shell on Windows, where it is a .cmd file.
  const script = process.env.npm_execpath;
  const [command, commandArgs] = script?.endsWith('.js') ? [process.execPath, [script, ...args]] : ['npm', args];
  return runStep(command, commandArgs, {
    cwd: root,
    env: withoutNpmSettings(process.env),
    stdio: ['ignore', 2, 'pipe'],
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
