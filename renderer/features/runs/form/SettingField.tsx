import { NumberInput, Select, Switch, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type NumberSetting, offeredOf } from '../../../../shared/domain/runs/settingDefinition.ts';
import { type SettingName, settingOf } from '../../../../shared/domain/runs/settings.ts';
import { useFormat } from '../../../ui/format.ts';
import { useSettingWords } from './useSettingText.ts';

interface Props {
  name: SettingName;
  /** What stands in the field. */
  value: string;
  invalid: boolean;
  /** Where it may be less than for any training. */
  most?: number | undefined;
  /** Of its choices, those that fit. */
  offered?: readonly string[] | undefined;
  onChange: (value: number | string | boolean) => void;
}

/** The field of a setting, as its definition has it. */
export function SettingField({ name, value, invalid, most, offered, onChange }: Props) {
  const words = useSettingWords()(name);
  const { t } = useTranslation('runs');
  const rangeText = useRangeText();
  const setting = settingOf(name);
  const labels = { label: <code>{name}</code>, description: words.help };
  switch (setting.kind) {
    case 'number':
    case 'integer':
      return (
        <NumberInput
          {...labels}
          value={value}
          onChange={onChange}
          step={setting.step}
          allowDecimal={setting.kind === 'number'}
          allowNegative={(setting.min ?? setting.above ?? 0) < 0}
          decimalScale={8}
          clampBehavior="none"
          error={invalid && rangeText(setting, most)}
        />
      );
    case 'choice':
      return (
        <Select
          {...labels}
          data={(offered ?? offeredOf(setting)).map((choice) => ({
            value: choice,
            label: words.choice?.[choice] ?? setting.choices[choice] ?? choice,
          }))}
          value={value}
          onChange={(chosen) => chosen !== null && onChange(chosen)}
          allowDeselect={false}
        />
      );
    case 'names':
      return (
        <TextInput
          {...labels}
          value={value}
          onChange={(event) => onChange(event.currentTarget.value)}
          error={invalid && t('new.namesExpected')}
        />
      );
    case 'boolean':
      return (
        <Switch {...labels} checked={value === 'true'} onChange={(event) => onChange(event.currentTarget.checked)} />
      );
    default:
      throw setting satisfies never;
  }
}

function useRangeText(): (setting: NumberSetting, most?: number) => string {
  const { t } = useTranslation('runs');
  const format = useFormat();
  return ({ kind, min, above, max }, most = max) => {
    const key = kind === 'integer' ? 'new.rangeWhole' : above === undefined ? 'new.rangeFrom' : 'new.rangeAbove';
    return t(key, { min: format.number(above ?? min ?? 0), max: format.number(Math.min(max, most)) });
  };
}
