import { randomBytes } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const SECRET_BYTES = 32;

const Stored = z.object({
  secret: z.base64url().refine((text) => Buffer.from(text, 'base64url').length === SECRET_BYTES),
  port: z.int().min(1).max(65_535).nullable(),
});
type Stored = z.infer<typeof Stored>;

/**
 * What the browser shell of a home keeps from one start to the next, so that a page that was left open finds it again: its port, and
 * the secret that the keys of its pages are made of. Kept in `session.json`, for the owner's eyes only; a file that cannot be read
 * is replaced, and pages need a new address then. To be used by the owner of the home's lock.
 */
export class HomeSession {
  readonly #file: string;
  #stored: Stored;

  constructor(home: string) {
    this.#file = join(home, 'session.json');
    this.#stored = readStored(this.#file) ?? { secret: newSecret(), port: null };
    this.#write();
  }

  get secret(): Buffer {
    return Buffer.from(this.#stored.secret, 'base64url');
  }

  /** The port of the last start; `null` before the first one. */
  get port(): number | null {
    return this.#stored.port;
  }

  rememberPort(port: number): void {
    if (port === this.#stored.port) return;
    this.#stored = { ...this.#stored, port };
    this.#write();
  }

  /** Makes every key that any page holds worthless. */
  revoke(): void {
    this.#stored = { ...this.#stored, secret: newSecret() };
    this.#write();
  }

  /** A full or read-only disk costs what it is for, the comfort of the next start, and nothing else. */
  #write(): void {
    try {
      const partial = `${this.#file}.partial`;
      writeFileSync(partial, JSON.stringify(this.#stored), { mode: 0o600 });
      renameSync(partial, this.#file);
    } catch {}
  }
}

const newSecret = () => randomBytes(SECRET_BYTES).toString('base64url');

function readStored(file: string): Stored | undefined {
  try {
    return Stored.safeParse(JSON.parse(readFileSync(file, 'utf8'))).data;
  } catch {
    return undefined;
  }
}
