import { Checkbox, Group, Stack, TagsInput, Text, TextInput } from '@mantine/core';
import { type KeyboardEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Column } from '../../../../shared/domain/columns.ts';
import type { Dataset } from '../../../../shared/domain/datasets/dataset.ts';
import { useStudioQuery } from '../../../api/index.ts';
import { useFormat } from '../../../ui/format.ts';
import classes from './rows.module.css';

/** Columns with more different values than this are no list to choose from. */
const MOST_VALUES = 500;
/** So many are found at a glance. */
const FEW_VALUES = 8;

interface Props {
  values: string[];
  onChange: (values: string[]) => void;
}

/** Some values of a column: chosen from those that it has, where these are few enough to look through, else typed. */
export function ValuesField({ dataset, column, ...props }: Props & { dataset: Dataset; column: Column | undefined }) {
  const { t } = useTranslation('rows');
  const { id, version } = dataset;
  const name = column?.name ?? '';
  const few = column !== undefined && column.distinct !== null && column.distinct <= MOST_VALUES;
  const { data, isPending } = useStudioQuery(
    ['datasets', id, 'values', version, name],
    (studio, signal) => studio.datasets.values({ id, column: name }, { signal }),
    { enabled: few },
  );
  if (few && isPending)
    return <TextInput label={t('filter.values')} placeholder={t('filter.valuesLoading')} disabled />;
  if (few && data && data.length > 0) return <ValueList counts={data} {...props} />;
  return (
    <TagsInput
      data-autofocus
      label={t('filter.values')}
      description={t('filter.valuesHint')}
      value={props.values}
      onChange={props.onChange}
    />
  );
}

function ValueList({ counts, values, onChange }: Props & { counts: readonly { value: string; count: number }[] }) {
  const { t } = useTranslation('rows');
  const format = useFormat();
  const [search, setSearch] = useState('');
  const part = search.trim().toLowerCase();
  const found = counts.filter(({ value }) => value.toLowerCase().includes(part));
  const chooseOnly = (event: KeyboardEvent) => {
    const [only] = found;
    if (event.key !== 'Enter' || found.length !== 1 || !only || values.includes(only.value)) return;
    event.preventDefault();
    onChange([...values, only.value]);
    setSearch('');
  };
  return (
    <Checkbox.Group label={t('filter.values')} value={values} onChange={onChange}>
      <Stack gap="xs" mt={4}>
        {counts.length > FEW_VALUES && (
          <TextInput
            data-autofocus
            aria-label={t('filter.valuesSearch')}
            placeholder={t('filter.valuesSearch')}
            value={search}
            onChange={(event) => setSearch(event.currentTarget.value)}
            onKeyDown={chooseOnly}
          />
        )}
        <div className={classes.valueList}>
          {found.map(({ value, count }) => (
            <Group key={value} justify="space-between" wrap="nowrap" gap="md">
              <Checkbox value={value} label={value} className={classes.value} />
              <Text size="xs" c="dimmed" className="tabular">
                {format.integer(count)}
              </Text>
            </Group>
          ))}
          {found.length === 0 && (
            <Text size="sm" c="dimmed">
              {t('filter.valuesNone')}
            </Text>
          )}
        </div>
      </Stack>
    </Checkbox.Group>
  );
}
