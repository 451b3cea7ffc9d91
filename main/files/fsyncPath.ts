import { closeSync, fsyncSync, openSync } from 'node:fs';

/** Makes a file's content, or a folder's entries, survive a power cut. Windows has no fsync of folders. */
export function fsyncPath(path: string): void {
  let descriptor: number;
  try {
    descriptor = openSync(path, 'r');
  } catch (error) {
    if (process.platform === 'win32') return;
    throw error;
  }
  try {
    fsyncSync(descriptor);
  } catch (error) {
    if (process.platform !== 'win32') throw error;
  } finally {
    closeSync(descriptor);
  }
}
