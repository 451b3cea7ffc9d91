import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { newId } from '../../shared/domain/ids.ts';
import { ServerKey } from '../../shared/domain/models/server.ts';
import { AppError } from '../../shared/errors/errors.ts';
import { writeWholeFile } from '../files/fileSink.ts';

const Stored = z.array(ServerKey.extend({ sha256: z.string().regex(/^[0-9a-f]{64}$/) }));
type StoredKey = z.infer<typeof Stored>[number];

const KEY_BYTES = 32;
const KEY_PREFIX = 'kd-';
const SHOWN_CHARACTERS = 8;
/** Counts are written this long after they have changed: a key's use costs no write. */
const SAVE_MS = 5000;
/** A key of a file is somebody's own: shorter ones can be tried out. */
const LEAST_CHARACTERS = 16;
const FILE_KEY = 'key file';

export interface Usage {
  promptTokens: number;
  completionTokens: number;
}

/** A key that was presented and is right. */
export interface UsedKey {
  name: string;
  count(usage: Usage): void;
}

export interface Keys {
  /** Whether there is any. */
  readonly some: boolean;
  find(presented: string): UsedKey | null;
}

/**
 * The server's keys: 256 random bits each, of which only the SHA-256 is kept, so that the file tells nobody a key; a slow hash is for words
 * that people choose. A file that cannot be read is never written over, and then no key is right.
 */
export class KeyRing implements Keys {
  readonly #file: string;
  #keys: StoredKey[] | null;
  #fromFile: Buffer | null = null;
  #timer: NodeJS.Timeout | undefined;
  #saving: Promise<void> = Promise.resolve();

  constructor(file: string) {
    this.#file = file;
    this.#keys = readStored(file);
  }

  get some(): boolean {
    return this.#fromFile !== null || this.#keys === null || this.#keys.length > 0;
  }

  /** @throws AppError `server_keys_unreadable` */
  list(): ServerKey[] {
    return this.#readable().map(({ sha256: _, ...key }) => key);
  }

  /**
   * Makes a key, which is never seen again.
   *
   * @throws AppError `server_keys_unreadable`, `disk_full`, `write_failed`
   */
  async make(name: string): Promise<{ key: string; made: ServerKey }> {
    const key = `${KEY_PREFIX}${randomBytes(KEY_BYTES).toString('base64url')}`;
    const made: ServerKey = {
      ...{ id: newId(), name, beginning: key.slice(0, SHOWN_CHARACTERS), createdAt: new Date().toISOString() },
      ...{ lastUsedAt: null, requests: 0, promptTokens: 0, completionTokens: 0 },
    };
    await this.#write((keys) => [...keys, { ...made, sha256: hashOf(key).toString('hex') }]);
    return { key, made };
  }

  /** @throws AppError `not_found`, `server_keys_unreadable`, `disk_full`, `write_failed` */
  async revoke(id: string): Promise<void> {
    if (!this.#readable().some((key) => key.id === id)) throw new AppError('not_found', { kind: 'key', id });
    await this.#write((keys) => keys.filter((key) => key.id !== id));
  }

  /**
   * Takes a key of somebody's own besides, for as long as the server is on; `null` takes it back.
   *
   * @throws AppError `server_key_weak`
   */
  useOwn(key: string | null): void {
    if (key !== null && !/^[\x21-\x7e]{16,500}$/.test(key))
      throw new AppError('server_key_weak', { needed: LEAST_CHARACTERS });
    this.#fromFile = key === null ? null : hashOf(key);
  }

  /** In the time that it takes whichever one is right. */
  find(presented: string): UsedKey | null {
    const hash = hashOf(presented);
    let found: StoredKey | null = null;
    for (const key of this.#keys ?? []) if (timingSafeEqual(hash, Buffer.from(key.sha256, 'hex'))) found = key;
    if (found) return this.#used(found.id, found.name);
    if (this.#fromFile && timingSafeEqual(hash, this.#fromFile)) return { name: FILE_KEY, count: () => {} };
    return null;
  }

  /** Writes counts that are yet to be written. */
  async close(): Promise<void> {
    if (this.#timer) {
      clearTimeout(this.#timer);
      this.#timer = undefined;
      this.#saveCounts();
    }
    await this.#saving;
  }

  #used(id: string, name: string): UsedKey {
    return {
      name,
      count: ({ promptTokens, completionTokens }) => {
        const key = this.#keys?.find((one) => one.id === id);
        if (!key) return;
        key.requests++;
        key.promptTokens += promptTokens;
        key.completionTokens += completionTokens;
        key.lastUsedAt = new Date().toISOString();
        this.#timer ??= setTimeout(() => {
          this.#timer = undefined;
          this.#saveCounts();
        }, SAVE_MS).unref();
      },
    };
  }

  #readable(): StoredKey[] {
    if (this.#keys === null) throw new AppError('server_keys_unreadable', { file: this.#file });
    return this.#keys;
  }

  /** One after the other. Only what was written counts: a key that would be gone after the next start is none. */
  #write(change: (keys: StoredKey[]) => StoredKey[]): Promise<void> {
    const written = this.#saving.then(async () => {
      const keys = change(this.#readable());
      await mkdir(dirname(this.#file), { recursive: true });
      await writeWholeFile(this.#file, JSON.stringify(keys, null, 2));
      this.#keys = keys;
    });
    this.#saving = written.catch(() => {});
    return written;
  }

  /** A full disk costs counts and nothing else. */
  #saveCounts(): void {
    this.#write((keys) => keys).catch(() => {});
  }
}

const hashOf = (key: string): Buffer => createHash('sha256').update(key).digest();

/** `null` for a file that is there and cannot be read. */
function readStored(file: string): StoredKey[] | null {
  try {
    return Stored.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? [] : null;
  }
}
