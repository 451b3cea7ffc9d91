import { homedir } from 'node:os';
import { join } from 'node:path';

const NAME = 'Kindling';

/** The studio's data folder: `KINDLING_HOME`, or the platform's folder for application data (Electron's `userData`). */
export function defaultHome(environment: NodeJS.ProcessEnv = process.env, platform = process.platform): string {
  if (environment.KINDLING_HOME) return environment.KINDLING_HOME;
  const user = homedir();
  if (platform === 'win32') return join(environment.APPDATA ?? join(user, 'AppData', 'Roaming'), NAME);
  if (platform === 'darwin') return join(user, 'Library', 'Application Support', NAME);
  return join(environment.XDG_CONFIG_HOME ?? join(user, '.config'), NAME);
}
