import { Accordion, Alert, MultiSelect, NumberInput, Select, SimpleGrid, Stack, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { UseQueryResult } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Column } from '../../../../shared/domain/columns.ts';
import type { Split, SplitCounts, SplitPreview } from '../../../../shared/domain/datasets/split.ts';
import { AppError } from '../../../../shared/errors/errors.ts';
import { useErrorText } from '../../../i18n/errorText.ts';
import { ErrorAlert } from '../../../ui/ErrorAlert.tsx';
import { useFormat } from '../../../ui/format.ts';
import classes from '../runs.module.css';
import { columnOf, hasColumn, hasShares, SPLIT_KINDS, type SplitDraft, toSplit } from './splitDraft.ts';

interface Props {
  columns: readonly Column[];
  draft: SplitDraft;
  preview: UseQueryResult<SplitPreview>;
  onChange: (draft: SplitDraft) => void;
}

/** Which rows are kept back for validation and for the test, with how many they would be; out of the way until somebody wants it. */
export function SplitFields({ columns, draft, preview, onChange }: Props) {
  const { t } = useTranslation('runs');
  return (
    <Accordion variant="contained" defaultValue={null}>
      <Accordion.Item value="split">
        <Accordion.Control>
          {t('split.title')}
          <Text span size="sm" c="dimmed" ml="sm">
            {t(`split.kind.${draft.kind}`)}
          </Text>
        </Accordion.Control>
        <Accordion.Panel>
          <Stack gap="md">
            <SimpleGrid cols={{ base: 1, sm: 2 }}>
              <Select
                label={t('split.how')}
                description={t(`split.hint.${draft.kind}`)}
                inputWrapperOrder={['label', 'input', 'description']}
                data={SPLIT_KINDS.map((kind) => ({ value: kind, label: t(`split.kind.${kind}`) }))}
                value={draft.kind}
                onChange={(kind) => kind && onChange({ ...draft, kind: kind as Split['kind'] })}
                allowDeselect={false}
              />
              {hasColumn(draft.kind) && (
                <Select
                  label={t('split.column')}
                  data={columns.map(({ name }) => name)}
                  value={columnOf(draft, columns)}
                  onChange={(column) => onChange({ ...draft, column, validationValues: [], testValues: [] })}
                  allowDeselect={false}
                  searchable
                />
              )}
            </SimpleGrid>
            {hasShares(draft.kind) && <ShareFields draft={draft} columns={columns} onChange={onChange} />}
            {draft.kind === 'column' && <ValueFields draft={draft} preview={preview.data} onChange={onChange} />}
            <Outcome draft={draft} preview={preview} />
          </Stack>
        </Accordion.Panel>
      </Accordion.Item>
    </Accordion>
  );
}

function ShareFields({ draft, columns, onChange }: Pick<Props, 'draft' | 'columns' | 'onChange'>) {
  const { t } = useTranslation('runs');
  const invalid = toSplit(draft, columns) === null;
  return (
    <SimpleGrid cols={{ base: 1, sm: 2 }}>
      {(['validation', 'test'] as const).map((name) => (
        <NumberInput
          key={name}
          label={t(`split.${name}Share`)}
          description={t(`split.${name}Hint`)}
          value={draft[name]}
          onChange={(value) => onChange({ ...draft, [name]: value })}
          suffix=" %"
          step={5}
          allowNegative={false}
          decimalScale={4}
          clampBehavior="none"
          error={invalid && t('split.invalidShares')}
        />
      ))}
    </SimpleGrid>
  );
}

interface ValueProps {
  draft: SplitDraft;
  preview: SplitPreview | undefined;
  onChange: (draft: SplitDraft) => void;
}

function ValueFields({ draft, preview, onChange }: ValueProps) {
  const { t } = useTranslation('runs');
  const known = preview?.values.map(({ value }) => value).filter((value) => value !== '') ?? [];
  const { validationValues, testValues } = draft;
  const choices = (own: readonly string[], others: readonly string[]) =>
    [...new Set([...known, ...own])].filter((value) => !others.includes(value));
  return (
    <SimpleGrid cols={{ base: 1, sm: 2 }}>
      <MultiSelect
        label={t('split.validationValues')}
        description={t('split.validationHint')}
        data={choices(validationValues, testValues)}
        value={[...validationValues]}
        onChange={(values) => onChange({ ...draft, validationValues: values })}
        searchable
        hidePickedOptions
      />
      <MultiSelect
        label={t('split.testValues')}
        description={t('split.testHint')}
        data={choices(testValues, validationValues)}
        value={[...testValues]}
        onChange={(values) => onChange({ ...draft, testValues: values })}
        searchable
        hidePickedOptions
      />
    </SimpleGrid>
  );
}

/** How many rows each split gets, or what cannot work. */
function Outcome({ draft, preview }: Pick<Props, 'draft' | 'preview'>) {
  const { t } = useTranslation('runs');
  const errorText = useErrorText();
  const { data } = preview;
  if (preview.isError) return <ErrorAlert error={preview.error} onRetry={() => void preview.refetch()} />;
  if (!data) return <Text size="sm">{t('split.counting')}</Text>;
  const isOpen = draft.kind === 'column' && draft.validationValues.length === 0;
  return (
    <Stack gap="xs">
      <Counts counts={data.counts} />
      {isOpen && <Text size="sm">{t('split.chooseValues')}</Text>}
      {data.problem && !isOpen && (
        <Alert color="yellow" icon={<IconAlertTriangle aria-hidden />} role="status">
          <Text size="sm" className={classes.warning ?? ''}>
            {errorText(new AppError('split_empty', { split: data.problem.split, why: data.problem.why }))}
          </Text>
        </Alert>
      )}
    </Stack>
  );
}

function Counts({ counts }: { counts: SplitCounts }) {
  const { t } = useTranslation('runs');
  const format = useFormat();
  const parts = (['train', 'validation', 'test'] as const).filter((name) => name !== 'test' || counts.test > 0);
  const all = counts.train + counts.validation + counts.test;
  return (
    <div>
      <div className={classes.shares} aria-hidden>
        {parts.map((name) => (
          <span key={name} data-split={name} style={{ flexGrow: counts[name] / Math.max(1, all) }} />
        ))}
      </div>
      <Text size="sm" aria-live="polite" data-testid="split-counts">
        {parts.map((name) => t(`split.count.${name}`, { formatted: format.integer(counts[name]) })).join(' · ')}
      </Text>
    </div>
  );
}
