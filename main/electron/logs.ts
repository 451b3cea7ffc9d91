import { join } from 'node:path';
// The variant without Electron's own parts: it needs no preload and no IPC channels of its own.
import log from 'electron-log/node';

export interface Logs {
  info(message: string): void;
  error(message: string, cause?: unknown): void;
  /** What a worker wrote on stderr. */
  worker(name: string, text: string): void;
}

/** Writes to `<home>/logs/kindling.log` (renamed at 5 MB), and to the terminal where there is one. Secrets and cell text are never logged. */
export function setupLogs(home: string): Logs {
  log.transports.file.resolvePathFn = () => join(home, 'logs', 'kindling.log');
  log.transports.file.maxSize = 5 * 1024 * 1024;
  log.transports.console.level = 'warn';
  return {
    info: (message) => log.info(message),
    error: (message, cause) => (cause === undefined ? log.error(message) : log.error(message, cause)),
    worker: (name, text) => log.info(`[${name}] ${text.trimEnd()}`),
  };
}
