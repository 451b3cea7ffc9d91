import { Accordion, Button, Fieldset, SimpleGrid, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { SizeName } from '../../../../shared/domain/architectures/sizes.ts';
import { SETTING_LEVELS } from '../../../../shared/domain/runs/settingDefinition.ts';
import { settingNamesFor, settingOf } from '../../../../shared/domain/runs/settings.ts';
import type { TaskKind } from '../../../../shared/domain/tasks/index.ts';
import { useFormat } from '../../../ui/format.ts';
import { SettingField } from './SettingField.tsx';
import { changedSettings, invalidSettings, type SettingsDraft, settingValue } from './settingsDraft.ts';

interface Props {
  draft: SettingsDraft;
  size: SizeName;
  /** What for: some defaults are the task's. */
  task: TaskKind;
  /** The training starts from a model. */
  hasBase?: boolean;
  onChange: (draft: SettingsDraft) => void;
}

/** The field's own names, each explained; out of the way until somebody wants them. */
export function AdvancedSettings({ draft, size, task, hasBase = false, onChange }: Props) {
  const { t } = useTranslation('runs');
  const format = useFormat();
  const invalid = invalidSettings(draft);
  const names = settingNamesFor({ hasBase });
  const changed = Object.keys(changedSettings(draft)).length + invalid.length;

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
            {SETTING_LEVELS.map((level) => (
              <Fieldset
                key={level}
                variant="unstyled"
                w="100%"
                legend={<Text fw={600}>{t(`new.level.${level}`)}</Text>}
              >
                <SimpleGrid cols={{ base: 1, sm: 2 }}>
                  {names
                    .filter((name) => settingOf(name).level === level)
                    .map((name) => (
                      <SettingField
                        key={name}
                        name={name}
                        value={settingValue(draft, size, name, task)}
                        invalid={invalid.includes(name)}
                        onChange={(value) => onChange({ ...draft, [name]: value })}
                      />
                    ))}
                </SimpleGrid>
              </Fieldset>
            ))}
            <Button variant="default" disabled={changed === 0} onClick={() => onChange({})}>
              {t('new.reset')}
            </Button>
          </Stack>
        </Accordion.Panel>
      </Accordion.Item>
    </Accordion>
  );
}
