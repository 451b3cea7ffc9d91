import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { release } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { readRemembered, remember } from '../installed/remembered.ts';
import { ProbeResult, probeScript, type RunProbe, runInChild } from './probe.ts';

const CACHE_FILE = 'webgpu.json';
/** To be raised when an answer says something else than before. */
const ANSWER_VERSION = 2;
const CachedProbe = z.object({ key: z.string(), at: z.number(), result: ProbeResult });
/** A driver may be installed without a trace that the key has: a failure is believed for so long only. */
const FAILURE_LIFETIME_MS = 24 * 3600_000;
/** Names of drivers for Vulkan that the user gives: the loader's variables. */
const DRIVER_VARIABLES = ['VK_ICD_FILENAMES', 'VK_DRIVER_FILES', 'VK_ADD_DRIVER_FILES'];
/** Where the loader itself may lie. */
const LIBRARY_VARIABLES = ['LD_LIBRARY_PATH', 'DYLD_LIBRARY_PATH'];
const DRIVER_FOLDERS = ['/usr/share/vulkan/icd.d', '/etc/vulkan/icd.d'];

export interface WebgpuProbeOptions {
  /** Where the answer is remembered. */
  enginesFolder: string;
  environment?: NodeJS.ProcessEnv;
  platform?: NodeJS.Platform;
  runProbe?: RunProbe;
  signal?: AbortSignal;
}

/** What the last probe of WebGPU found on this machine as it is now; `null` when that is not known. Starts nothing. */
export async function rememberedWebgpu(options: WebgpuProbeOptions): Promise<ProbeResult | null> {
  if (!mayHaveGpu(options)) return { works: false, failure: { code: 'no_gpu' } };
  const cached = await readRemembered(join(options.enginesFolder, CACHE_FILE), CachedProbe);
  if (cached?.key !== (await machineKey(options))) return null;
  return cached.result.works || Date.now() - cached.at < FAILURE_LIFETIME_MS ? cached.result : null;
}

/**
 * Lets WebGPU compute in a child process: a missing driver, a crash in it or a hang is a reason, never the end of this process. The
 * answer is remembered.
 */
export async function probeWebgpu(options: WebgpuProbeOptions): Promise<ProbeResult> {
  const known = await rememberedWebgpu(options);
  if (known) return known;
  const { runProbe = runInChild() } = options;
  const result = await runProbe(probeScript(), { engine: 'webgpu', binding: null, task: 'probe' }, options.signal);
  if (options.signal?.aborted) return result;
  const key = await machineKey(options);
  await remember(join(options.enginesFolder, CACHE_FILE), { key, at: Date.now(), result });
  return result;
}

/** Whether a probe makes sense: without a device node Linux has no graphics processor, and that is known without a process. */
function mayHaveGpu({ environment = process.env, platform = process.platform }: WebgpuProbeOptions): boolean {
  if (platform !== 'linux' || DRIVER_VARIABLES.some((name) => environment[name])) return true;
  return ['/dev/dri', '/dev/dxg', '/dev/nvidia0'].some((path) => existsSync(path));
}

/** Changes with the libraries, the graphics processors and, as far as it can be seen, their drivers. */
async function machineKey({ environment = process.env }: WebgpuProbeOptions): Promise<string> {
  const drivers = [...DRIVER_VARIABLES, ...LIBRARY_VARIABLES].map((name) => environment[name] ?? null);
  const parts = [
    ANSWER_VERSION,
    webgpuVersions(),
    process.version,
    process.arch,
    release(),
    drivers,
    await cards(),
    await driverFiles(),
  ];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

async function cards(): Promise<string[]> {
  const folder = '/sys/class/drm';
  const names = (await readdir(folder).catch(() => [])).filter((name) => /^(card|renderD)\d+$/.test(name)).sort();
  const read = (name: string, file: string) => readFile(join(folder, name, 'device', file), 'utf8').catch(() => '');
  return await Promise.all(
    names.map(async (name) => `${name} ${await read(name, 'vendor')} ${await read(name, 'device')}`),
  );
}

async function driverFiles(): Promise<string[]> {
  const found = await Promise.all(
    DRIVER_FOLDERS.map(async (folder) => {
      const names = await readdir(folder).catch(() => []);
      return Promise.all(names.sort().map(async (name) => `${name} ${(await stat(join(folder, name))).mtimeMs}`));
    }),
  );
  return found.flat();
}

/** Of tfjs's backend and of Dawn. */
export function webgpuVersions(): { backend: string; dawn: string } {
  const require = createRequire(import.meta.url);
  const { version: backend } = require('@tensorflow/tfjs-backend-webgpu/package.json');
  const { version: dawn } = require('webgpu/package.json');
  return { backend, dawn };
}
