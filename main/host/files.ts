import { randomBytes, randomUUID } from 'node:crypto';
import { statSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import type { FileReference, PickedFile, StudioPeer } from '../../shared/ipc/contract.ts';
import { AppError } from '../../shared/ipc/errors.ts';
import { asWriteError } from '../workers/fileSink.ts';

/** Opaque names for the files and folders that the user chose, so that a window never names a path. */
export class FileTokens {
  #paths = new Map<string, string>();

  addFile(path: string): PickedFile {
    return { ...this.addFolder(path), bytes: statSync(path, { throwIfNoEntry: false })?.size ?? 0 };
  }

  addFolder(path: string): { token: string; name: string } {
    const token = randomBytes(24).toString('base64url');
    this.#paths.set(token, resolve(path));
    return { token, name: basename(path) };
  }

  /** The path behind a reference. Paths themselves are taken from the command line only. */
  resolve(reference: FileReference, peer: StudioPeer): string {
    if (reference.kind === 'path') {
      if (!peer.mayNamePaths) throw new AppError('forbidden', { what: 'a window cannot name paths' });
      return resolve(reference.path);
    }
    const path = this.#paths.get(reference.token);
    if (path === undefined) throw new AppError('not_found', { kind: 'file', id: reference.token });
    return path;
  }
}

/** Writes a pasted text beside the uploads, which are gone at the next start. */
export async function storeText(uploads: string, text: string): Promise<string> {
  const folder = join(uploads, randomUUID());
  const path = join(folder, 'pasted.txt');
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(path, text);
    return path;
  } catch (error) {
    throw asWriteError(error, path);
  }
}
