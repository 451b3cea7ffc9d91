import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

const DAY_MS = 24 * 60 * 60 * 1000;

/** An attempt that failed, kept in a file, so that a machine without a network does not wait for the same thing every time. */
export class RememberedFailure {
  readonly file: string;

  constructor(file: string) {
    this.file = file;
  }

  /** True for a day after a failure. */
  isFresh(now = Date.now()): boolean {
    const failedAt = statSync(this.file, { throwIfNoEntry: false })?.mtimeMs;
    return failedAt !== undefined && now - failedAt < DAY_MS;
  }

  remember(reason: string): void {
    mkdirSync(dirname(this.file), { recursive: true });
    writeFileSync(this.file, `${reason}\n`);
  }

  forget(): void {
    rmSync(this.file, { force: true });
  }
}
