import { readFileSync, rmSync } from 'node:fs';
import { appendFile, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { MOST_REQUESTS_KEPT as MOST_KEPT, ServerRequest } from '../../shared/domain/models/server.ts';
import { writeWholeFile } from '../files/fileSink.ts';

/** UTF-16 units of a prompt and of an answer that are kept, where they are. */
export const MOST_LOGGED = 4000;
const SAVE_MS = 1000;

/**
 * The newest requests, in a file of the home: a JSON object a line. Never in the database, whose copies would keep what was deleted. Lines
 * are added in batches; a full disk costs lines and nothing else.
 */
export class RequestLog {
  readonly #file: string;
  #kept: ServerRequest[];
  #unsaved: ServerRequest[] = [];
  #linesInFile: number;
  #timer: NodeJS.Timeout | undefined;
  #saving: Promise<void> = Promise.resolve();

  constructor(file: string) {
    this.#file = file;
    const { requests, lines } = read(file);
    this.#kept = requests;
    this.#linesInFile = lines;
  }

  /** Newest first. */
  list(limit: number): ServerRequest[] {
    return this.#kept.slice(-limit).reverse();
  }

  get size(): number {
    return this.#kept.length;
  }

  add(request: ServerRequest): void {
    this.#kept.push(request);
    if (this.#kept.length > MOST_KEPT) this.#kept.shift();
    this.#unsaved.push(request);
    if (this.#unsaved.length > MOST_KEPT) this.#unsaved.shift();
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#save();
    }, SAVE_MS).unref();
  }

  /** Removes every line, for good. */
  async clear(): Promise<void> {
    this.#kept = [];
    this.#unsaved = [];
    this.#saving = this.#saving.then(() => rmSync(this.#file, { force: true }));
    await this.#saving;
    this.#linesInFile = 0;
  }

  async close(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#save();
    await this.#saving;
  }

  #save(): void {
    this.#saving = this.#saving.then(() => this.#write()).catch(() => {});
  }

  async #write(): Promise<void> {
    const lines = this.#unsaved.splice(0);
    if (lines.length === 0) return;
    // Written anew when half of the file is what is not kept any more. What comes while it is written is of the next batch.
    const kept = this.#linesInFile + lines.length > 2 * MOST_KEPT ? [...this.#kept] : null;
    await mkdir(dirname(this.#file), { recursive: true });
    if (kept) {
      await writeWholeFile(this.#file, toText(kept));
      this.#linesInFile = kept.length;
    } else {
      await appendFile(this.#file, toText(lines));
      this.#linesInFile += lines.length;
    }
  }
}

const toText = (requests: readonly ServerRequest[]) =>
  requests.map((request) => `${JSON.stringify(request)}\n`).join('');

/** A line that cannot be read is not shown; it stays until the file is written anew. */
function read(file: string): { requests: ServerRequest[]; lines: number } {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return { requests: [], lines: 0 };
  }
  const lines = text.split('\n').filter((line) => line !== '');
  const requests = lines.slice(-MOST_KEPT).flatMap((line) => {
    try {
      return [ServerRequest.parse(JSON.parse(line))];
    } catch {
      return [];
    }
  });
  return { requests, lines: lines.length };
}
