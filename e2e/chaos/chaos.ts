import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommanderError } from 'commander';
import { bases } from './bases.ts';
import { damage } from './damage.ts';
import { disk } from './disk.ts';
import { faults } from './faults.ts';
import { type Findings, type Outcome, runScenario } from './findings.ts';
import { kills } from './kills.ts';
import { latency } from './latency.ts';
import { memory } from './memory.ts';
import { type ChaosOptions, createProgram, type ScenarioName } from './options.ts';
import { renderReport } from './report.ts';
import { starts } from './starts.ts';

/** Entry of `npm run chaos`. Results go to stdout; progress, and where the results were written to, to stderr. */
const RESULTS = 'bench-results';
const BROKEN = 1;
const USAGE = 2;

const note = (text: string) => process.stderr.write(`chaos: ${text}\n`);

/** The long form of each. */
const scenarios = ({
  seed,
  kills: count,
}: ChaosOptions): Record<ScenarioName, (findings: Findings) => Promise<void>> => {
  const shape = { steps: 200, saveSteps: 10, evalSteps: 20 };
  return {
    kills: (findings) =>
      kills({ seed, kills: count, rows: 20_000, shape, killsPerRun: 10, studioShare: 0.4 }, findings, note),
    tuned: (findings) =>
      kills({ seed, kills: count, rows: 300, shape, tuned: true, killsPerRun: 10, studioShare: 0.4 }, findings, note),
    bases: (findings) => bases({ seed, kills: Math.ceil(count / 5), rows: 300, shape }, findings, note),
    faults: (findings) => faults({ stride: 1 }, findings, note),
    damage: (findings) => damage({ seed, damages: 500 }, findings),
    disk: (findings) =>
      disk(
        { rows: 300, shape: { ...shape, steps: 100 }, leave: [0, 100_000, 6_000_000], studio: true },
        findings,
        note,
      ),
    memory: (findings) => memory({ rows: 3000, steps: 4 }, findings, note),
    latency: (findings) => latency({ seconds: 30, rows: 20_000, size: 'small', target: 50 }, findings, note),
    starts: (findings) => starts({ rounds: 100 }, findings, note),
  };
};

async function chaos(options: ChaosOptions): Promise<void> {
  note(`seed ${options.seed}`);
  const date = new Date().toISOString();
  const outcomes: Outcome[] = [];
  const results = { date, seed: options.seed, outcomes };
  // Colons are not for names of files on Windows.
  const file = join(RESULTS, `chaos-${date.replaceAll(':', '-')}.json`);
  const root = join(import.meta.dirname, '..', '..');
  mkdirSync(join(root, RESULTS), { recursive: true });
  for (const name of options.only) {
    outcomes.push(await runScenario(name, scenarios(options)[name]));
    // After each: all of it takes long, and may be ended before.
    writeFileSync(join(root, file), `${JSON.stringify(results, null, 2)}\n`);
  }
  process.stdout.write(`${options.json ? JSON.stringify(results) : renderReport(options.seed, outcomes)}\n`);
  note(`the results are in ${file}`);
  if (outcomes.some(({ broken }) => broken.length > 0)) process.exitCode = BROKEN;
}

// What was started, mounted or written to a temporary folder is taken back on the way out.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => {
    note(`ended by ${signal}`);
    process.exit(BROKEN);
  });
}

try {
  await createProgram(chaos).parseAsync();
} catch (error) {
  // Help ends by an exception, too, with exit code 0. Commander has printed its message already.
  if (!(error instanceof CommanderError)) throw error;
  process.exitCode = error.exitCode === 0 ? 0 : USAGE;
}
