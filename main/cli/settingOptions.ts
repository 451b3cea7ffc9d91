import { type Command, InvalidArgumentError, Option } from 'commander';
import { SIZE_PRESETS } from '../../shared/domain/architectures/sizes.ts';
import {
  offeredOf,
  SETTING_LEVELS,
  type Setting,
  type SettingLevel,
} from '../../shared/domain/runs/settingDefinition.ts';
import { SETTING_NAMES, type SettingName, settingOf } from '../../shared/domain/runs/settings.ts';
import type { TrainingSettings } from '../../shared/domain/runs/training.ts';

const GROUPS: Record<SettingLevel, string> = {
  basic: 'Common settings:',
  advanced: 'More settings:',
  expert: 'Settings for experts:',
};

const ON_TOP_OF_A_MODEL = 'Settings of training on top of a model:';

/** Gives a command an option for each setting, or for those that change what a step costs. */
export function addSettingOptions(command: Command, { costs = false } = {}): Command {
  for (const level of SETTING_LEVELS) {
    for (const name of SETTING_NAMES) {
      const setting = settingOf(name);
      if (setting.level !== level || (costs && !setting.costs)) continue;
      command.addOption(settingOption(name).helpGroup(setting.needs === 'base' ? ON_TOP_OF_A_MODEL : GROUPS[level]));
    }
  }
  return command;
}

/** Settings that options named; what was left out follows the size's default. */
export function givenSettings(options: Readonly<Record<string, unknown>>): Partial<TrainingSettings> {
  const given = SETTING_NAMES.flatMap((name) => {
    const value = options[settingOption(name).attributeName()];
    const setting = settingOf(name);
    // Commander knows a flag with a no- form as true unless it was given.
    const isGiven = value !== undefined && !(setting.kind === 'boolean' && value === setting.default);
    return isGiven ? [[name, value]] : [];
  });
  return Object.fromEntries(given);
}

/** The option of a setting as it is typed in. */
export const longFlagOf = (name: SettingName): string => settingOption(name).long ?? '';

export function settingOption(name: SettingName): Option {
  const setting = settingOf(name);
  const flag = setting.flag ?? name.replaceAll('_', '-');
  const help = `${setting.help} (${[rangeOf(setting), `default: ${defaultOf(setting)}`].filter(Boolean).join('; ')})`;
  switch (setting.kind) {
    case 'boolean':
      return setting.default === true
        ? new Option(`--no-${flag}`, `Turns this off: ${setting.help}`)
        : new Option(`--${flag}`, setting.help);
    case 'choice':
      return new Option(`--${flag} <choice>`, help).choices(offeredOf(setting));
    case 'names':
      return new Option(`--${flag} <list>`, help).argParser((text) => {
        if (setting.schema.safeParse(text).success) return text;
        throw new InvalidArgumentError('It has to be names, with commas between them.');
      });
    default:
      return new Option(`--${flag} <${setting.kind === 'integer' ? 'n' : 'x'}>`, help).argParser((text) => {
        const value = Number(text);
        if (text.trim() !== '' && setting.schema.safeParse(value).success) return value;
        const kind = setting.kind === 'integer' ? 'a whole number' : 'a number';
        throw new InvalidArgumentError(`It has to be ${kind}, ${rangeOf(setting)}.`);
      });
  }
}

function rangeOf(setting: Setting): string {
  if (setting.kind === 'boolean' || setting.kind === 'choice' || setting.kind === 'names') return '';
  const { min = 0, above, max } = setting;
  return above === undefined ? `${min} to ${max}` : `above ${above}, at most ${max}`;
}

/** What is taken where nothing is given: a value, or that of each size. */
function defaultOf(setting: Setting): string {
  const { default: value } = setting;
  if (typeof value !== 'function') return String(value);
  return Object.entries(SIZE_PRESETS)
    .map(([size, preset]) => `${value(preset)} for ${size}`)
    .join(', ');
}
