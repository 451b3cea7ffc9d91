import {
  ActionIcon,
  Button,
  Collapse,
  Group,
  NumberInput,
  Paper,
  SegmentedControl,
  Stack,
  Switch,
  TagsInput,
  Text,
  Title,
  Tooltip,
} from '@mantine/core';
import { IconChevronDown, IconChevronUp, IconDice5 } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { escapeStop, unescapeStop } from '../../../../shared/domain/models/stopText.ts';
import { useFormat } from '../../../ui/format.ts';
import {
  CHAT_PARAMETERS,
  DEFAULT_PARAMETERS,
  invalidParameters,
  MAX_SEED,
  NUMBER_PARAMETERS,
  PRESETS,
  type Preset,
  presetOf,
  randomSeed,
  withPreset,
} from './parameters.ts';
import { usePlaygroundStore } from './playgroundStore.ts';

const MAX_STOPS = 16;

/** How much is left to chance, as one of three presets; below, all sampling settings by their usual names, each explained. */
export function ParameterPanel({ of = 'parameters' }: { of?: 'parameters' | 'chatParameters' }) {
  const { t } = useTranslation('playground');
  const format = useFormat();
  const { [of]: parameters, seedLocked, unfolded, set } = usePlaygroundStore();
  const usual = of === 'parameters' ? DEFAULT_PARAMETERS : CHAT_PARAMETERS;
  const invalid = invalidParameters(parameters);
  const change = (patch: Partial<typeof parameters>) => set({ [of]: { ...parameters, ...patch } });
  const preset = presetOf(parameters);
  // What is wrong must be in view.
  const open = unfolded || invalid.length > 0;
  const range = (min: number, max: number) =>
    t('parameters.range', { min: format.number(min), max: format.integer(max) });

  return (
    <Paper component="section" withBorder p="md" aria-labelledby="parameters">
      <Group justify="space-between" mb="sm">
        <Title order={2} size="h4" id="parameters">
          {t('parameters.title')}
        </Title>
        <Button
          size="compact-sm"
          variant="subtle"
          onClick={() => set({ [of]: { ...usual, seed: randomSeed(Math.random) }, seedLocked: false })}
        >
          {t('parameters.reset')}
        </Button>
      </Group>
      <SegmentedControl
        fullWidth
        size="xs"
        aria-labelledby="parameters"
        value={preset ?? ''}
        onChange={(value) => set({ [of]: withPreset(parameters, value as Preset) })}
        data={PRESETS.map((value) => ({ value, label: t(`parameters.preset.${value}`) }))}
      />
      <Text size="xs" c="dimmed" mt={4} mih="2lh">
        {t(`parameters.presetHint.${preset ?? 'custom'}`)}
      </Text>
      <Button
        size="compact-sm"
        variant="subtle"
        px={0}
        aria-expanded={open}
        rightSection={open ? <IconChevronUp size={16} aria-hidden /> : <IconChevronDown size={16} aria-hidden />}
        onClick={() => set({ unfolded: !open })}
      >
        {t(open ? 'parameters.hide' : 'parameters.show')}
      </Button>
      <Collapse expanded={open}>
        <Stack gap="sm" mt="xs">
          {NUMBER_PARAMETERS.map(({ name, min, max, step }) => (
            <NumberInput
              key={name}
              label={<code>{name}</code>}
              description={t(`parameters.${name}`)}
              value={parameters[name]}
              onChange={(value) => change({ [name]: value })}
              step={step}
              min={min}
              max={max}
              allowNegative={false}
              clampBehavior="none"
              error={invalid.includes(name) && range(min, max)}
            />
          ))}
          <TagsInput
            label={<code>stop</code>}
            description={t('parameters.stop')}
            placeholder={parameters.stop.length === 0 ? t('parameters.stopPlaceholder') : ''}
            value={parameters.stop.map(escapeStop)}
            onChange={(stops) => change({ stop: stops.map(unescapeStop) })}
            splitChars={[]}
            maxTags={MAX_STOPS}
          />
          <Group align="end" gap="xs" wrap="nowrap">
            <NumberInput
              flex={1}
              label={<code>seed</code>}
              description={t('parameters.seed')}
              value={parameters.seed}
              // Who types a seed wants this one.
              onChange={(seed) => seed !== parameters.seed && set({ [of]: { ...parameters, seed }, seedLocked: true })}
              allowDecimal={false}
              allowNegative={false}
              clampBehavior="none"
              error={invalid.includes('seed') && range(0, MAX_SEED)}
            />
            <Tooltip label={t('parameters.newSeed')}>
              <ActionIcon
                size="input-sm"
                variant="default"
                aria-label={t('parameters.newSeed')}
                onClick={() => change({ seed: randomSeed(Math.random) })}
              >
                <IconDice5 size={18} aria-hidden />
              </ActionIcon>
            </Tooltip>
          </Group>
          <Switch
            label={t('parameters.lockSeed')}
            description={t('parameters.lockSeedHint')}
            checked={seedLocked}
            onChange={(event) => set({ seedLocked: event.currentTarget.checked })}
          />
        </Stack>
      </Collapse>
    </Paper>
  );
}
