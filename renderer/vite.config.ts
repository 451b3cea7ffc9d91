import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const renderer = fileURLToPath(new URL('.', import.meta.url));

export default defineConfig({
  root: renderer,
  // The page is served from `/` by the headless shell and from `app://` by Electron.
  base: './',
  plugins: [react()],
  worker: { format: 'es' },
  build: {
    // Electron 45's Chromium, and any browser of the last years for the headless shell.
    target: ['chrome130', 'firefox130', 'safari18'],
    outDir: fileURLToPath(new URL('../dist/renderer', import.meta.url)),
    emptyOutDir: true,
    // The editor alone is larger than the default limit; it is loaded when it is needed.
    chunkSizeWarningLimit: 4000,
  },
});
