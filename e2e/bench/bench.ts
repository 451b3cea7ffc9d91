import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommanderError } from 'commander';
import { AppError, toAppError } from '../../shared/errors/errors.ts';
import { measureBase } from './base.ts';
import { DataMeasurements } from './dataMeasurements.ts';
import { measureEmbed } from './embed.ts';
import { isolatedCases } from './isolated.ts';
import { type BenchCommands, createProgram } from './options.ts';
import { renderReport } from './report.ts';
import { measureStartup } from './startup.ts';
import { runSuite } from './suite.ts';
import { formatNumber, renderTable } from './table.ts';

/**
 * Entry of `npm run bench`. Results go to stdout; progress, and where the results were written to, to stderr.
 */
const RESULTS = 'bench-results';
const FAILED = 1;
const USAGE = 2;

const print = (text: string) => process.stdout.write(`${text}\n`);
const note = (text: string) => process.stderr.write(`bench: ${text}\n`);
const result = (json: boolean, value: unknown, text: string) => print(json ? JSON.stringify(value) : text);

const commands: BenchCommands = {
  async suite(options) {
    const results = await runSuite(await isolatedCases(), options, note);
    // Colons are not for names of files on Windows.
    const file = join(RESULTS, `${results.date.replaceAll(':', '-')}.json`);
    const root = join(import.meta.dirname, '..', '..');
    mkdirSync(join(root, RESULTS), { recursive: true });
    writeFileSync(join(root, file), `${JSON.stringify(results, null, 2)}\n`);
    result(options.json, results, renderReport(results));
    note(`the results are in ${file}`);
  },

  async train({ json, ...input }) {
    const run = await isolatedCases();
    const row = await run('train', input);
    result(
      json,
      row,
      `${row.engine}, ${row.size} ${row.mode}: ${formatNumber(row.tokens_per_s)} tokens/s, ${row.step_ms} ms a step, ` +
        `ready in ${row.ready_s} s, peak ${formatNumber(row.peak_rss_mb)} MB`,
    );
  },

  async tune({ json, ...input }) {
    const run = await isolatedCases();
    const row = await run('tune', input);
    result(
      json,
      row,
      `${row.engine}, ${row.size} ${row.mode}: ${formatNumber(row.tokens_per_s)} tokens/s, ${row.step_ms} ms a step, ` +
        `ready in ${row.ready_s} s, peak ${formatNumber(row.peak_rss_mb)} MB`,
    );
  },

  async decode({ json, ...input }) {
    const run = await isolatedCases();
    const row = await run('decode', input);
    result(
      json,
      row,
      `${row.engine}, ${row.size} ${row.mode}, ${row.streams} × ${row.tokens} tokens: ` +
        `${formatNumber(row.tokens_per_s)} tokens/s, peak ${formatNumber(row.peak_rss_mb)} MB`,
    );
  },

  async base({ json, ...options }) {
    const standings = await measureBase(await isolatedCases(), options, note);
    const rows = standings.map((standing) => {
      const { engine, mode } = standing.label;
      if ('failed' in standing) return [engine, mode, standing.failed];
      const { median, rounds } = standing;
      const loads = rounds.map(({ load }) => formatNumber(load, 1)).join(', ');
      return [median.engine, mode, formatNumber(median.tokens_per_s, 1), formatNumber(median.peak_rss_mb), loads];
    });
    result(json, standings, renderTable(['engine', 'mode', 'tokens/s', 'peak MB', 'load of each round'], rows));
  },

  async serve({ json, gguf = null, ...input }) {
    const run = await isolatedCases();
    const row = await run('serve', { gguf, ...input });
    result(
      json,
      row,
      `${row.engine}, ${row.tokens} tokens of each: one text ${formatNumber(row.tokens_per_s_alone)} tokens/s, ${row.streams} together ` +
        `${formatNumber(row.tokens_per_s)}; first token after ${row.prompt_tokens} tokens in ${row.first_token_ms} ms ` +
        `(processor ${row.first_token_cpu_ms}), known but for the last one in ${row.cached_first_token_ms} (${row.cached_first_token_cpu_ms}), ` +
        `all known in ${row.again_first_token_ms} (${row.again_first_token_cpu_ms}); peak ${formatNumber(row.peak_rss_mb)} MB`,
    );
  },

  async tokenize({ json, megabytes }) {
    const data = new DataMeasurements(await isolatedCases(), megabytes);
    await data.import();
    const { prepare, encode } = await data.tokenize();
    result(
      json,
      { prepare, encode },
      `prepare ${prepare.mb_per_s} MB/s (its encoding ${prepare.encoding_mb_per_s} MB/s, peak ${prepare.peak_rss_mb} MB); ` +
        `encode in the playground ${encode.mb_per_s} MB/s`,
    );
  },

  async import({ json, megabytes }) {
    const row = await new DataMeasurements(await isolatedCases(), megabytes).import();
    result(
      json,
      row,
      `${formatNumber(row.megabytes, 1)} MB in ${row.seconds} s: ${formatNumber(row.rows_per_s)} rows/s, ` +
        `${row.mb_per_s} MB/s, peak ${row.peak_rss_mb} MB; ` +
        (row.sqlite3_shell_s === null ? 'no sqlite3 shell to compare with' : `sqlite3 shell ${row.sqlite3_shell_s} s`),
    );
  },

  async embed({ json, ...options }) {
    const standings = await measureEmbed(await isolatedCases(), options, note);
    const rows = standings.map((standing) => {
      const { engine } = standing.label;
      if ('failed' in standing) return [engine, standing.failed];
      const { median, rounds } = standing;
      const each = rounds.map(({ texts_per_s, load }) => `${formatNumber(texts_per_s, 1)} (${load})`).join(', ');
      return [median.engine, formatNumber(median.texts_per_s, 1), formatNumber(median.peak_rss_mb), each];
    });
    result(json, standings, renderTable(['engine', 'texts/s', 'peak MB', 'each round (load)'], rows));
  },

  async search({ json, ...input }) {
    const run = await isolatedCases();
    const row = await run('search', input);
    result(
      json,
      row,
      `${formatNumber(row.rows)} rows of ${row.dimensions} numbers: ${row.ms} ms a query (fastest ${row.fastest_ms}; each row looked at: ` +
        `${row.exact_ms} ms), recall@10 ${row.recall_at_10}, index in ${row.index_s} s, peak ${formatNumber(row.peak_rss_mb)} MB`,
    );
  },

  async startup({ json, rounds }) {
    const row = await measureStartup(rounds);
    const page = row.page_s === null ? `no page: ${row.page_reason}` : `${row.page_s} s to a page`;
    result(json, row, `${row.url_s} s to the address, ${page}`);
  },
};

// What was started or written to a temporary folder is taken back on the way out.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(FAILED));

try {
  await createProgram(commands).parseAsync();
} catch (thrown) {
  const usage = thrown instanceof CommanderError;
  // Help ends by an exception, too, with exit code 0. Commander has printed its message already.
  const failed = !usage || thrown.exitCode !== 0;
  process.exitCode = failed ? (usage ? USAGE : FAILED) : 0;
  if (failed) {
    const error = usage
      ? new AppError('bad_input', { path: 'command line', problem: thrown.message })
      : toAppError(thrown);
    if (!usage) note(error.message);
    if (process.argv.includes('--json')) {
      print(JSON.stringify({ error: { code: error.code, message: error.message, details: error.details } }));
    }
  }
}
