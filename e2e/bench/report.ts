import type { CaseOutput } from './contract.ts';
import type { DataResults } from './dataMeasurements.ts';
import { describe, type Label, type Standing } from './rounds.ts';
import type { StartupResult } from './startup.ts';
import type { DecodeRow, SuiteResults, TrainRow } from './suite.ts';
import { formatNumber, renderTable } from './table.ts';

/** All results as tables for people. */
export function renderReport(results: SuiteResults): string {
  const { machine, reference, rounds } = results;
  return [
    `${machine.cpu}, ${machine.cores} cores, ${machine.memory_gb} GB, ${machine.platform}, Node ${machine.node}; ` +
      `medians of ${rounds} ${rounds === 1 ? 'round' : 'rounds'}, ours and PyTorch's in turns`,
    ...('missing' in reference ? [`PyTorch is left out: ${reference.missing}`] : []),
    `Training\n${trainTable(results.training)}`,
    `Decoding\n${decodeTable(results.decoding)}`,
    `Data\n${'failed' in results.data ? results.data.failed : dataTable(results.data)}`,
    `Start\n${'failed' in results.startup ? results.startup.failed : startupTable(results.startup)}`,
  ].join('\n\n');
}

/** Beside each of ours: how it does against PyTorch in the same mode. */
function trainTable(standings: readonly Standing<TrainRow>[]): string {
  const done = standings.flatMap((standing) => ('median' in standing ? [standing.median] : []));
  const theirs = (row: TrainRow) =>
    done.find(({ engine, mode, size }) => !isOurs(engine) && mode === row.mode && size === row.size);
  const table = renderTable(
    ['engine', 'size', 'mode', 'tokens/s', '× PyTorch', 'step ms', 'ready s', 'peak MB'],
    standings.map((standing) => {
      if ('failed' in standing) return unmeasured(standing.label);
      const row = standing.median;
      return [
        ...[row.engine, row.size, row.mode, formatNumber(row.tokens_per_s), ratio(row, theirs(row))],
        ...[formatNumber(row.step_ms, 1), formatNumber(row.ready_s, 2), formatNumber(row.peak_rss_mb)],
      ];
    }),
  );
  return [table, ...reasons(standings)].join('\n');
}

/** All against one stream of transformers: that is what a text costs there. */
function decodeTable(standings: readonly Standing<DecodeRow>[]): string {
  const done = standings.flatMap((standing) => ('median' in standing ? [standing.median] : []));
  const single = done.find(({ engine, streams }) => !isOurs(engine) && streams === 1);
  const table = renderTable(
    ['engine', 'size', 'mode', 'streams', 'tokens/s', '× transformers, 1 stream', 'peak MB'],
    standings.map((standing) => {
      if ('failed' in standing) return unmeasured(standing.label);
      const row = standing.median;
      return [
        ...[row.engine, row.size, row.mode, String(row.streams), formatNumber(row.tokens_per_s)],
        ...[ratio(row, single), formatNumber(row.peak_rss_mb)],
      ];
    }),
  );
  return [table, ...reasons(standings)].join('\n');
}

function dataTable({ import: imported, prepare, encode }: DataResults): string {
  const row = (name: string, rate: number, result: CaseOutput<'encode' | 'import' | 'prepare'>) => [
    ...[name, formatNumber(result.megabytes, 1), formatNumber(rate, 1)],
    ...[formatNumber(result.seconds, 2), formatNumber(result.peak_rss_mb)],
  ];
  return renderTable(
    ['what', 'MB', 'MB/s', 'seconds', 'peak MB'],
    [
      row(`import (${formatNumber(imported.rows_per_s)} rows/s)`, imported.mb_per_s, imported),
      [
        '  sqlite3 shell, .import',
        formatNumber(imported.megabytes, 1),
        '',
        formatNumber(imported.sqlite3_shell_s, 2),
        '',
      ],
      row('prepare: tokenizer, ids', prepare.mb_per_s, prepare),
      ['  of it encoding', formatNumber(prepare.megabytes, 1), formatNumber(prepare.encoding_mb_per_s, 1)],
      row('encode (playground)', encode.mb_per_s, encode),
    ],
  );
}

function startupTable({ url_s, page_s, page_reason }: StartupResult): string {
  return renderTable(
    ['what', 'seconds'],
    [
      ['to the address', formatNumber(url_s, 2)],
      [page_reason ? `to the first page (${page_reason})` : 'to the first page', formatNumber(page_s, 2)],
    ],
  );
}

const unmeasured = ({ engine, size, mode, streams }: Label): string[] => [
  ...[engine, size, mode],
  ...(streams === undefined ? [] : [String(streams)]),
  formatNumber(null),
];

/** Why some have no figures. */
const reasons = (standings: readonly Standing<object>[]): string[] =>
  standings.flatMap((standing) => ('failed' in standing ? [`${describe(standing.label)}: ${standing.failed}`] : []));

const isOurs = (engine: string): boolean => engine.startsWith('kindling');

function ratio(row: { engine: string; tokens_per_s: number }, other: { tokens_per_s: number } | undefined): string {
  return other && isOurs(row.engine) ? `${formatNumber(row.tokens_per_s / other.tokens_per_s, 2)}×` : '';
}
