import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256 } from '../installed/manifest.ts';
import { type Command, CommandError, commandText, runCommand } from './command.ts';
import type { WheelPlan } from './plans.ts';

const POLL_MS = 400;
/** The wheels are the same for every Python of a version; this one is named explicitly, so that any pip fits. */
const PYTHON = [
  '--python-version',
  '3.11',
  '--implementation',
  'cp',
  '--abi',
  'cp311',
  '--abi',
  'abi3',
  '--abi',
  'none',
];

export interface DownloadOptions {
  /** Emptied first. */
  folder: string;
  signal: AbortSignal;
  onProgress: (doneBytes: number) => void;
}

/**
 * Downloads wheels, without what they depend on, and returns their paths. Python is a downloader only: nothing of the wheels runs.
 * Proxies, mirrors and certificates are those that pip is set up with.
 */
export async function downloadWheels(
  downloader: Command,
  requirements: readonly string[],
  platformTags: readonly string[],
  { folder, signal, onProgress }: DownloadOptions,
): Promise<string[]> {
  await rm(folder, { recursive: true, force: true });
  const parts = join(folder, 'parts');
  const wheels = join(folder, 'wheels');
  await mkdir(parts, { recursive: true });
  const timer = setInterval(() => {
    void folderBytes(folder).then(onProgress, () => {});
  }, POLL_MS);
  try {
    const platforms = platformTags.flatMap((tag) => ['--platform', tag]);
    const quiet = ['--disable-pip-version-check', '--no-input', '--progress-bar', 'off', '--no-cache-dir'];
    await runCommand(
      downloader,
      [
        'download',
        ...quiet,
        '--no-deps',
        '--only-binary=:all:',
        ...platforms,
        ...PYTHON,
        '--dest',
        wheels,
        ...requirements,
      ],
      // pip loads into its temporary folder first: there it can be watched, and it goes away with the rest.
      { signal, environment: { TMPDIR: parts, TEMP: parts, TMP: parts } },
    );
  } finally {
    clearInterval(timer);
  }
  const files = (await readdir(wheels).catch(() => [])).filter((name) => name.endsWith('.whl'));
  if (files.length !== requirements.length)
    throw new CommandError(`${commandText(downloader)} fetched ${files.length} of ${requirements.length} wheels`);
  onProgress(await folderBytes(wheels));
  return files.map((name) => join(wheels, name));
}

/** @throws Error when the wheel is not the one that is expected */
export async function checkWheel(wheel: string, plan: WheelPlan): Promise<void> {
  if (plan.sha256 === null) return;
  const found = await sha256(wheel);
  if (found !== plan.sha256)
    throw new Error(`the wheel has a wrong checksum (SHA-256 ${found} instead of ${plan.sha256})`);
}

async function folderBytes(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const sizes = entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      stat(join(entry.parentPath, entry.name)).then(
        ({ size }) => size,
        () => 0,
      ),
    );
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
