import { Command, InvalidArgumentError, Option } from 'commander';

/** What is done to the studio, in this order. */
export const SCENARIOS = [
  'kills',
  'tuned',
  'bases',
  'faults',
  'damage',
  'disk',
  'memory',
  'latency',
  'starts',
] as const;
export type ScenarioName = (typeof SCENARIOS)[number];

export interface ChaosOptions {
  /** Of all that is random; the same one does the same again. */
  seed: number;
  kills: number;
  only: readonly ScenarioName[];
  /** One line of JSON instead of text. */
  json: boolean;
}

const LARGEST_SEED = 2 ** 32;

const count = (text: string): number => {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0 || value >= LARGEST_SEED) {
    throw new InvalidArgumentError('not a whole number from 0 on');
  }
  return value;
};
const scenarios = (text: string): ScenarioName[] => {
  const names: readonly string[] = text.split(',');
  const unknown = names.find((name) => !SCENARIOS.some((scenario) => scenario === name));
  if (unknown !== undefined) throw new InvalidArgumentError(`there is no “${unknown}”, but ${SCENARIOS.join(', ')}`);
  return SCENARIOS.filter((scenario) => names.includes(scenario));
};

export function createProgram(action: (options: ChaosOptions) => Promise<void>): Command {
  return new Command('chaos')
    .description('Kills the studio, breaks its disk and takes its memory away, and tells which of its promises hold.')
    .showHelpAfterError()
    .exitOverride()
    .addOption(
      new Option('--seed <n>', 'do what was done with this seed')
        .argParser(count)
        .default(Date.now() % LARGEST_SEED, 'new'),
    )
    .addOption(new Option('--kills <n>', 'how often training is killed').argParser(count).default(50))
    .addOption(
      new Option('--only <list>', `some of ${SCENARIOS.join(', ')}`).argParser(scenarios).default(SCENARIOS, 'all'),
    )
    .option('--json', 'one line of JSON on stdout', false)
    .action(action);
}
