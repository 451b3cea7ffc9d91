import { join } from 'node:path';
import type { Accounted } from './checkImport.ts';
import { FUZZED_FORMATS, type FuzzedFormat } from './mutants.ts';
import { watched } from './watched.ts';

/** `npm run fuzz:import [-- FILES [FORMAT…]]`: so many malformed files of each format are imported, 10,000 unless said otherwise. */
const [files = '10000', ...chosen] = process.argv.slice(2);
const FILES = Number(files);
const FORMATS = FUZZED_FORMATS.filter((format) => chosen.length === 0 || chosen.includes(format));
/** The heap of the process that imports; a reader that piles up dies of it. */
const HEAP_MB = 128;
/** The longest that one small file may take, on a busy machine. */
const FILE_LIMIT_MS = 120_000;

interface Figures {
  rows: number;
  rejected: number;
  stored: number;
  refused: Map<string, number>;
}

const print = (text: string) => process.stdout.write(`${text}\n`);

async function fuzz(format: FuzzedFormat) {
  const figures: Figures = { rows: 0, rejected: 0, stored: 0, refused: new Map() };
  const script = join(import.meta.dirname, 'fuzz.worker.ts');
  const watch = { script, args: [format], files: FILES, heapMb: HEAP_MB, limitMs: FILE_LIMIT_MS };
  const { failures, rssMb } = await watched(watch, (accounted: Accounted) => count(figures, accounted));
  return { ...figures, failures, rssMb };
}

function count(figures: Figures, { rows, rejected, refused }: Accounted): void {
  figures.rows += rows;
  figures.rejected += rejected;
  if (refused === null) figures.stored++;
  else figures.refused.set(refused, (figures.refused.get(refused) ?? 0) + 1);
}

let failed = 0;
for (const format of FORMATS) {
  const start = performance.now();
  const { rows, rejected, stored, refused, failures, rssMb } = await fuzz(format);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  const codes = [...refused].map(([code, files]) => `${files} ${code}`).join(', ');
  print(
    `${format}: ${FILES} files in ${seconds} s, peak ${rssMb} MB: ${stored} stored with ${rows} rows and ${rejected} rejected ones; ` +
      `refused: ${codes || 'none'}; crashed, hung or unaccounted: ${failures.length}`,
  );
  for (const { seed, what } of failures.slice(0, 20)) print(`  ${format} ${seed}: ${what}`);
  failed += failures.length;
}
process.exitCode = failed > 0 ? 1 : 0;
