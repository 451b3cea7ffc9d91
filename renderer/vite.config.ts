import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  root: import.meta.dirname,
  // The page is served from `/` by the headless shell and from `app://` by Electron.
  base: './',
  plugins: [react()],
  worker: { format: 'es' },
  build: {
    // Electron 45's Chromium, and any browser of the last years for the headless shell.
    target: ['chrome130', 'firefox130', 'safari18'],
    // Relative to the root.
    outDir: '../dist/renderer',
    emptyOutDir: true,
    rolldownOptions: {
      output: {
        // All of it is part of the first paint; in one file it packs better than in the six that pages share (3 kB).
        codeSplitting: {
          groups: [
            {
              name: 'contract',
              test: /(shared[\\/]domain[\\/](tasks|architectures)|shared[\\/]ipc|shared[\\/]errors)[\\/]/,
            },
          ],
        },
      },
    },
    // The editor alone is larger than the default limit; it is loaded when it is needed.
    chunkSizeWarningLimit: 4000,
  },
});
