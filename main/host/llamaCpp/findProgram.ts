import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';

/** Where the user says that it is. */
const VARIABLE = 'KINDLING_LLAMA_SERVER';
const NAME = process.platform === 'win32' ? 'llama-server.exe' : 'llama-server';
/** Homebrew's, which programs that are started from a desktop do not have on their path. */
const USUAL_FOLDERS = process.platform === 'win32' ? [] : ['/opt/homebrew/bin', '/usr/local/bin'];

/**
 * The server of llama.cpp on this computer, by the environment alone; `null` where there is none. What the user names is taken as it is: whoever
 * starts it says what is wrong with it.
 */
export async function findLlamaServer(environment: NodeJS.ProcessEnv = process.env): Promise<string | null> {
  const said = environment[VARIABLE]?.trim();
  if (said) return said;
  // An empty or relative folder of the path is wherever somebody happens to be.
  const onPath = (environment.PATH ?? environment.Path ?? '').split(delimiter).filter(isAbsolute);
  for (const folder of [...onPath, ...USUAL_FOLDERS]) {
    const path = join(folder, NAME);
    if (await isProgram(path)) return path;
  }
  return null;
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
