import { randomBytes } from 'node:crypto';
import { AppError } from '../../shared/ipc/errors.ts';

/** Folders that a browser may fetch, under names that cannot be guessed. */
export class Downloads {
  readonly #folders = new Map<string, string>();

  /** Returns the address under which the folder can be had, relative to the page. */
  offer(folder: string): string {
    const id = randomBytes(24).toString('base64url');
    this.#folders.set(id, folder);
    return `/download/${id}`;
  }

  /** @throws AppError `not_found` */
  folder(id: string): string {
    const folder = this.#folders.get(id);
    if (folder === undefined) throw new AppError('not_found', { kind: 'download', id });
    return folder;
  }
}
