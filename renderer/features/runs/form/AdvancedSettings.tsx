import { Accordion, Button, Fieldset, SimpleGrid, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { freshArchitecturesFor } from '../../../../shared/domain/architectures/index.ts';
import { SETTING_LEVELS } from '../../../../shared/domain/runs/settingDefinition.ts';
import { type SettingName, settingOf } from '../../../../shared/domain/runs/settings.ts';
import type { TrainingSettings } from '../../../../shared/domain/runs/training.ts';
import type { TaskKind } from '../../../../shared/domain/tasks/index.ts';
import { useFormat } from '../../../ui/format.ts';
import { SettingField } from './SettingField.tsx';
import { invalidSettings, type SettingsDraft, settingValue } from './settingsDraft.ts';

interface Props {
  draft: SettingsDraft;
  /** What is shown, in its order. */
  names: readonly SettingName[];
  defaults: TrainingSettings;
  /** Of the model's context, where the training starts from one. */
  mostTokens: number | undefined;
  /** What is trained. */
  task: TaskKind;
  onChange: (draft: SettingsDraft) => void;
}

/** The field's own names, each explained; out of the way until somebody wants them. */
export function AdvancedSettings({ draft, names, defaults, mostTokens, task, onChange }: Props) {
  const { t } = useTranslation('runs');
  const format = useFormat();
  const invalid = invalidSettings(draft, mostTokens).filter((name) => names.includes(name));
  const changed = Object.keys(draft).filter((name) => names.includes(name as SettingName)).length;

  return (
    <Accordion variant="contained" defaultValue={null} keepMounted={false}>
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
                        value={settingValue(draft, defaults, name)}
                        invalid={invalid.includes(name)}
                        most={name === 'context_length' ? mostTokens : undefined}
                        offered={name === 'architecture' ? freshArchitecturesFor(task) : undefined}
                        onChange={(value) => onChange({ ...draft, [name]: value })}
                      />
                    ))}
                </SimpleGrid>
              </Fieldset>
            ))}
            <Button variant="default" disabled={changed === 0} onClick={() => onChange(without(draft, names))}>
              {t('new.reset')}
            </Button>
          </Stack>
        </Accordion.Panel>
      </Accordion.Item>
    </Accordion>
  );
}

const without = (draft: SettingsDraft, names: readonly SettingName[]): SettingsDraft =>
  Object.fromEntries(Object.entries(draft).filter(([name]) => !names.includes(name as SettingName)));
