import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { BuildContext, BuiltEngine } from './build.ts';
import { type Command, CommandError, runCommand, workingCommands } from './command.ts';
import { BINDING, compileBinding, isHeader } from './compile.ts';
import { checkWheel, downloadWheels } from './download.ts';
import type { WheelPlan } from './plans.ts';
import { cudaRequirements, unpackWheel, wheelRequirements } from './wheel.ts';

const ATTEMPTS = 2;

/**
 * A current TensorFlow from its Python wheel: download, unpack what is needed, compile the binding. A download that fails or turns
 * out broken is tried once more.
 */
export async function buildFromWheel(plan: WheelPlan, context: BuildContext): Promise<BuiltEngine> {
  const { signal, tools } = context;
  // Everything that is needed is looked for before hundreds of megabytes are fetched.
  for (const command of tools.required) await runCommand(command, [], { signal });
  const [compiler] = await workingCommands('compiler_missing', tools.compilers, { limit: 1, signal });
  const downloaders = await workingCommands('downloader_missing', tools.downloaders, {
    limit: ATTEMPTS,
    signal,
  });
  const libraries = await twice(async (attempt) => {
    const downloader = downloaders[attempt % downloaders.length] as Command;
    await rm(context.folder, { recursive: true, force: true });
    return await fetchAndUnpack(plan, downloader, context);
  }, signal);

  context.onProgress('compile', 0, null);
  await compileBinding({
    folder: context.folder,
    libraries: plan.libraries,
    packages: context.packages,
    compiler: compiler as Command,
    platform: context.platform,
    signal,
  });
  await rm(join(context.folder, 'tensorflow', 'include'), { recursive: true, force: true });
  return { binding: BINDING, files: [BINDING, ...libraries] };
}

async function fetchAndUnpack(plan: WheelPlan, downloader: Command, context: BuildContext): Promise<string[]> {
  const { signal, folder } = context;
  const download = (requirements: string[], name: string, totalBytes: number | null) => {
    context.onProgress('download', 0, totalBytes);
    return downloadWheels(downloader, requirements, plan.platformTags, {
      folder: join(context.workFolder, name),
      signal,
      onProgress: (doneBytes) => context.onProgress('download', doneBytes, totalBytes),
    });
  };
  const [tensorflow = ''] = await download([`${plan.project}==${plan.version}`], 'tensorflow', plan.downloadBytes);
  await checkWheel(tensorflow, plan);
  const cuda =
    plan.device === 'cuda' ? await download(cudaRequirements(await wheelRequirements(tensorflow)), 'cuda', null) : [];

  const kept: string[] = [];
  for (const wheel of [tensorflow, ...cuda]) {
    const files = await unpackWheel(wheel, folder, {
      wanted: (path) => plan.libraries.includes(path) || isHeader(path) || isCudaFile(path),
      signal,
      onProgress: (doneBytes, totalBytes) => context.onProgress('unpack', doneBytes, totalBytes),
    });
    kept.push(...files.filter((path) => !isHeader(path)));
    // Disk that the next steps may need.
    await rm(wheel);
  }
  const missing = plan.libraries.filter((path) => !kept.includes(path));
  if (missing.length > 0) throw new Error(`the wheel lacks ${missing.join(', ')}`);
  return kept;
}

/** CUDA's shared libraries, and what XLA's compiler reads; its headers and static libraries are not needed. */
function isCudaFile(path: string): boolean {
  return /^nvidia\/[^/]+\/lib\/[^/]+\.so[.\d]*$/.test(path) || /^nvidia\/cuda_nvcc\/nvvm\/libdevice\//.test(path);
}

/** Runs an attempt again when it failed, unless that cannot help. */
async function twice<Result>(run: (attempt: number) => Promise<Result>, signal: AbortSignal): Promise<Result> {
  const reasons: string[] = [];
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    try {
      return await run(attempt);
    } catch (error) {
      signal.throwIfAborted();
      const reason = error instanceof Error ? error.message : String(error);
      if (!reasons.includes(reason)) reasons.push(reason);
      if (error instanceof CommandError && error.missing) break;
    }
  }
  throw new Error(reasons.join('; then '));
}
