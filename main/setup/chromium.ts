import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { say } from './report.mjs';

const INSTALLED_NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const INSTALLED_PATHS = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];
const DOWNLOAD_LIMIT_MS = 120_000;
const PACKAGE_LIMIT_MS = 180_000;

/** A Chromium to test with: one that is there, else Playwright's, else Debian's; or why there is none. */
export async function findChromium(root: string): Promise<{ path: string } | { missing: string }> {
  const given = process.env.KINDLING_CHROMIUM;
  if (given) return existsSync(given) ? { path: given } : { missing: `KINDLING_CHROMIUM names no file: ${given}` };
  const installed = onPath(INSTALLED_NAMES) ?? INSTALLED_PATHS.find((path) => existsSync(path));
  if (installed) return { path: installed };

  const { chromium } = await import('@playwright/test');
  const own = chromium.executablePath();
  if (existsSync(own)) return { path: own };
  say('fetching Chromium for the end-to-end tests …');
  run(process.execPath, [join(root, 'node_modules', 'playwright', 'cli.js'), 'install', 'chromium'], DOWNLOAD_LIMIT_MS);
  if (existsSync(own)) return { path: own };

  if (process.getuid?.() === 0 && existsSync('/etc/debian_version')) {
    say('installing Debian’s Chromium for the end-to-end tests …');
    const install = () => run('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], PACKAGE_LIMIT_MS);
    // A fresh container has no package lists yet.
    if (!install() && run('apt-get', ['update'], PACKAGE_LIMIT_MS)) install();
    const packaged = onPath(INSTALLED_NAMES);
    if (packaged) return { path: packaged };
  }
  return { missing: 'there is no Chromium, and none could be fetched (set KINDLING_CHROMIUM to the path of one)' };
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

function run(command: string, args: string[], timeout: number): boolean {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  return spawnSync(command, args, { stdio: ['ignore', 2, 2], timeout, killSignal: 'SIGKILL', env }).status === 0;
}
