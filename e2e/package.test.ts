import { type ChildProcess, execFile, fork, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { extractAll, listPackage } from '@electron/asar';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ProbeResult } from '../main/engine/choose/probe.ts';
import { redeem } from '../main/headless/testing/headless.ts';
import { takesLong } from '../main/setup/leftOut.ts';
import { makeFakeElectron } from './electron/fakeDistribution.ts';

/**
 * Packs the real app around a stand-in for Electron's folder, offline, and looks at what came out. The packed program is then run
 * by plain Node from the archive's contents alone, so that a file that the filters dropped by mistake is missed here.
 */
const root = join(import.meta.dirname, '..');
const ELECTRON_VERSION = '45.4.1';
const run = promisify(execFile);
const onLinux = process.platform === 'linux';

let temporary: string;
let app: string;
let resources: string;
let unpacked: string;
/** Paths inside the archive, without the leading slash. */
let packed: string[];
/** The archive's contents as plain files. */
let extracted: string;

describe.runIf(onLinux)('the package', takesLong, () => {
  beforeAll(async () => {
    temporary = await mkdtemp(join(tmpdir(), 'kindling-package-'));
    const electron = join(temporary, 'electron');
    await makeFakeElectron(electron, ELECTRON_VERSION);
    await run(process.execPath, [join(root, 'main', 'setup', 'run.mjs'), 'build'], { cwd: root });
    await run(
      process.execPath,
      [
        join(root, 'node_modules', 'electron-builder', 'cli.js'),
        '--dir',
        '--linux',
        `-c.electronDist=${electron}`,
        `-c.electronVersion=${ELECTRON_VERSION}`,
        `-c.directories.output=${join(temporary, 'out')}`,
      ],
      { cwd: root, maxBuffer: 1 << 24 },
    );
    const [folder] = (await readdir(join(temporary, 'out'))).filter((name) => name.endsWith('unpacked'));
    app = join(temporary, 'out', String(folder));
    resources = join(app, 'resources');
    unpacked = join(resources, 'app.asar.unpacked');
    packed = listPackage(join(resources, 'app.asar'), { isPack: false }).map((path) => path.slice(1));
    extracted = join(temporary, 'extracted');
    extractAll(join(resources, 'app.asar'), extracted);
    await cp(unpacked, extracted, { recursive: true });
  });

  afterAll(async () => {
    if (temporary) await rm(temporary, { recursive: true, force: true });
  });

  test('the archive has every entry, the interface and the data that ships with it', () => {
    expect(packed).toEqual(
      expect.arrayContaining([
        'package.json',
        ...['electron.mjs', 'headless.mjs', 'cli.mjs', 'preload.cjs'].map((name) => `dist/main/${name}`),
        ...['data', 'prepare', 'train', 'infer', 'convert', 'probe'].map((name) => `dist/main/${name}.worker.mjs`),
        'dist/main/migrations/0001-initial.sql',
        'dist/renderer/index.html',
        'resources/sample.csv',
        'resources/samples/support.csv',
        'resources/samples/translations.csv',
        'resources/icons/icon.png',
      ]),
    );
  });

  test('the archive has nothing of development', () => {
    const ofDevelopment = [
      /\.map$|\.tsx?$|\.test\.|tsconfig|(^|\/)(e2e|coverage|test-results|\.git|\.ci)\//,
      /^(main|renderer|shared|release)\//,
      /^node_modules\/(vite|vitest|esbuild|typescript|electron|electron-builder|react|playwright|monaco-editor|@biomejs)(\/|$)/,
      /^node_modules\/(node-(linux|darwin|win|bin)|node-llama-cpp|@node-llama-cpp)/,
    ];
    expect(packed.filter((path) => ofDevelopment.some((pattern) => pattern.test(path)))).toEqual([]);
  });

  test('nothing names the folder in which it was built', async () => {
    for (const path of packed.filter((name) => /^dist\/.*\.(mjs|cjs|js|html|css)$/.test(name))) {
      expect((await readFile(join(extracted, path), 'utf8')).includes(root), path).toBe(false);
    }
  });

  test('native files are of this platform only, and lie beside the archive', async () => {
    const native = packed.filter((path) => path.endsWith('.node'));
    const platform = `${process.platform}-${process.arch}`;
    expect(native.sort()).toEqual([
      `node_modules/better-sqlite3/prebuilds/${platform}.node`,
      `node_modules/onnxruntime-node/bin/napi-v6/${process.platform}/${process.arch}/onnxruntime_binding.node`,
      `node_modules/tokenizers/tokenizers.${platform}-gnu.node`,
      `node_modules/webgpu/dist/${platform}/dawn.node`,
    ]);
    for (const path of native) expect((await stat(join(unpacked, path))).size, path).toBeGreaterThan(100_000);
  });

  test('what other programs read lies beside the archive', async () => {
    const sources = await readdir(join(root, 'node_modules/@tensorflow/tfjs-node-gpu/binding'));
    expect(sources.filter((name) => name.endsWith('.cc')).length).toBeGreaterThan(0);
    for (const path of [
      ...sources.map((name) => `node_modules/@tensorflow/tfjs-node-gpu/binding/${name}`),
      'node_modules/@tensorflow/tfjs-node-gpu/package.json',
      'node_modules/@tensorflow/tfjs-node-gpu/scripts/install.js',
      'node_modules/node-api-headers/include/node_api.h',
      'node_modules/@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm',
      'node_modules/@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm',
      'resources/sample.csv',
    ]) {
      expect(existsSync(join(unpacked, path)), path).toBe(true);
    }
  });

  test("the engine package's own installer finds all that it requires beside the archive", async () => {
    const installer = join(unpacked, 'node_modules/@tensorflow/tfjs-node-gpu/package.json');
    const { dependencies } = createRequire(installer)(installer) as { dependencies: Record<string, string> };
    const wanted = Object.keys(dependencies).filter((name) => !['@tensorflow/tfjs', 'google-protobuf'].includes(name));
    expect(wanted).toContain('@mapbox/node-pre-gyp');
    const missing: string[] = [];
    const seen = new Set<string>();
    const visit = async (name: string, from: string) => {
      const folder = moduleFolder(name, from);
      if (folder === null) return void missing.push(`${name} (for ${basename(from)})`);
      if (seen.has(folder)) return;
      seen.add(folder);
      const { dependencies = {} } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
      for (const next of Object.keys(dependencies)) await visit(next, folder);
    };
    for (const name of wanted) await visit(name, join(unpacked, 'node_modules/@tensorflow/tfjs-node-gpu'));
    expect(missing).toEqual([]);
    expect(seen.size).toBeGreaterThan(30);
  });

  test('the fuses are set', async () => {
    const wire = await getCurrentFuseWire(join(app, 'kindling'));
    const state = (fuse: FuseV1Options) => String.fromCharCode(Number(wire[fuse]));
    expect(state(FuseV1Options.RunAsNode)).toBe('0');
    expect(state(FuseV1Options.EnableNodeOptionsEnvironmentVariable)).toBe('0');
    expect(state(FuseV1Options.EnableNodeCliInspectArguments)).toBe('0');
    expect(state(FuseV1Options.OnlyLoadAppFromAsar)).toBe('1');
    expect(state(FuseV1Options.EnableEmbeddedAsarIntegrityValidation)).toBe('1');
    expect(state(FuseV1Options.GrantFileProtocolExtraPrivileges)).toBe('0');
  });

  test('the packed program serves the studio under plain Node, from the archive alone', async () => {
    const home = join(temporary, 'home');
    const { url, stop } = await serve(home);
    try {
      const page = await fetch(new URL('/', url));
      expect(page.status).toBe(200);
      expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(await page.text()).toContain('<title>');
      const { origin, port, searchParams } = new URL(url);
      const upload = { method: 'POST', headers: { Origin: origin }, body: 'a,b' };
      expect((await fetch(new URL('/upload?name=a.csv', url), upload)).status).toBe(401);
      expect(await redeem(Number(port), searchParams.get('code') ?? '')).toMatch(/\S/);
    } finally {
      await stop();
    }
  });

  for (const engine of ['onnxruntime', 'wasm']) {
    test(`the packed program imports and trains with ${engine}: nothing that it needs was filtered away`, async () => {
      const home = join(temporary, `training-${engine}`);
      const kindling = async (...parameters: string[]) => {
        const { stdout } = await run(
          process.execPath,
          [join(extracted, 'dist/main/cli.mjs'), ...parameters, '--home', home, '--json'],
          { env: { ...process.env, KINDLING_ENGINE: engine }, cwd: temporary, maxBuffer: 1 << 24 },
        );
        return stdout
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line));
      };
      const [{ dataset }] = await kindling('import', join(extracted, 'resources', 'sample.csv'));
      expect(dataset.rows).toBeGreaterThan(100);
      // A training on few and short texts, whose measures take no time on this engine.
      const few = join(temporary, 'few.csv');
      await writeFile(few, `name\n${Array.from({ length: 60 }, (_, index) => `lamp ${index} of brass`).join('\n')}\n`);
      const [small] = await kindling('import', few);
      const events = await kindling(
        'train',
        '--dataset',
        small.dataset.id,
        '--recipe',
        'continue',
        '--size',
        'nano',
        '--steps',
        '1',
        '--context-length',
        '32',
        '--batch-size',
        '2',
      );
      expect(events.at(-1)).toMatchObject({ event: 'done', engine: expect.anything() });
    });
  }

  test("the native engine's kernels load", async () => {
    const script =
      "require('@tensorflow/tfjs-node-gpu/dist/nodejs_kernel_backend.js'); require('@tensorflow/tfjs-node-gpu/dist/register_all_kernels.js');";
    await expect(run(process.execPath, ['-e', script], { cwd: extracted })).resolves.toMatchObject({
      stderr: expect.not.stringContaining('Cannot find'),
    });
  });

  test('the packed WebGPU finds what it loads, and says so where there is no graphics processor', async () => {
    const request = JSON.stringify({ engine: 'webgpu', binding: null, task: 'probe' });
    const probe = fork(join(extracted, 'dist/main/probe.worker.mjs'), [request], {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    const answer = await new Promise((resolve, reject) => {
      probe.once('message', resolve);
      probe.once('close', (code) => reject(new Error(`it ended with ${code} without an answer`)));
    });
    const result = ProbeResult.parse(answer);
    expect(result.works ? result.device : result.failure.code).toBe(result.works ? 'gpu' : 'no_gpu');
  });

  /** Starts `kindling serve` of the package and waits for its address. */
  async function serve(home: string): Promise<{ url: string; stop(): Promise<void> }> {
    const child: ChildProcess = spawn(
      process.execPath,
      [join(extracted, 'dist/main/cli.mjs'), 'serve', '--home', home, '--json'],
      { cwd: temporary, env: { ...process.env, KINDLING_ENGINE: 'wasm' }, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
    let errors = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      errors += chunk.toString();
    });
    if (!child.stdout) throw new Error('no stdout');
    for await (const line of createInterface({ input: child.stdout })) {
      if (!line.startsWith('{')) continue;
      const { url } = JSON.parse(line);
      return {
        url,
        stop: async () => {
          child.kill('SIGTERM');
          await ended;
        },
      };
    }
    throw new Error(`the packed program did not start: ${errors}`);
  }
});

