import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { pageMessage, serverMessage } from '../../shared/ipc/pageProof.ts';

const CODE_BYTES = 24;
/** A proof is made just before it is used. */
const NONCE_MS = 60_000;
const NONCE_BYTES = 16;
const MAC_BYTES = 16;
const TIME_BYTES = 6;

/**
 * Who may use the studio from a browser. A one-time code in an address opens a page once; it gets a key for it, keeps that to itself,
 * and from then on proves with each request and socket that it has it.
 */
export class PageKeys {
  readonly #secret: () => Buffer;
  readonly #port: number;
  /** Hashes of codes that nobody has used yet, with the time at which they expire. */
  readonly #codes = new Map<string, number>();
  /** Nonces that a proof was accepted for, with the time at which they expire anyway. */
  readonly #used = new Map<string, number>();
  readonly #nonceKey = randomBytes(32);

  /** @param secret the home's, asked for each time: it may be replaced */
  constructor(secret: () => Buffer, port: number) {
    this.#secret = secret;
    this.#port = port;
  }

  /** A code that gets a key once, within `lifeMs`. */
  newCode(lifeMs: number): string {
    forgetExpired(this.#codes);
    const code = randomBytes(CODE_BYTES).toString('base64url');
    this.#codes.set(hashOf(code), Date.now() + lifeMs);
    return code;
  }

  /** The key for a code, which is used up by it; `null` for one that was used, has expired or never was. */
  redeem(code: string): string | null {
    forgetExpired(this.#codes);
    return this.#codes.delete(hashOf(code)) ? this.#key.toString('base64url') : null;
  }

  /** Proves to a page that this is the studio whose key it holds, and gives it what it is to sign. */
  answer(pageNonce: string): { nonce: string; proof: string } {
    const nonce = this.#newNonce();
    return { nonce, proof: this.#sign(serverMessage(pageNonce, nonce)) };
  }

  /** Whether a proof (`nonce.signature`) is right. Each is good once. */
  admits(proof: string): boolean {
    const [, nonce = '', signature = ''] = /^([\w-]+)\.([\w-]+)$/.exec(proof) ?? [];
    if (!this.#isOurs(nonce) || !sameText(signature, this.#sign(pageMessage(nonce)))) return false;
    forgetExpired(this.#used);
    if (this.#used.has(nonce)) return false;
    this.#used.set(nonce, Date.now() + NONCE_MS);
    return true;
  }

  /** Codes that were given out for the secret before are worth nothing either. */
  forgetCodes(): void {
    this.#codes.clear();
  }

  /** Made for the port: a program that takes this one while the studio runs on another has no use for what it learns. */
  get #key(): Buffer {
    return createHmac('sha256', this.#secret()).update(`page on port ${this.#port}`).digest();
  }

  #sign(message: string): string {
    return createHmac('sha256', this.#key).update(message).digest('base64url');
  }

  /** Holds its own time and a mark of ours: nothing is kept for who only asks. */
  #newNonce(): string {
    const time = Buffer.alloc(TIME_BYTES);
    time.writeUIntBE(Date.now() + NONCE_MS, 0, TIME_BYTES);
    const body = Buffer.concat([time, randomBytes(NONCE_BYTES)]);
    return Buffer.concat([body, this.#mark(body)]).toString('base64url');
  }

  #isOurs(nonce: string): boolean {
    const bytes = Buffer.from(nonce, 'base64url');
    if (bytes.length !== TIME_BYTES + NONCE_BYTES + MAC_BYTES || bytes.toString('base64url') !== nonce) return false;
    const body = bytes.subarray(0, TIME_BYTES + NONCE_BYTES);
    if (!timingSafeEqual(bytes.subarray(body.length), this.#mark(body))) return false;
    return body.readUIntBE(0, TIME_BYTES) > Date.now();
  }

  #mark(body: Buffer): Buffer {
    return createHmac('sha256', this.#nonceKey).update(body).digest().subarray(0, MAC_BYTES);
  }
}

const hashOf = (code: string) => createHash('sha256').update(code).digest('base64url');

function forgetExpired(times: Map<string, number>): void {
  const now = Date.now();
  for (const [key, expires] of times) if (expires <= now) times.delete(key);
}

/** Compares in a time that says nothing of how much was right. */
function sameText(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
