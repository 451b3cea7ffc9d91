import type { Command } from 'commander';
import type { Run } from '../../shared/domain/runs/run.ts';
import { SETTING_NAMES, type SettingName } from '../../shared/domain/runs/settings.ts';
import { badOption } from './badOption.ts';
import { factsLine } from './factsLine.ts';
import { settingOption } from './settingOptions.ts';

/** An option as it was typed in. */
export interface GivenOption {
  /** As commander keeps it: `batchSize`. */
  name: string;
  /** `--batch-size` */
  flag: string;
  value: unknown;
}

/** What was typed in, and not what is meant where nothing is. */
export const givenOptions = (command: Command): GivenOption[] =>
  command.options.flatMap((option) => {
    const name = option.attributeName();
    const isTyped = command.getOptionValueSource(name) === 'cli';
    const value = command.getOptionValue(name);
    // A flag and its no- form are two options of one name.
    const isThis = typeof value !== 'boolean' || option.negate === !value;
    return isTyped && isThis ? [{ name, flag: option.long ?? name, value }] : [];
  });

/** Of the command, and of going on. */
const OF_RESUMING = ['home', 'json', 'resume', 'fromStep', 'extend'];

const SETTINGS = new Map<string, SettingName>(SETTING_NAMES.map((name) => [settingOption(name).attributeName(), name]));

const AS_IT_WAS = 'leave it out, or train a new run';

/**
 * A run goes on as it was begun: options that say otherwise are refused, by the first of them. What says the same as the run is no harm.
 *
 * @throws AppError `bad_input` with the option, the run's own value, and what can be done
 */
export function checkResumed(given: readonly GivenOption[], run: Run): void {
  const extends_ = given.some(({ name }) => name === 'extend');
  for (const { name, flag, value } of given) {
    if (OF_RESUMING.includes(name)) continue;
    const setting = SETTINGS.get(name);
    if (setting === 'learning_rate' && !extends_) continue;
    const own = setting === undefined ? ownValue(name, run) : run.settings[setting];
    if (own !== null && String(own) === String(value)) continue;
    const kept = own === null ? factsLine(run.recipe) : String(own);
    const remedy =
      setting === 'learning_rate'
        ? 'leave it out: what --extend adds follows the run’s schedule'
        : name === 'steps' || name === 'minutes'
          ? 'leave it out, or add steps with --extend'
          : name === 'name'
            ? 'leave it out; a run is renamed in the studio'
            : AS_IT_WAS;
    throw badOption(flag, `the run has its own (${kept}) and keeps it when it is resumed: ${remedy}`);
  }
}

/** What the run has in the place of an option that is no setting; `null` where its recipe says it. */
function ownValue(name: string, run: Run): string | number | null {
  const { budget, split } = run;
  switch (name) {
    case 'dataset':
      return run.datasetId;
    case 'size':
      return run.size;
    case 'base':
      return run.model.base?.id ?? 'none';
    case 'frozenBody':
      return String(run.settings.tuning === 'frozen');
    case 'steps':
    case 'minutes':
      if (budget.kind === name) return budget.kind === 'steps' ? budget.steps : budget.minutes;
      return budget.kind === 'steps' ? `${budget.steps} steps` : `${budget.minutes} minutes`;
    case 'name':
      return run.name;
    case 'recipe':
      return run.recipe.kind;
    case 'fidelityField':
      return run.fidelityFields?.join(',') ?? 'none chosen';
    default:
      return name in SPLIT_NAMES ? split.kind : null;
  }
}

/** Options of a split; only its kind is told of the run. */
const SPLIT_NAMES = {
  ...{ split: true, splitColumn: true, validationShare: true, testShare: true },
  ...{ validationValues: true, testValues: true },
};
