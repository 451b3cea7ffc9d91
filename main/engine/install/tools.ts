import { createRequire } from 'node:module';
import { dirname, sep } from 'node:path';
import type { Command } from './command.ts';

/** The programs an installation uses; tests pass their own. */
export interface InstallTools {
  /** Programs that understand pip's `download`, in the order in which they are tried. */
  downloaders: readonly Command[];
  /** What has to succeed before anything else is run. */
  required: readonly Command[];
  /** C++ compilers with g++'s command line. */
  compilers: readonly Command[];
  /** Node.js for the npm package's installer. */
  node: Command;
}

export function defaultTools(platform = process.platform): InstallTools {
  const pip = ['-m', 'pip'];
  return {
    // Without these tools, macOS answers a call of python3 or clang++ with a dialog.
    required: platform === 'darwin' ? [{ file: 'xcode-select', arguments: ['-p'] }] : [],
    downloaders: [
      ...(platform === 'win32' ? [{ file: 'py', arguments: ['-3', ...pip] }] : []),
      { file: 'python3', arguments: pip },
      { file: 'python', arguments: pip },
      { file: 'pip3', arguments: [] },
      { file: 'pip', arguments: [] },
      // uv itself cannot download a wheel (astral-sh/uv#3163), but it can run pip without installing it.
      { file: 'uv', arguments: ['tool', 'run', 'pip'] },
    ],
    compilers: ['g++', 'clang++', 'c++'].map((file) => ({ file, arguments: [] })),
    // Electron's fuses forbid running its own binary as Node.
    node: { file: process.versions.electron ? 'node' : process.execPath, arguments: [] },
  };
}

/** Folders of npm packages that an installation reads. */
export function packageFolders(): { tfjsNode: string; nodeApiHeaders: string; nodePreGyp: string; modules: string[] } {
  const require = createRequire(import.meta.url);
  const tfjsNode = require.resolve('@tensorflow/tfjs-node-gpu/package.json');
  const beside = createRequire(tfjsNode);
  return {
    tfjsNode: unpacked(dirname(tfjsNode)),
    nodeApiHeaders: unpacked(dirname(require.resolve('node-api-headers/package.json'))),
    nodePreGyp: unpacked(dirname(beside.resolve('@mapbox/node-pre-gyp/package.json'))),
    modules: (beside.resolve.paths('x') ?? []).map(unpacked),
  };
}

/** Other programs cannot look into Electron's archive; what they need lies beside it. */
function unpacked(path: string): string {
  return path.replace(`app.asar${sep}`, `app.asar.unpacked${sep}`);
}
