import { DEFAULT_HUB } from '../../shared/domain/models/hub.ts';
import { Recovery } from '../../shared/domain/storage.ts';
import { UserSettings } from '../../shared/ipc/contract.ts';
import type { SqliteDatabase } from './open.ts';

const DEFAULTS: UserSettings = { language: 'system', theme: 'system', notifications: true, hubUrl: DEFAULT_HUB };

export class SettingsStore {
  readonly #database: SqliteDatabase;

  constructor(database: SqliteDatabase) {
    this.#database = database;
  }

  get(): UserSettings {
    const rows = this.#database.prepare<[], { key: string; value: string }>('SELECT key, value FROM settings').all();
    const settings: Record<string, unknown> = { ...DEFAULTS };
    for (const { key, value } of rows) {
      if (!Object.hasOwn(DEFAULTS, key)) continue;
      // A value that this version does not know falls back to its default; the others hold.
      const one = UserSettings.shape[key as keyof UserSettings].safeParse(parseJson(value));
      if (one.success) settings[key] = one.data;
    }
    return UserSettings.parse(settings);
  }

  /** What was said of a recovery, until it is dismissed. */
  recovery(): Recovery | null {
    const text = this.#database.prepare<[], string>("SELECT value FROM settings WHERE key = 'recovery'").pluck().get();
    return Recovery.nullable().safeParse(parseJson(text ?? 'null')).data ?? null;
  }

  setRecovery(recovery: Recovery | null): void {
    this.#database
      .prepare("INSERT OR REPLACE INTO settings (key, value) VALUES ('recovery', ?)")
      .run(JSON.stringify(recovery));
  }

  /** Whether a model was exported since this is noted. */
  hasExported(): boolean {
    return this.#database.prepare("SELECT 1 FROM settings WHERE key = 'exported'").get() !== undefined;
  }

  noteExported(): void {
    this.#database.prepare("INSERT OR REPLACE INTO settings (key, value) VALUES ('exported', 'true')").run();
  }

  set(patch: { [K in keyof UserSettings]?: UserSettings[K] | undefined }): void {
    const put = this.#database.prepare('INSERT OR REPLACE INTO settings (key, value) VALUES (?, ?)');
    this.#database.transaction(() => {
      for (const [key, value] of Object.entries(patch)) if (value !== undefined) put.run(key, JSON.stringify(value));
    })();
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
