import { join } from 'node:path';
import { type Command, runCommand } from './command.ts';

/** Headers that the binding needs, by their start inside the wheel: 550 of 20,000 files. */
const HEADER_PREFIXES = ['tensorflow/c/', 'tensorflow/core/platform/', 'xla/tsl/', 'tsl/'].map(
  (path) => `tensorflow/include/${path}`,
);
const TIME_LIMIT_MS = 10 * 60_000;

export const BINDING = 'tfjs_binding.node';

export const isHeader = (path: string) => HEADER_PREFIXES.some((prefix) => path.startsWith(prefix));

export interface CompileOptions {
  /** Where the wheel was unpacked; the binding goes there too. */
  folder: string;
  /** To link with, relative to the folder. */
  libraries: readonly string[];
  packages: { tfjsNode: string; nodeApiHeaders: string };
  compiler: Command;
  platform: NodeJS.Platform;
  signal: AbortSignal;
}

/**
 * Compiles tfjs-node's binding (N-API 8) against TensorFlow's headers and libraries in one compiler call: 10 s on the reference
 * machine.
 *
 * @throws CommandError with what the compiler said last
 */
export async function compileBinding(options: CompileOptions): Promise<void> {
  await runCommand(options.compiler, compilerArguments(options), {
    signal: options.signal,
    timeLimitMs: TIME_LIMIT_MS,
  });
}

export function compilerArguments({ folder, libraries, packages, platform }: CompileOptions): string[] {
  const sources = ['tfjs_backend.cc', 'tfjs_binding.cc'].map((name) => join(packages.tfjsNode, 'binding', name));
  const includes = [
    join(packages.nodeApiHeaders, 'include'),
    packages.tfjsNode,
    join(folder, 'tensorflow', 'include'),
  ].map((path) => `-I${path}`);
  // The libraries stay where the wheel has them, so that their own relative paths (to CUDA's, for one) keep their meaning.
  const kind =
    platform === 'darwin'
      ? ['-bundle', '-undefined', 'dynamic_lookup', '-Wl,-rpath,@loader_path/tensorflow']
      : ['-shared', '-Wl,-rpath,$ORIGIN/tensorflow'];
  return [
    '-std=c++17',
    '-O2',
    '-fPIC',
    '-DNAPI_VERSION=8',
    ...includes,
    ...sources,
    ...kind,
    ...libraries.map((path) => join(folder, path)),
    '-o',
    join(folder, BINDING),
  ];
}
