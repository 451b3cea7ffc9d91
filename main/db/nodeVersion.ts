import { AppError } from '../../shared/errors/errors.ts';

/** As `RUNTIME_NODE` of the set-up. */
export const NEEDED_NODE = 24;

/**
 * SQLite's native library is built for a Node that is new enough: an older one loads it and dies with a segmentation fault, which says
 * nothing to anybody.
 *
 * @throws AppError `node_too_old`
 */
export function assertNode(found: string = process.versions.node): void {
  if (Number.parseInt(found, 10) < NEEDED_NODE)
    throw new AppError('node_too_old', { found, needed: String(NEEDED_NODE) });
}
