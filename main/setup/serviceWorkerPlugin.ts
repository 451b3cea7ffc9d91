import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { transform } from 'esbuild';
import type { Plugin } from 'vite';

/** Files that are copied as they are, beside the page. */
let copied: string[] = [];

/**
 * Adds the service worker to a build of the page: it has to know all of the page's files, and lies beside it under a name that stays.
 *
 * @param source its TypeScript file
 */
export const serviceWorkerPlugin = (source: string): Plugin => ({
  name: 'service-worker',
  configResolved({ publicDir }) {
    copied = publicDir && existsSync(publicDir) ? readdirSync(publicDir).map((name) => `/${name}`) : [];
  },
  async generateBundle(_, bundle) {
    const files = Object.keys(bundle)
      .filter((name) => name.startsWith('assets/'))
      .map((name) => `/${name}`)
      .concat(copied)
      .sort();
    const { code } = await transform(readFileSync(source, 'utf8'), {
      loader: 'ts',
      minify: true,
      define: {
        PAGE_FILES: JSON.stringify(files),
        PAGE_VERSION: JSON.stringify(createHash('sha256').update(files.join()).digest('hex').slice(0, 16)),
      },
    });
    this.emitFile({ type: 'asset', fileName: 'serviceWorker.js', source: code });
  },
});
