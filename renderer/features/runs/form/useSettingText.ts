import { type SettingName, settingTexts } from '../../../../shared/domain/runs/settings.ts';
import type { TrainingSettings } from '../../../../shared/domain/runs/training.ts';
import { bundleOf } from '../../../i18n/bundles.ts';
import { useLanguage } from '../../../i18n/index.ts';

const ENGLISH = settingTexts('en');

interface Words {
  help: string;
  zero?: string;
  choice?: Readonly<Record<string, string>>;
}

/** What is said of settings: what they do, what 0 means, and each of their choices. */
export function useSettingWords(): (name: SettingName) => Words {
  const { training } = bundleOf(useLanguage()).namespaces;
  return (name) => (training ?? ENGLISH)[name];
}

/** A setting of a run as it is read. */
export function useSettingText(): (settings: TrainingSettings, name: SettingName) => string {
  const words = useSettingWords();
  return (settings, name) => {
    const { zero } = words(name);
    return zero !== undefined && settings[name] === 0 ? zero : String(settings[name]);
  };
}
