import { cpSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build as bundle } from 'esbuild';
import { build as buildRenderer } from 'vite';
import { chunkListPlugin } from './chunkListPlugin.ts';
import { compressFiles } from './compressFiles.ts';
import { serviceWorkerPlugin } from './serviceWorkerPlugin.ts';
import { type BuildPart, markBuilt, sourceStamp } from './stamps.mjs';

// Whoever calls, a test runner too: React's development build is slow and names the folder that it was built in.
process.env.NODE_ENV = 'production';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const dist = join(root, 'dist');

/** Each becomes one file in dist/main, named after it: workers and shells find one another by these names. */
const ENTRIES = [
  'main/cli.ts',
  'main/headless.ts',
  'main/electron.ts',
  'main/workers/data.worker.ts',
  'main/workers/prepare.worker.ts',
  'main/workers/train.worker.ts',
  'main/workers/infer.worker.ts',
  'main/workers/convert.worker.ts',
  'main/engine/choose/probe.worker.ts',
];

const COMMON: BuildOptions = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node24',
  sourcemap: true,
  logLevel: 'warning',
};

/** Bundles host, shells and workers. Dependencies stay in node_modules: native ones must, and the rest loads as fast from there. */
async function buildMain(folder: string): Promise<void> {
  const entries = ENTRIES.filter((entry) => existsSync(join(root, entry)));
  const bundles: Promise<unknown>[] = entries.map((entry) =>
    bundle({
      ...COMMON,
      entryPoints: [entry],
      outfile: join(folder, basename(entry).replace(/\.ts$/, '.mjs')),
      format: 'esm',
      packages: 'external',
    }),
  );
  // A sandboxed preload is one CommonJS file that can require nothing but Electron.
  if (existsSync(join(root, 'main', 'preload.ts'))) {
    bundles.push(
      bundle({
        ...COMMON,
        entryPoints: ['main/preload.ts'],
        outfile: join(folder, 'preload.cjs'),
        format: 'cjs',
        external: ['electron'],
      }),
    );
  }
  await Promise.all(bundles);
  cpSync(join(root, 'main', 'db', 'migrations'), join(folder, 'migrations'), { recursive: true });
}

const builders: Record<BuildPart, (folder: string) => Promise<void>> = {
  main: buildMain,
  renderer: async (folder) => {
    if (!existsSync(join(root, 'renderer', 'index.html'))) throw new Error('there is no renderer/index.html');
    await buildRenderer({
      configFile: join(root, 'renderer', 'vite.config.ts'),
      plugins: [
        serviceWorkerPlugin(join(root, 'renderer', 'serviceWorker.ts')),
        chunkListPlugin(join(dist, '.renderer-chunks.json')),
      ],
      build: { outDir: folder },
      logLevel: 'warn',
    });
    await compressFiles(folder);
  },
};

/** Builds aside and then puts the result in place, so that a build that fails leaves the last one working. */
async function buildPart(part: BuildPart): Promise<void> {
  const stamp = sourceStamp(root, part);
  const partial = join(dist, `.${part}-partial`);
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial, { recursive: true });
  await builders[part](partial);
  rmSync(join(dist, part), { recursive: true, force: true });
  renameSync(partial, join(dist, part));
  markBuilt(root, part, stamp);
}

const asked = process.argv.slice(2);
const parts = (Object.keys(builders) as BuildPart[]).filter((part) => asked.length === 0 || asked.includes(part));
const failures = (await Promise.allSettled(parts.map(buildPart))).filter((result) => result.status === 'rejected');
for (const { reason } of failures) console.error(reason instanceof Error ? reason.message : reason);
if (failures.length > 0) process.exitCode = 1;
