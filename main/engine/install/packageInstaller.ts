import { chmod, copyFile, cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, delimiter, dirname, join } from 'node:path';
import type { BuildContext, BuiltEngine } from './build.ts';
import { CommandError, runCommand } from './command.ts';

const TIME_LIMIT_MS = 10 * 60_000;

/**
 * The npm package's own way: its installer fetches libtensorflow and a prebuilt binding. It runs in a copy of the package inside the
 * work folder, so that node_modules stays as it is. Works without Python and without a compiler.
 */
export async function buildFromPackage(context: BuildContext): Promise<BuiltEngine> {
  const { packages, workFolder, folder, signal, tools, platform } = context;
  const copy = join(workFolder, 'package');
  for (const part of ['package.json', 'binding.gyp', 'binding', 'scripts'])
    await cp(join(packages.tfjsNode, part), join(copy, part), { recursive: true });
  await nameCpuPackage(join(copy, 'package.json'));

  context.onProgress('download', 0, null);
  const programs = await nodePreGypOnPath(join(workFolder, 'programs'), context);
  await runCommand(tools.node, [join('scripts', 'install.js'), 'cpu', 'download'], {
    cwd: copy,
    signal,
    timeLimitMs: TIME_LIMIT_MS,
    environment: {
      NODE_PATH: packages.modules.join(delimiter),
      PATH: [programs, dirname(tools.node.file), process.env.PATH ?? ''].join(delimiter),
    },
  });

  context.onProgress('unpack', 0, null);
  // The binding looks for ../../deps/lib, so both keep their places.
  const libraries = await copyFiles(join(copy, 'deps', 'lib'), join(folder, 'deps', 'lib'), /\.(so|dylib|dll)[.\d]*$/);
  const bindingFolder = await findBindingFolder(join(copy, 'lib'));
  const bindings = await copyFiles(bindingFolder, join(folder, 'lib', basename(bindingFolder)), /\.node$/);
  const [binding] = bindings;
  if (!binding || libraries.length === 0)
    throw new CommandError('the package’s installer left no binding or no library');
  const inEngine = join('lib', basename(bindingFolder));
  const files = [
    ...libraries.map((name) => join('deps', 'lib', name)),
    ...bindings.map((name) => join(inEngine, name)),
  ];
  if (platform === 'win32') {
    // Windows knows no rpath: the library has to lie beside the binding.
    const library = libraries.find((name) => name === 'tensorflow.dll') ?? '';
    await copyFile(join(folder, 'deps', 'lib', library), join(folder, inEngine, library));
    files.push(join(inEngine, library));
  }
  return { binding: join(inEngine, binding), files };
}

/** Prebuilt bindings without CUDA are published under the name of the package's twin. */
async function nameCpuPackage(file: string): Promise<void> {
  const description = JSON.parse(await readFile(file, 'utf8'));
  await writeFile(file, JSON.stringify({ ...description, name: '@tensorflow/tfjs-node' }, null, 2));
}

/** The installer calls `node-pre-gyp` by name, which npm would have put on the path. */
async function nodePreGypOnPath(folder: string, { packages, tools, platform }: BuildContext): Promise<string> {
  await mkdir(folder, { recursive: true });
  const script = join(packages.nodePreGyp, 'bin', 'node-pre-gyp');
  const node = [tools.node.file, ...tools.node.arguments].map((part) => `"${part}"`).join(' ');
  if (platform === 'win32') {
    await writeFile(join(folder, 'node-pre-gyp.cmd'), `@${node} "${script}" %*\r\n`);
  } else {
    await writeFile(join(folder, 'node-pre-gyp'), `#!/bin/sh\nexec ${node} "${script}" "$@"\n`);
    await chmod(join(folder, 'node-pre-gyp'), 0o755);
  }
  return folder;
}

async function findBindingFolder(folder: string): Promise<string> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  const binding = names.find((name) => basename(name) === 'tfjs_binding.node');
  if (!binding) throw new CommandError('the package’s installer left no binding');
  return dirname(join(folder, binding));
}

/** Copies what links point to, since a link would end outside of the engine. */
async function copyFiles(from: string, to: string, pattern: RegExp): Promise<string[]> {
  const names = (await readdir(from).catch(() => [])).filter((name) => pattern.test(name));
  await mkdir(to, { recursive: true });
  for (const name of names) await copyFile(join(from, name), join(to, name));
  return names;
}
