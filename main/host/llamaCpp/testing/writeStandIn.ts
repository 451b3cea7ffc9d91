import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Writes a program that stands in for llama.cpp's server into a folder, and gives its path. Not on Windows, where a text is no program. */
export function writeStandIn(folder: string): string {
  const path = join(folder, 'llama-server');
  const script = pathToFileURL(join(import.meta.dirname, 'standIn.mjs'));
  writeFileSync(path, `#!${process.execPath}\nimport(${JSON.stringify(script)});\n`);
  chmodSync(path, 0o755);
  return path;
}
