import { spawn } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { tieTo } from './childProcess.mjs';
import { say } from './report.mjs';

/** Debian's shell without a window comes first: it takes a third less of the processor than the whole browser (measured). */
const INSTALLED_NAMES = [
  'chromium-headless-shell',
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
];
const INSTALLED_PATHS = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];
const DOWNLOAD_LIMIT_MS = 120_000;
const PACKAGE_LIMIT_MS = 180_000;

/** A Chromium that is there: the one that `KINDLING_CHROMIUM` names, an installed one, or Playwright's. Nothing is fetched. */
export async function installedChromium(): Promise<string | undefined> {
  const given = process.env.KINDLING_CHROMIUM;
  if (given) return existsSync(given) ? given : undefined;
  const installed = onPath(INSTALLED_NAMES) ?? INSTALLED_PATHS.find((path) => existsSync(path));
  if (installed) return installed;
  const own = await playwrightsChromium();
  return existsSync(own) ? own : undefined;
}

/** A Chromium to test with: one that is there, else Playwright's, else Debian's; or why there is none. */
export async function findChromium(root: string): Promise<{ path: string } | { missing: string }> {
  const installed = await installedChromium();
  if (installed) return { path: installed };
  const given = process.env.KINDLING_CHROMIUM;
  if (given) return { missing: `KINDLING_CHROMIUM names no file: ${given}` };

  say('fetching Chromium for the end-to-end tests …');
  const playwright = join(root, 'node_modules', 'playwright', 'cli.js');
  await run(process.execPath, [playwright, 'install', 'chromium'], DOWNLOAD_LIMIT_MS);
  const own = await playwrightsChromium();
  if (existsSync(own)) return { path: own };

  if (process.getuid?.() === 0 && existsSync('/etc/debian_version')) {
    say('installing Debian’s Chromium for the end-to-end tests …');
    const install = () =>
      run('apt-get', ['install', '-y', '--no-install-recommends', 'chromium-headless-shell'], PACKAGE_LIMIT_MS);
    // A fresh container has no package lists yet.
    if (!(await install()) && (await run('apt-get', ['update'], PACKAGE_LIMIT_MS))) await install();
    const packaged = onPath(INSTALLED_NAMES);
    if (packaged) return { path: packaged };
  }
  return { missing: 'there is no Chromium, and none could be fetched (set KINDLING_CHROMIUM to the path of one)' };
}

/** Where Playwright keeps its own, whether it is there or not. */
async function playwrightsChromium(): Promise<string> {
  return (await import('@playwright/test')).chromium.executablePath();
}

function onPath(names: readonly string[]): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Whether it did what it was asked for. */
function run(command: string, args: string[], timeout: number): Promise<boolean> {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const child = spawn(command, args, { stdio: ['ignore', 2, 2], timeout, killSignal: 'SIGKILL', env });
  tieTo(child);
  return new Promise((resolve) => {
    child.on('error', () => resolve(false));
    child.on('close', (code) => resolve(code === 0));
  });
}
