import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { app } from 'electron';
import { defaultHome } from '../shells/defaultHome.ts';

/**
 * Makes the studio's home Electron's own data folder, so that both agree with or without `KINDLING_HOME` and the lock of a single
 * instance is one per home. What Chromium keeps goes below it. Must run before the app is ready.
 */
export function setupHome(): string {
  const home = defaultHome();
  mkdirSync(join(home, 'browser'), { recursive: true });
  app.setName('Kindling');
  app.setPath('userData', home);
  app.setPath('sessionData', join(home, 'browser'));
  app.setAppUserModelId('studio.kindling.desktop');
  return home;
}
