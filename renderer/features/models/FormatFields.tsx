import { Group, Radio, Select, Switch, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { AnyModelFacts, GivenOptions } from '../../../shared/domain/formats/format.ts';
import { type FormatKind, formatsFor, formatTexts, optionsFor } from '../../../shared/domain/formats/index.ts';
import { useLanguage } from '../../i18n/index.ts';
import { RadioCards } from '../../ui/RadioCards.tsx';
import classes from './models.module.css';

/** The formats that are meant for a model with what each is for. Where there is one only, there is nothing to choose. */
export function FormatChoice(props: {
  model: AnyModelFacts;
  value: FormatKind;
  disabled: boolean;
  onChange: (format: FormatKind) => void;
}) {
  const { model, value, disabled, onChange } = props;
  const { t } = useTranslation('models');
  const language = useLanguage();
  const formats = formatsFor(model);
  const [first, ...others] = formats;
  if (others.length === 0) {
    const { name, description } = formatTexts(first, language);
    return (
      <div>
        <Text>
          {t('export.format')}: {name}
        </Text>
        <Text size="sm" c="dimmed">
          {description}
        </Text>
      </div>
    );
  }
  return (
    <RadioCards
      label={t('export.format')}
      values={formats}
      value={value}
      columns={{ base: 1, sm: 2, lg: 3 }}
      className={classes.card}
      onChange={(format) => disabled || onChange(format)}
    >
      {(format) => {
        const { name, description } = formatTexts(format, language);
        return (
          <Group wrap="nowrap" align="start">
            <Radio.Indicator />
            <div>
              <Text fw={600}>{name}</Text>
              <Text size="sm" c="dimmed">
                {description}
              </Text>
            </div>
          </Group>
        );
      }}
    </RadioCards>
  );
}

/** A field for each option of a format that is a question for the model. */
export function FormatOptions(props: {
  format: FormatKind;
  model: AnyModelFacts;
  value: GivenOptions;
  disabled: boolean;
  onChange: (value: GivenOptions) => void;
}) {
  const { format, model, value, disabled, onChange } = props;
  const texts = formatTexts(format, useLanguage()).options;
  return Object.entries(optionsFor(format, model)).map(([name, option]) => {
    const { label, help, values } = { values: {} as Record<string, string>, label: name, help: '', ...texts[name] };
    const given = value[name] ?? option.default;
    const set = (chosen: boolean | string) => onChange({ ...value, [name]: chosen });
    const common = { label, description: help, disabled };
    if (option.kind === 'switch')
      return (
        <Switch
          key={name}
          {...common}
          checked={given === true}
          onChange={({ currentTarget }) => set(currentTarget.checked)}
        />
      );
    return (
      <Select
        key={name}
        {...common}
        data={option.values.map((one) => ({ value: one, label: values[one] ?? one }))}
        value={String(given)}
        allowDeselect={false}
        onChange={(chosen) => chosen !== null && set(chosen)}
      />
    );
  });
}
