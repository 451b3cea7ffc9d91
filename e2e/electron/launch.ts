import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { _electron, type ElectronApplication, type Page } from '@playwright/test';

const root = join(import.meta.dirname, '..', '..');

/** The Electron program to run the specs in, or why there is none. Never downloads one: the npm package's own lookup would. */
export function electronBinary(environment: NodeJS.ProcessEnv = process.env): { path: string } | { reason: string } {
  const folder = join(root, 'node_modules', 'electron');
  const pathFile = join(folder, 'path.txt');
  const override = environment.ELECTRON_OVERRIDE_DIST_PATH;
  if (override) {
    const path = join(override, process.platform === 'win32' ? 'electron.exe' : 'electron');
    return existsSync(path) ? { path } : { reason: `ELECTRON_OVERRIDE_DIST_PATH names no Electron: ${path}` };
  }
  if (!existsSync(pathFile))
    return { reason: 'Electron’s binary is not installed (`npx install-electron` fetches it)' };
  const path = join(folder, 'dist', readFileSync(pathFile, 'utf8').trim());
  if (!existsSync(path)) return { reason: `Electron’s binary is not there: ${path}` };
  const hasDisplay = process.platform !== 'linux' || environment.DISPLAY || environment.WAYLAND_DISPLAY;
  return hasDisplay ? { path } : { reason: 'there is no display' };
}

/** Starts the built studio in Electron on a home of its own; the specs then use its page as they use a browser's. */
export async function launchElectron(
  path: string,
  home: string,
  env: Record<string, string> = {},
): Promise<{ application: ElectronApplication; page: Page }> {
  const inherited = Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  const application = await _electron.launch({
    executablePath: path,
    args: [root],
    env: { ...inherited, KINDLING_HOME: home, ...env },
  });
  return { application, page: await application.firstWindow() };
}
