import { randomBytes, randomUUID } from 'node:crypto';
import { rmSync, statSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { AppError } from '../../../shared/errors/errors.ts';
import type { FileReference, PickedFile, StudioPeer } from '../../../shared/ipc/contract.ts';
import { asWriteError } from '../../files/fileSink.ts';

/** An upload that nobody has asked for in this time has been left: its window was closed while it chose how to read it. */
const IDLE_MS = 6 * 60 * 60_000;
const SWEEP_MS = 10 * 60_000;

/**
 * Opaque names for the files and folders that the user chose, so that a window never names a path. Of these, uploads and pasted texts
 * are copies of ours, which lie in folders of their own in `uploads`: they go when what they were for has ended.
 */
export class FileTokens {
  readonly #uploads: string;
  readonly #paths = new Map<string, { path: string; usedAt: number }>();
  readonly #sweeper = setInterval(() => void this.sweep(), SWEEP_MS).unref();

  constructor(uploads: string) {
    this.#uploads = resolve(uploads);
  }

  addFile(path: string): PickedFile {
    return { ...this.addFolder(path), bytes: statSync(path, { throwIfNoEntry: false })?.size ?? 0 };
  }

  addFolder(path: string): { token: string; name: string } {
    const token = randomBytes(24).toString('base64url');
    this.#paths.set(token, { path: resolve(path), usedAt: Date.now() });
    return { token, name: basename(path) };
  }

  /** The path behind a reference. Paths themselves are taken from the command line only. */
  resolve(reference: FileReference, peer: StudioPeer): string {
    if (reference.kind === 'path') {
      if (!peer.mayNamePaths) throw new AppError('forbidden', { what: 'a window cannot name paths' });
      return resolve(reference.path);
    }
    const entry = this.#paths.get(reference.token);
    if (entry === undefined) throw new AppError('not_found', { kind: 'file', id: reference.token });
    entry.usedAt = Date.now();
    return entry.path;
  }

  /** Removes the copies of ours among what is referred to. The user's own files are never touched, and keep their names. */
  async discard(references: readonly FileReference[]): Promise<void> {
    for (const reference of references) {
      if (reference.kind === 'token') await this.#discard(reference.token);
    }
  }

  /** Removes copies that have been left. */
  async sweep(now = Date.now()): Promise<void> {
    for (const [token, { usedAt }] of this.#paths) if (now - usedAt > IDLE_MS) await this.#discard(token);
  }

  /** The tokens end, and with them what only they name. */
  close(): void {
    clearInterval(this.#sweeper);
    this.#paths.clear();
    try {
      rmSync(this.#uploads, { recursive: true, force: true });
    } catch {
      // The next start tries again.
    }
  }

  async #discard(token: string): Promise<void> {
    const path = this.#paths.get(token)?.path;
    // A copy is a file in a folder of its own.
    if (path === undefined || dirname(dirname(path)) !== this.#uploads) return;
    this.#paths.delete(token);
    await rm(dirname(path), { recursive: true, force: true }).catch(() => {});
  }
}

/** Writes a pasted text beside the uploads, and it goes as they do. */
export async function storeText(uploads: string, text: string): Promise<string> {
  const folder = join(uploads, randomUUID());
  const path = join(folder, 'pasted.txt');
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(path, text);
    return path;
  } catch (error) {
    // On a nearly full disk its first bytes would keep the last ones.
    await rm(folder, { recursive: true, force: true }).catch(() => {});
    throw asWriteError(error, path);
  }
}
