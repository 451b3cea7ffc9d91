import { useTranslation } from 'react-i18next';
import type { TrainingSettings } from '../../../../shared/domain/runs/training.ts';
import type { SettingName } from './settingsDraft.ts';

/** What 0 means where it is no number: by itself "eval_steps 0" reads as if a run was never evaluated. */
const ZERO = ['eval_steps', 'save_steps', 'early_stopping_patience', 'max_grad_norm'] as const satisfies SettingName[];

/** A setting of a run as it is read. */
export function useSettingText(): (settings: TrainingSettings, name: SettingName) => string {
  const { t } = useTranslation('runs');
  return (settings, name) => {
    const zero = ZERO.find((candidate) => candidate === name);
    return zero && settings[zero] === 0 ? t(`zero.${zero}`) : String(settings[name]);
  };
}
