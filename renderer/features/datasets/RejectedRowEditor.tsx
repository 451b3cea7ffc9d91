import { Alert, Button, Group, Stack, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Dataset, Rejection } from '../../../shared/domain/datasets/dataset.ts';
import { useStudio } from '../../api/index.ts';
import { CodeBlock } from '../../ui/CodeBlock.tsx';
import { ErrorAlert } from '../../ui/ErrorAlert.tsx';
import { useFormat } from '../../ui/format.ts';
import classes from './datasets.module.css';
import { cellsOf } from './rejectedRow.ts';

/** A rejected row to be put right: its text is read again as it is typed, and appended as a version of its own. */
export function RejectedRowEditor({
  dataset,
  rejection,
  onPrevious,
  onNext,
  onAdded,
}: {
  dataset: Dataset;
  rejection: Rejection;
  /** To the rejected row before and after, where there is one. */
  onPrevious: (() => void) | null;
  onNext: (() => void) | null;
  onAdded: () => void;
}) {
  const { t } = useTranslation(['datasets', 'values']);
  const format = useFormat();
  const studio = useStudio();
  const [text, setText] = useState(rejection.raw);
  const [pending, setPending] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const names = dataset.columns.map(({ name }) => name);
  const cells = cellsOf(text, dataset.format, dataset.delimiter, names);
  const fits = cells?.length === names.length;

  const add = async () => {
    if (!cells) return;
    setPending(true);
    setFailure(null);
    try {
      const step = { kind: 'append_rows' as const, rows: [cells], lines: [rejection.line] };
      for await (const _ of studio.datasets.change({ id: dataset.id, step }));
      onAdded();
    } catch (error) {
      setFailure(error);
    } finally {
      setPending(false);
    }
  };

  const steps = (
    <Group gap="xs">
      <Button variant="default" disabled={!onPrevious} onClick={() => onPrevious?.()}>
        {t('grid.previous')}
      </Button>
      <Button variant="default" disabled={!onNext} onClick={() => onNext?.()}>
        {t('grid.next')}
      </Button>
    </Group>
  );
  const reason = <Text>{t(`values:rejectionReason.${rejection.reason}`)}</Text>;
  if (rejection.cut) {
    return (
      <Stack>
        {reason}
        <Alert color="yellow">{t('rejections.cut', { length: format.integer(rejection.raw.length) })}</Alert>
        <CodeBlock text={rejection.raw} label={t('rejections.raw')} />
        {steps}
      </Stack>
    );
  }
  return (
    <Stack>
      {reason}
      <Textarea
        label={t('rejections.raw')}
        description={t('rejections.edit')}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        autosize
        minRows={4}
        maxRows={16}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
      />
      {cells === null && <Text size="sm">{t('rejections.noRow')}</Text>}
      {cells !== null && !fits && (
        <Text size="sm">
          {t('rejections.cells', { cells: format.integer(cells.length), columns: format.integer(names.length) })}
        </Text>
      )}
      {failure != null && <ErrorAlert error={failure} />}
      <Group justify="space-between">
        {steps}
        <Button onClick={() => void add()} disabled={!fits} loading={pending}>
          {t('rejections.add')}
        </Button>
      </Group>
      {cells !== null && (
        <dl className={classes.cells}>
          {Array.from({ length: Math.max(names.length, cells.length) }, (_, index) => (
            <div key={index}>
              <dt>{names[index] ?? <i>{t('rejections.extraCell')}</i>}</dt>
              <dd>{cells[index] ?? <i>{t('rejections.missingCell')}</i>}</dd>
            </div>
          ))}
        </dl>
      )}
    </Stack>
  );
}
