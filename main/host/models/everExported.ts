import { readdir } from 'node:fs/promises';
import type { HostContext } from '../services/context.ts';

/** Whether a model was ever exported from this home, by whatever window or command: a browser knows only of its own exports. */
export async function everExported({ stores, paths }: Pick<HostContext, 'stores' | 'paths'>): Promise<boolean> {
  if (stores.settings.hasExported()) return true;
  // Of exports before that was noted, those that lie in the home are known. Rows of data sets are files there, models are folders.
  const entries = await readdir(paths.exports, { withFileTypes: true }).catch(() => []);
  return entries.some((entry) => entry.isDirectory() && !entry.name.startsWith('.'));
}
