import { randomBytes } from 'node:crypto';
import { AppError } from '../../shared/errors/errors.ts';

/** A browser asks at once for what it was given the ticket for. */
const TICKET_MS = 60_000;

/**
 * Files and folders that a browser may fetch. A page is offered one under a name that only a page with a key can use; for each
 * download it gets a ticket with that, which is good once: the address of a download stays in the browser's list for ever.
 */
export class Downloads {
  readonly #offers = new Map<string, string>();
  readonly #tickets = new Map<string, { path: string; expires: number }>();

  /** Returns the address at which the page gets its tickets. */
  offer(path: string): string {
    const id = newId();
    this.#offers.set(id, path);
    return `/download/${id}`;
  }

  /**
   * Returns the address from which the file or folder can be had once.
   *
   * @throws AppError `not_found` for what was not offered
   */
  ticket(id: string): string {
    const path = this.#offers.get(id);
    if (path === undefined) throw new AppError('not_found', { kind: 'download', id });
    const now = Date.now();
    for (const [ticket, { expires }] of this.#tickets) if (expires <= now) this.#tickets.delete(ticket);
    const ticket = newId();
    this.#tickets.set(ticket, { path, expires: now + TICKET_MS });
    return `/download/${ticket}`;
  }

  /**
   * The path for a ticket, which is used up by it unless only a look was asked for.
   *
   * @throws AppError `not_found`
   */
  take(id: string, use = true): string {
    const ticket = this.#tickets.get(id);
    if (use) this.#tickets.delete(id);
    if (!ticket || ticket.expires <= Date.now()) throw new AppError('not_found', { kind: 'download', id });
    return ticket.path;
  }
}

const newId = () => randomBytes(24).toString('base64url');
