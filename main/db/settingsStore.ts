import { UserSettings } from '../../shared/ipc/contract.ts';
import type { SqliteDatabase } from './open.ts';

const DEFAULTS: UserSettings = { language: 'system', theme: 'system', notifications: true };

export class SettingsStore {
  readonly #database: SqliteDatabase;

  constructor(database: SqliteDatabase) {
    this.#database = database;
  }

  get(): UserSettings {
    const rows = this.#database.prepare<[], { key: string; value: string }>('SELECT key, value FROM settings').all();
    const stored = new Map(rows.map(({ key, value }) => [key, JSON.parse(value)]));
    // A value that this version does not know falls back to the default instead of locking the user out.
    const parsed = UserSettings.safeParse({
      language: stored.get('language') ?? DEFAULTS.language,
      theme: stored.get('theme') ?? DEFAULTS.theme,
      notifications: stored.get('notifications') ?? DEFAULTS.notifications,
    });
    return parsed.success ? parsed.data : DEFAULTS;
  }

  set(patch: { [K in keyof UserSettings]?: UserSettings[K] | undefined }): void {
    const put = this.#database.prepare('INSERT OR REPLACE INTO settings (key, value) VALUES (?, ?)');
    this.#database.transaction(() => {
      for (const [key, value] of Object.entries(patch)) if (value !== undefined) put.run(key, JSON.stringify(value));
    })();
  }
}
