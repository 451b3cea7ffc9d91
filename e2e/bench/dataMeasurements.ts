import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CaseOutput } from './contract.ts';
import type { RunCase } from './isolated.ts';
import { atExit } from './processes.ts';
import { measureSqliteShell } from './sqliteShell.ts';

export interface ImportResult extends CaseOutput<'import'> {
  /** The same file with `.import` of the `sqlite3` shell; `null` where there is none. */
  sqlite3_shell_s: number | null;
}

export interface DataResults {
  import: ImportResult;
  prepare: CaseOutput<'prepare'>;
  encode: CaseOutput<'encode'>;
}

/** The way of a table into the studio: a generated CSV is imported, prepared for training, and encoded once more. */
export class DataMeasurements {
  readonly #run: RunCase;
  readonly #megabytes: number;
  readonly #folder = mkdtempSync(join(tmpdir(), 'kindling-bench-'));
  readonly #dataset = join(this.#folder, 'products.db');
  readonly #tokenizer = join(this.#folder, 'run');

  constructor(run: RunCase, megabytes: number) {
    this.#run = run;
    this.#megabytes = megabytes;
    atExit(() => rmSync(this.#folder, { recursive: true, force: true, maxRetries: 5 }));
  }

  async import(): Promise<ImportResult> {
    const file = join(this.#folder, 'products.csv');
    await this.#run('csv', { file, megabytes: this.#megabytes });
    const result = await this.#run('import', { file, output: this.#dataset });
    const shell = await measureSqliteShell(file, join(this.#folder, 'shell.db'));
    rmSync(file);
    return { ...result, sqlite3_shell_s: shell };
  }

  /** After `import`. */
  async tokenize(): Promise<Pick<DataResults, 'prepare' | 'encode'>> {
    mkdirSync(this.#tokenizer);
    const prepare = await this.#run('prepare', { dataset: this.#dataset, output: this.#tokenizer });
    const encode = await this.#run('encode', { dataset: this.#dataset, tokenizer: this.#tokenizer });
    return { prepare, encode };
  }
}
