import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';

/**
 * ONNX Runtime's library for Linux on arm64, in Node's build for it, under qemu-user: where `KINDLING_ARM64` names a folder with
 * `qemu-aarch64-static`, `node` and `sysroot` (resources/docs/develop.md says how it is made). Root lends the emulated Node a
 * `/proc/cpuinfo` of its kind, which the library reads.
 */
const folder = process.env.KINDLING_ARM64 ?? '';
const isThere = folder !== '' && existsSync(join(folder, 'qemu-aarch64-static')) && process.getuid?.() === 0;
if (!isThere)
  console.warn('Skipped: KINDLING_ARM64 names no folder with qemu-user and Node for arm64, or this is not root');

const [script, cpuinfo] = ['tinySteps.ts', 'cpuinfo'].map((name) =>
  fileURLToPath(new URL(`arm64/${name}`, import.meta.url)),
) as [string, string];
const Answer = z.object({ processor: z.string(), steps: z.array(z.tuple([z.number(), z.number()])) });

async function stepsOf(command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const { stdout } = await promisify(execFile)(command, args, { env: { ...process.env, ...env } });
  return Answer.parse(JSON.parse(stdout.trim().split('\n').at(-1) ?? ''));
}

(isThere ? describe : describe.skip)('arm64, emulated', () => {
  test('trains as this processor does', async () => {
    const here = await stepsOf(process.execPath, [script]);
    const emulate = 'mount --bind "$1" /proc/cpuinfo && exec "$2" -cpu cortex-a72 "$3" "$4"';
    const programs = [join(folder, 'qemu-aarch64-static'), join(folder, 'node'), script];
    const there = await stepsOf('unshare', ['--mount', 'sh', '-c', emulate, 'sh', cpuinfo, ...programs], {
      QEMU_LD_PREFIX: join(folder, 'sysroot'),
    });
    expect(there.processor).toBe('arm64');
    expect(there.steps).toHaveLength(5);
    for (const [index, [loss, norm]] of here.steps.entries()) {
      const [emulatedLoss, emulatedNorm] = there.steps[index] ?? [];
      expect(Math.abs((emulatedLoss as number) / loss - 1), `loss of step ${index + 1}`).toBeLessThan(1e-5);
      expect(Math.abs((emulatedNorm as number) / norm - 1), `gradient norm of step ${index + 1}`).toBeLessThan(1e-4);
    }
  });
});
