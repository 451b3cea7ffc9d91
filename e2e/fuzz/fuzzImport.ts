import { fork } from 'node:child_process';
import { join } from 'node:path';
import type { Accounted } from './checkImport.ts';
import { FUZZED_FORMATS, type FuzzedFormat } from './mutants.ts';

/** `npm run fuzz:import [-- FILES [FORMAT…]]`: so many malformed files of each format are imported, 10,000 unless said otherwise. */
const [files = '10000', ...chosen] = process.argv.slice(2);
const FILES = Number(files);
const FORMATS = FUZZED_FORMATS.filter((format) => chosen.length === 0 || chosen.includes(format));
/** The heap of the process that imports; a reader that piles up dies of it. */
const HEAP_MB = 128;
/** The longest that one small file may take, on a busy machine. */
const FILE_LIMIT_MS = 120_000;

type Message =
  | { seed: number; started: true }
  | { seed: number; accounted: Accounted }
  | { seed: number; problem: string }
  | { rssMb: number };

interface Figures {
  rows: number;
  rejected: number;
  stored: number;
  refused: Map<string, number>;
  failures: { seed: number; what: string }[];
  rssMb: number;
}

const print = (text: string) => process.stdout.write(`${text}\n`);

async function fuzz(format: FuzzedFormat): Promise<Figures> {
  const figures: Figures = { rows: 0, rejected: 0, stored: 0, refused: new Map(), failures: [], rssMb: 0 };
  // After a crash or a hang the rest is imported by a new process.
  for (let next = 0; next < FILES; ) next = await runFrom(format, next, figures);
  return figures;
}

/** Resolves with the number of the file to go on with. */
function runFrom(format: FuzzedFormat, from: number, figures: Figures): Promise<number> {
  return new Promise((resolve) => {
    const child = fork(join(import.meta.dirname, 'fuzz.worker.ts'), [format, String(from), String(FILES)], {
      execArgv: ['--no-warnings', `--max-old-space-size=${HEAP_MB}`],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    let current = from;
    let hung = false;
    const hang = () => {
      hung = true;
      child.kill('SIGKILL');
    };
    let limit = setTimeout(hang, FILE_LIMIT_MS);
    child.on('message', (message: Message) => {
      if ('rssMb' in message) figures.rssMb = Math.max(figures.rssMb, message.rssMb);
      else if ('started' in message) {
        current = message.seed;
        clearTimeout(limit);
        limit = setTimeout(hang, FILE_LIMIT_MS);
      } else {
        if ('problem' in message) figures.failures.push({ seed: message.seed, what: message.problem });
        else count(figures, message.accounted);
        current = message.seed + 1;
      }
    });
    child.once('close', (code, signal) => {
      clearTimeout(limit);
      if (current >= FILES) return resolve(FILES);
      const what = hung ? 'it hangs' : `the process ended: ${signal ?? `exit code ${code}`}`;
      figures.failures.push({ seed: current, what });
      resolve(current + 1);
    });
  });
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
