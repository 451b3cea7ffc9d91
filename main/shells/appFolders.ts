import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface AppFolders {
  /** Where the bundled entries lie: `<app>/dist/main`. */
  code: string;
  /** The built renderer: `<app>/dist/renderer`. */
  renderer: string;
  /** Sample data and icons: `<app>/resources`. */
  resources: string;
}

/** Folders of the installed program, found from the bundle that runs; the same in a clone and in a package. */
export function appFolders(): AppFolders {
  // Every entry is bundled into one file in dist/main, so this module's own URL is the entry's.
  const code = dirname(fileURLToPath(import.meta.url));
  const app = join(code, '..', '..');
  return { code, renderer: join(app, 'dist', 'renderer'), resources: join(app, 'resources') };
}
