import { randomBytes } from 'node:crypto';
import { AppError } from '../../shared/ipc/errors.ts';

/** Files and folders that a browser may fetch, under names that cannot be guessed. */
export class Downloads {
  readonly #paths = new Map<string, string>();

  /** Returns the address under which the file or folder can be had, relative to the page. */
  offer(path: string): string {
    const id = randomBytes(24).toString('base64url');
    this.#paths.set(id, path);
    return `/download/${id}`;
  }

  /** @throws AppError `not_found` */
  path(id: string): string {
    const path = this.#paths.get(id);
    if (path === undefined) throw new AppError('not_found', { kind: 'download', id });
    return path;
  }
}
