import { readFileSync } from 'node:fs';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** Parts of zod that write schemas as JSON Schema. Every schema names them, so that they are not shaken off. */
const WRITERS = /[\\/]zod[\\/]v4[\\/]core[\\/](json-schema-processors|to-json-schema)\.js$/;
const EXPORTED = /^export (?:const|function) (\w+)|^export \{ \w+ as (\w+) \}/gm;

/** Leaves out of the bundle what writes JSON Schema, which the window never does: 5 kB before the first paint. */
const withoutJsonSchemas = (): Plugin => ({
  name: 'without-json-schemas',
  enforce: 'pre',
  apply: 'build',
  load(id) {
    if (!WRITERS.test(id)) return null;
    const names = [...readFileSync(id, 'utf8').matchAll(EXPORTED)].map(([, name, renamed]) => name ?? renamed);
    if (names.length === 0) throw new Error(`${id} exports nothing that is known`);
    return `const none = () => none;\n${names.map((name) => `export const ${name} = none;`).join('\n')}\n`;
  },
});

export default defineConfig({
  root: import.meta.dirname,
  // The page is served from `/` by the headless shell and from `app://` by Electron.
  base: './',
  plugins: [react(), withoutJsonSchemas()],
  worker: { format: 'es' },
  build: {
    // Electron 45's Chromium, and any browser of the last years for the headless shell.
    target: ['chrome130', 'firefox130', 'safari18'],
    // Relative to the root.
    outDir: '../dist/renderer',
    emptyOutDir: true,
    rolldownOptions: {
      output: {
        // All pages are loaded as soon as the browser is idle, so what they share comes in a few files: as the bundler would cut it, in
        // 194, a page took 1.2 s of the processor to load, and takes 0.8 in 38 (measured). Each group only imports those above it.
        codeSplitting: {
          groups: [
            // All of it is part of the first paint; in one file it packs better than in the six that pages share (3 kB).
            {
              name: 'contract',
              test: /(shared[\\/]domain[\\/](tasks|architectures)|shared[\\/]ipc|shared[\\/]errors)[\\/]/,
              priority: 6,
            },
            // The entry is a file of its own: in a group it would no longer be one.
            { name: 'first', tags: ['$initial'], test: /^(?!.*renderer[\\/](main\.tsx|index\.html)$)/, priority: 5 },
            { name: 'charts', test: /node_modules[\\/]recharts[\\/]/, priority: 4 },
            { name: 'kit', test: /node_modules[\\/](?!monaco-editor)/, minShareCount: 2, priority: 3 },
            { name: 'ui', test: /renderer[\\/](ui|api|i18n|tasks)[\\/]/, minShareCount: 2, priority: 2 },
            { name: 'pages', test: /(renderer[\\/]features|shared)[\\/]/, minShareCount: 2, priority: 1 },
          ],
        },
      },
    },
    // The editor alone is larger than the default limit; it is loaded when it is needed.
    chunkSizeWarningLimit: 4000,
  },
});
