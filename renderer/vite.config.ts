import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { transform } from 'esbuild';
import { defineConfig, type Plugin } from 'vite';

/** Adds the service worker, which has to know all files of the page and to lie beside it under a name that stays. */
const serviceWorker = (): Plugin => ({
  name: 'service-worker',
  async generateBundle(_, bundle) {
    const files = Object.keys(bundle)
      .filter((name) => name.startsWith('assets/'))
      .map((name) => `/${name}`)
      .sort();
    const { code } = await transform(readFileSync(join(import.meta.dirname, 'serviceWorker.ts'), 'utf8'), {
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

export default defineConfig({
  root: import.meta.dirname,
  // The page is served from `/` by the headless shell and from `app://` by Electron.
  base: './',
  plugins: [react(), serviceWorker()],
  worker: { format: 'es' },
  build: {
    // Electron 45's Chromium, and any browser of the last years for the headless shell.
    target: ['chrome130', 'firefox130', 'safari18'],
    // Relative to the root.
    outDir: '../dist/renderer',
    emptyOutDir: true,
    // The editor alone is larger than the default limit; it is loaded when it is needed.
    chunkSizeWarningLimit: 4000,
  },
});
