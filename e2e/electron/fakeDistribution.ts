import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What marks the fuses inside Electron's binary. Source: https://www.electronjs.org/docs/latest/tutorial/fuses */
const FUSE_SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
const FUSE_WIRE_VERSION = 1;
/** The fuses of Electron as it is shipped, in the order of `FuseV1Options`: 1 on, 0 off. */
const SHIPPED_FUSES = '10110001';

/** A folder that electron-builder takes for an unpacked Electron for Linux: a program with fuses to flip, and no more. */
export async function makeFakeElectron(folder: string, version: string): Promise<void> {
  await mkdir(join(folder, 'resources'), { recursive: true });
  const program = join(folder, 'electron');
  await writeFile(
    program,
    Buffer.concat([
      Buffer.from(`#!/bin/sh\nexit 1\n${FUSE_SENTINEL}`, 'latin1'),
      Buffer.from([FUSE_WIRE_VERSION, SHIPPED_FUSES.length]),
      Buffer.from(`${SHIPPED_FUSES}\n`, 'latin1'),
    ]),
  );
  await chmod(program, 0o755);
  await writeFile(join(folder, 'version'), version);
  await writeFile(join(folder, 'LICENSE'), 'stand-in\n');
  await writeFile(join(folder, 'LICENSES.chromium.html'), 'stand-in\n');
}
