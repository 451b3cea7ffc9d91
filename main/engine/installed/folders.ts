import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

/**
 * Where native engines are kept: once per user, whatever the studio's home. `KINDLING_ENGINES` overrides; else the
 * platform's cache folder, because an engine can always be downloaded again.
 */
export function enginesFolder(environment: NodeJS.ProcessEnv = process.env, platform = process.platform): string {
  if (environment.KINDLING_ENGINES) return environment.KINDLING_ENGINES;
  const user = homedir();
  if (platform === 'win32')
    return join(environment.LOCALAPPDATA ?? join(user, 'AppData', 'Local'), 'Kindling', 'engines');
  if (platform === 'darwin') return join(user, 'Library', 'Caches', 'Kindling', 'engines');
  return join(environment.XDG_CACHE_HOME ?? join(user, '.cache'), 'kindling', 'engines');
}

/** Where recorded graphs are kept: beside the engines, since they can be made again as well. */
export const graphsFolder = (): string => join(dirname(enginesFolder()), 'graphs');

/** Where XLA keeps what it has compiled: beside the graphs. */
export const compiledLoopsFolder = (): string => join(dirname(enginesFolder()), 'compiled');
