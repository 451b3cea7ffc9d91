import { existsSync, readFileSync, rmSync } from 'node:fs';
import { z } from 'zod';
import { DEFAULT_HUB, type HubToken } from '../../../shared/domain/models/hub.ts';
import { AppError } from '../../../shared/errors/errors.ts';
import { writeWholeFile } from '../../files/fileSink.ts';
import type { KeyStore } from '../services/keyStore.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Encrypted texts in base64, by the hub that each is for. */
const Stored = z.record(z.string(), z.string());
/** Visible characters of ASCII: anything else cannot stand in a header. */
const TOKEN = /^[\x21-\x7e]{4,500}$/;
const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/;

/**
 * Access tokens, each for one hub and never given to another. With a key store they are kept in it; without one in the memory of the
 * studio, until it ends. They are in no answer, no message and no file in the clear.
 */
export class HubTokens {
  readonly #file: string;
  readonly #keyStore: KeyStore | null;
  readonly #environment: Environment;
  readonly #inMemory = new Map<string, string>();

  constructor(file: string, keyStore: KeyStore | null, environment: Environment) {
    this.#file = file;
    this.#keyStore = keyStore;
    this.#environment = environment;
  }

  /** `null` where there is none that this hub may have. */
  tokenFor(hub: string): string | null {
    if (!isPrivateWay(hub)) return null;
    return this.#inMemory.get(hub) ?? this.#stored(hub) ?? this.#fromEnvironment(hub);
  }

  about(hub: string): HubToken {
    const wouldBeKept = this.#keyStore ? 'keystore' : 'memory';
    if (!isPrivateWay(hub)) return { hub, kept: null, wouldBeKept };
    if (this.#inMemory.has(hub)) return { hub, kept: 'memory', wouldBeKept };
    if (this.#stored(hub) !== null) return { hub, kept: 'keystore', wouldBeKept };
    return { hub, kept: this.#fromEnvironment(hub) === null ? null : 'environment', wouldBeKept };
  }

  /** @throws AppError `hub_token_invalid`, `hub_token_in_the_open`, `disk_full`, `write_failed` */
  async set(hub: string, token: string | null): Promise<void> {
    const given = token === null ? null : checkedToken(token, hub);
    this.#inMemory.delete(hub);
    if (given !== null && !this.#keyStore) {
      this.#inMemory.set(hub, given);
      return;
    }
    const { [hub]: _, ...others } = this.#read();
    const encrypted = given === null ? null : this.#keyStore?.encrypt(given);
    const stored = encrypted ? { ...others, [hub]: Buffer.from(encrypted).toString('base64') } : others;
    if (Object.keys(stored).length > 0) await writeWholeFile(this.#file, JSON.stringify(stored));
    else rmSync(this.#file, { force: true });
  }

  #stored(hub: string): string | null {
    const encrypted = this.#read()[hub];
    if (encrypted === undefined || !this.#keyStore) return null;
    try {
      return this.#keyStore.decrypt(Buffer.from(encrypted, 'base64'));
    } catch {
      // Of another user or computer: then there is none here.
      return null;
    }
  }

  #read(): z.output<typeof Stored> {
    if (!existsSync(this.#file)) return {};
    try {
      return Stored.parse(JSON.parse(readFileSync(this.#file, 'utf8')));
    } catch {
      return {};
    }
  }

  /** Hugging Face's own variables: they are for its hub, or for that which `HF_ENDPOINT` names. */
  #fromEnvironment(hub: string): string | null {
    const { HF_TOKEN, HF_ENDPOINT } = this.#environment;
    const isFor = hub === (HF_ENDPOINT?.trim().replace(/\/+$/, '') || DEFAULT_HUB);
    const token = HF_TOKEN?.trim();
    return isFor && token && TOKEN.test(token) ? token : null;
  }
}

/**
 * A token as it may be sent. It is in no message, whatever is wrong with it.
 *
 * @throws AppError `hub_token_invalid`, `hub_token_in_the_open`
 */
export function checkedToken(text: string, hub: string): string {
  const token = text.trim();
  if (!TOKEN.test(token)) throw new AppError('hub_token_invalid');
  if (!isPrivateWay(hub)) throw new AppError('hub_token_in_the_open', { hub });
  return token;
}

/** Nobody on the way can read along: it is encrypted, or does not leave this computer. */
function isPrivateWay(hub: string): boolean {
  const { protocol, hostname } = new URL(hub);
  return protocol === 'https:' || LOOPBACK.test(hostname);
}