describe('the icons', () => {
  const icons = join(root, 'resources', 'icons');
  const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47]);

  test('Linux has one of each size, which is what its name says', async () => {
    for (const name of await readdir(join(icons, 'linux'))) {
      const png = await readFile(join(icons, 'linux', name));
      expect(png.subarray(0, 4), name).toEqual(PNG);
      expect(`${png.readUInt32BE(16)}x${png.readUInt32BE(20)}.png`).toBe(name);
    }
    expect(await readdir(join(icons, 'linux'))).toContain('512x512.png');
  });

  test('Windows and macOS have containers whose parts are pictures', async () => {
    const ico = await readFile(join(icons, 'icon.ico'));
    expect(ico.readUInt16LE(2)).toBe(1);
    const sizes: number[] = [];
    for (let index = 0; index < ico.readUInt16LE(4); index++) {
      const offset = ico.readUInt32LE(6 + 16 * index + 12);
      expect(ico.subarray(offset, offset + 4)).toEqual(PNG);
      sizes.push(ico.readUInt32BE(offset + 16));
    }
    expect(sizes).toContain(256);

    const icns = await readFile(join(icons, 'icon.icns'));
    expect(icns.toString('latin1', 0, 4)).toBe('icns');
    expect(icns.readUInt32BE(4)).toBe(icns.length);
    const widths: number[] = [];
    for (let offset = 8; offset < icns.length; offset += icns.readUInt32BE(offset + 4)) {
      expect(icns.subarray(offset + 8, offset + 12)).toEqual(PNG);
      widths.push(icns.readUInt32BE(offset + 24));
    }
    expect(Math.max(...widths)).toBe(1024);
  });
});

/** The folder that `require` would take a package from. */
function moduleFolder(name: string, from: string): string | null {
  for (let folder = from; folder.startsWith(unpacked); folder = join(folder, '..')) {
    const candidate = join(folder, 'node_modules', name);
    if (existsSync(join(candidate, 'package.json'))) return candidate;
  }
  return null;
}
