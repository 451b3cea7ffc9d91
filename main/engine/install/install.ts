import { mkdir, mkdtemp, rename, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { EngineReason } from '../../../shared/domain/engines/engineReason.ts';
import { AppError } from '../../../shared/errors/errors.ts';
import { probeEngine, type RunProbe } from '../choose/probe.ts';
import { type InstalledEngine, writeManifest } from '../installed/manifest.ts';
import type { BuildContext, Installing } from './build.ts';
import { failureOf, InstallFailure, installError } from './failure.ts';
import { WORK_PREFIX, withInstallLock } from './lock.ts';
import { buildFromPackage } from './packageInstaller.ts';
import type { EnginePlan } from './plans.ts';
import type { InstallTools } from './tools.ts';
import { buildFromWheel } from './wheelInstaller.ts';

export interface Prospects {
  /** An engine that works already. */
  installed: InstalledEngine | null;
  /** In the order in which they are tried. */
  plans: readonly EnginePlan[];
  /** Why others are not among them. */
  reasons: readonly EngineReason[];
}

export interface InstallOptions {
  enginesFolder: string;
  packages: () => BuildContext['packages'];
  tools: InstallTools;
  platform: NodeJS.Platform;
  /** Free bytes where a folder lies. */
  freeBytes?: (folder: string) => Promise<number>;
  runProbe?: RunProbe;
  /** Looked at once the lock is held: another process may have installed one in the meantime. */
  survey: () => Promise<Prospects>;
  signal: AbortSignal;
  onProgress: (state: Installing) => void;
}

/**
 * Installs the first engine of the plans that builds and passes its probe. All of it happens in a folder of its own, which is renamed
 * into place at the end: there is never half an engine. One installation at a time per user; who comes second waits for the first.
 *
 * @throws AppError `engine_install_failed` with every way that was tried and why it failed
 * @throws AppError `cancelled` once nothing of it is left
 */
export async function installEngine(options: InstallOptions): Promise<InstalledEngine> {
  const { enginesFolder, signal } = options;
  options.onProgress({ state: 'installing', step: 'resolve', doneBytes: 0, totalBytes: null });
  try {
    return await withInstallLock(enginesFolder, { signal }, async () => {
      const prospects = await options.survey();
      return prospects.installed ?? (await tryPlans(prospects, options));
    });
  } catch (error) {
    if (signal.aborted) throw new AppError('cancelled', {}, { cause: error });
    if (error instanceof AppError) throw error;
    const text = error instanceof Error ? error.message : String(error);
    throw installError([{ code: 'other', text }], { cause: error });
  }
}

async function tryPlans(prospects: Prospects, options: InstallOptions): Promise<InstalledEngine> {
  const reasons = [...prospects.reasons];
  for (const plan of prospects.plans) {
    try {
      return await installPlan(plan, options);
    } catch (error) {
      options.signal.throwIfAborted();
      reasons.push({ code: 'way_failed', source: plan.source, failure: failureOf(error) });
    }
  }
  throw installError(reasons.length > 0 ? reasons : [{ code: 'no_engine_for_machine' }]);
}

async function installPlan(plan: EnginePlan, options: InstallOptions): Promise<InstalledEngine> {
  const { enginesFolder, signal } = options;
  await checkDisk(plan, options);
  const workFolder = await mkdtemp(join(enginesFolder, WORK_PREFIX));
  try {
    const folder = join(workFolder, 'engine');
    await mkdir(folder);
    const context: BuildContext = {
      workFolder,
      folder,
      packages: options.packages(),
      tools: options.tools,
      platform: options.platform,
      signal,
      onProgress: (step, doneBytes, totalBytes) =>
        options.onProgress({ state: 'installing', step, doneBytes, totalBytes }),
    };
    const { binding, files } =
      plan.method === 'wheel' ? await buildFromWheel(plan, context) : await buildFromPackage(context);
    signal.throwIfAborted();
    context.onProgress('probe', 0, null);
    const { name, version, device, source } = plan;
    const manifest = await writeManifest(folder, { name, version, device, source, binding }, files);
    const probe = await probeEngine({ directory: folder, manifest }, options.runProbe);
    signal.throwIfAborted();
    if (!probe.works) throw new InstallFailure(probe.failure);
    const directory = join(enginesFolder, name);
    await replace(folder, directory, join(workFolder, 'old'));
    return { directory, manifest };
  } finally {
    await rm(workFolder, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** Puts a folder into place; one that is there already (a damaged engine) is moved away first. */
async function replace(folder: string, target: string, old: string): Promise<void> {
  await rename(target, old).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
  await rename(folder, target);
}

async function checkDisk(plan: EnginePlan, { enginesFolder, freeBytes = freeBytesOf }: InstallOptions): Promise<void> {
  const free = await freeBytes(enginesFolder);
  if (free >= plan.neededBytes) return;
  const megabytes = (bytes: number) => Math.ceil(bytes / 1e6);
  throw new InstallFailure({
    code: 'disk_too_small',
    folder: enginesFolder,
    freeMegabytes: megabytes(free),
    neededMegabytes: megabytes(plan.neededBytes),
  });
}

async function freeBytesOf(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}
