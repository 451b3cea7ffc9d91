import { Accordion, Button, NumberInput, Select, SimpleGrid, Stack, Switch, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { SizeName } from '../../../../shared/domain/architectures/llama.ts';
import { PrecisionSetting } from '../../../../shared/domain/engines/execution.ts';
import { type NumericSettingName, TruncationSide } from '../../../../shared/domain/runs/training.ts';
import { useFormat } from '../../../ui/format.ts';
import {
  changedSettings,
  invalidSettings,
  NUMBER_FIELDS,
  type SettingsDraft,
  settingRange,
  settingValue,
} from './settingsDraft.ts';

interface Props {
  draft: SettingsDraft;
  size: SizeName;
  onChange: (draft: SettingsDraft) => void;
}

/** The field's own names, each explained; out of the way until somebody wants them. */
export function AdvancedSettings({ draft, size, onChange }: Props) {
  const { t } = useTranslation('runs');
  const format = useFormat();
  const invalid = invalidSettings(draft);
  const changed = Object.keys(changedSettings(draft)).length + invalid.length;

  const rangeText = (name: NumericSettingName) => {
    const { min, max, above, integer } = settingRange(name);
    const key = integer ? 'new.rangeWhole' : above ? 'new.rangeAbove' : 'new.rangeFrom';
    return t(key, { min: format.number(min), max: format.number(max) });
  };

  return (
    <Accordion variant="contained" defaultValue={null}>
      <Accordion.Item value="advanced">
        <Accordion.Control>
          {t('new.advanced')}
          {changed > 0 && (
            <Text span size="sm" c="dimmed" ml="sm">
              {t('new.changed', { count: changed, formatted: format.integer(changed) })}
            </Text>
          )}
        </Accordion.Control>
        <Accordion.Panel>
          <Stack gap="md" align="start">
            <SimpleGrid cols={{ base: 1, sm: 2 }} w="100%">
              {NUMBER_FIELDS.map(({ name, step }) => (
                <NumberInput
                  key={name}
                  label={<code>{name}</code>}
                  description={t(`setting.${name}`)}
                  value={settingValue(draft, size, name)}
                  onChange={(value) => onChange({ ...draft, [name]: value })}
                  step={step}
                  allowDecimal={!settingRange(name).integer}
                  allowNegative={false}
                  decimalScale={8}
                  clampBehavior="none"
                  error={invalid.includes(name) && rangeText(name)}
                />
              ))}
              <Select
                label={<code>precision</code>}
                description={t('setting.precision')}
                data={PrecisionSetting.options.map((value) => ({ value, label: t(`precision.${value}`) }))}
                value={settingValue(draft, size, 'precision')}
                onChange={(value) => onChange({ ...draft, ...(value && { precision: value }) })}
                allowDeselect={false}
              />
              <Select
                label={<code>truncation_side</code>}
                description={t('setting.truncation_side')}
                data={TruncationSide.options.map((value) => ({ value, label: t(`truncation.${value}`) }))}
                value={settingValue(draft, size, 'truncation_side')}
                onChange={(value) => onChange({ ...draft, ...(value && { truncation_side: value }) })}
                allowDeselect={false}
              />
              <Switch
                label={<code>load_best_model_at_end</code>}
                description={t('setting.load_best_model_at_end')}
                checked={settingValue(draft, size, 'load_best_model_at_end') === 'true'}
                onChange={(event) => onChange({ ...draft, load_best_model_at_end: event.currentTarget.checked })}
              />
            </SimpleGrid>
            <Button variant="default" disabled={changed === 0} onClick={() => onChange({})}>
              {t('new.reset')}
            </Button>
          </Stack>
        </Accordion.Panel>
      </Accordion.Item>
    </Accordion>
  );
}
