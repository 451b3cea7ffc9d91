import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A program as recorded and lowered. */
export interface RecordedGraph {
  /** What has to be known of its graphs to run them, as JSON. */
  about: string;
  /** As the engine reads them. */
  graphs: readonly Uint8Array[];
}

/** Graphs of other shapes than those of late are dropped: a graph is some hundred kilobytes and takes a tenth of a second to record. */
const KEPT = 40;
const SUFFIX = '.graph';
const HASH_BYTES = 32;

interface Header {
  about: string;
  lengths: number[];
}

/**
 * Keeps recorded graphs between runs. A file is the SHA-256 of what follows it, a line of JSON with the lengths of the graphs and what is
 * to be known of them, and the graphs; one that is damaged, or cannot be written, costs no more than recording the graph again.
 */
export class GraphStore {
  readonly #folder: string;
  readonly #version: string;

  /** @param version names all that recordings depend on besides their key: the engine's version and our own code's. */
  constructor(folder: string, version: string) {
    this.#folder = folder;
    this.#version = version;
  }

  load(key: string): RecordedGraph | null {
    const file = this.#fileOf(key);
    try {
      const bytes = readFileSync(file);
      const content = bytes.subarray(HASH_BYTES);
      if (!sha256(content).equals(bytes.subarray(0, HASH_BYTES))) return null;
      const end = content.indexOf('\n');
      const { about, lengths }: Header = JSON.parse(content.subarray(0, end).toString());
      let from = end + 1;
      const graphs = lengths.map((length) => {
        from += length;
        return content.subarray(from - length, from);
      });
      const now = new Date();
      utimesSync(file, now, now);
      return { about, graphs };
    } catch {
      return null;
    }
  }

  save(key: string, { about, graphs }: RecordedGraph): void {
    try {
      mkdirSync(this.#folder, { recursive: true });
      const header: Header = { about, lengths: graphs.map(({ length }) => length) };
      const content = Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), ...graphs]);
      // Two processes may record the same graph at once; each renames a file of its own.
      const partial = `${this.#fileOf(key)}.partial-${process.pid}`;
      writeFileSync(partial, Buffer.concat([sha256(content), content]));
      renameSync(partial, this.#fileOf(key));
      this.#dropOldest();
    } catch {}
  }

  #dropOldest(): void {
    const files = readdirSync(this.#folder)
      .filter((name) => name.endsWith(SUFFIX))
      .map((name) => join(this.#folder, name))
      .map((file) => ({ file, used: statSync(file).mtimeMs }))
      .sort((a, b) => b.used - a.used);
    for (const { file } of files.slice(KEPT)) rmSync(file, { force: true });
  }

  #fileOf(key: string): string {
    const name = createHash('sha256').update(`${this.#version}\n${key}`).digest('hex').slice(0, 32);
    return join(this.#folder, `${name}${SUFFIX}`);
  }
}

const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();
