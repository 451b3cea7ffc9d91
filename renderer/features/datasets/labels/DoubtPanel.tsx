import { Anchor, Button, Group, Stack, Table, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Dataset } from '../../../../shared/domain/datasets/dataset.ts';
import type { DoubtfulEvent } from '../../../../shared/domain/datasets/labelling.ts';
import { useStudio } from '../../../api/index.ts';
import { ErrorAlert } from '../../../ui/ErrorAlert.tsx';
import { useFormat } from '../../../ui/format.ts';
import { ProgressCard } from '../../../ui/ProgressCard.tsx';
import { useWork } from '../../../ui/useWork.ts';
import classes from './labels.module.css';
import { lastGiven } from './pendingLabels.ts';
import type { Labelling } from './useLabelling.ts';

type Found = Extract<DoubtfulEvent, { event: 'done' }>;
const ROWS = 50;

interface Props {
  dataset: Dataset;
  question: { column: string; inputs: readonly string[] };
  labelling: Labelling;
  onRow: (row: number) => void;
}

/** Rows whose label a classifier that was trained on other rows does not believe. */
export function DoubtPanel({ dataset, question, labelling, onRow }: Props) {
  const { t } = useTranslation('labelling');
  const format = useFormat();
  const studio = useStudio();
  const { work, start, cancel } = useWork<Found>();
  const [kept, setKept] = useState<ReadonlySet<number>>(new Set());
  const look = () =>
    start(async (signal, tell) => {
      setKept(new Set());
      const asked = { id: dataset.id, column: question.column, inputs: [...question.inputs], given: [] };
      // Labels that are not saved yet count, too.
      await labelling.save();
      for await (const event of studio.labelling.doubtful({ ...asked, limit: ROWS }, { signal })) {
        if (event.event === 'done') return event;
        tell(event.total > 0 ? event.done / event.total : 0);
      }
      throw new Error('there was no answer');
    });
  const mine = lastGiven(labelling.given);
  const found = work.state === 'done' ? work.result : null;
  return (
    <Stack gap="sm">
      <Text c="dimmed" size="sm">
        {t('doubt.about')}
      </Text>
      {work.state === 'working' ? (
        <ProgressCard title={t('doubt.working')} share={work.share} onCancel={cancel} />
      ) : (
        <Group>
          <Button w="fit-content" variant={found ? 'default' : 'filled'} onClick={() => void look()}>
            {t(found ? 'doubt.again' : 'doubt.look')}
          </Button>
          {labelling.given.length > 0 && (
            <Button variant="default" loading={labelling.isSaving} onClick={() => void labelling.undo()}>
              {t('undo')}
            </Button>
          )}
        </Group>
      )}
      {work.state === 'failed' && <ErrorAlert title={t('doubt.failed')} error={work.error} />}
      {found && (
        <Text role="status">
          {found.doubtful === 0
            ? t('doubt.none')
            : t('doubt.found', {
                ...{ labelled: format.integer(found.labelled), shown: format.integer(found.rows.length) },
                ...{ count: found.doubtful, formatted: format.integer(found.doubtful) },
                agreement: format.percent(found.agreement?.value ?? 0),
              })}
        </Text>
      )}
      {found && found.rows.length > 0 && (
        <Table.ScrollContainer minWidth={720} maxHeight={640} scrollAreaProps={{ tabIndex: 0 }}>
          <Table aria-label={t('doubt.table')} verticalSpacing="xs" stickyHeader>
            <Table.Thead>
              <Table.Tr>
                <Table.Th w="5rem">{t('row')}</Table.Th>
                <Table.Th>{t('rowText')}</Table.Th>
                <Table.Th w="16%">{t('doubt.now')}</Table.Th>
                <Table.Th w="16%">{t('doubt.suggested')}</Table.Th>
                <Table.Th w="12rem" className="at-hand">
                  {t('way')}
                </Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {found.rows.map(({ row, text, label, own, suggested, probability }) => {
                const number = format.integer(row + 1);
                const changed = mine.get(row);
                return (
                  <Table.Tr key={row}>
                    <Table.Td className="tabular">
                      <Anchor component="button" aria-label={t('openRow', { row: number })} onClick={() => onRow(row)}>
                        {number}
                      </Anchor>
                    </Table.Td>
                    <Table.Td className={classes.text}>{text}</Table.Td>
                    <Table.Td className={classes.text}>
                      {label} ({format.percent(own)})
                    </Table.Td>
                    <Table.Td className={classes.text}>
                      {suggested} ({format.percent(probability)})
                    </Table.Td>
                    <Table.Td className="at-hand">
                      {changed !== undefined || kept.has(row) ? (
                        <Text size="sm">{t(changed === undefined ? 'doubt.kept' : 'doubt.changed')}</Text>
                      ) : (
                        <Group gap={4} wrap="nowrap">
                          <Button
                            size="compact-sm"
                            variant="light"
                            aria-label={t('doubt.changeNamed', { row: number, label: suggested })}
                            onClick={() => labelling.give([{ row, label: suggested }])}
                          >
                            {t('doubt.change')}
                          </Button>
                          <Button
                            size="compact-sm"
                            variant="default"
                            aria-label={t('doubt.keepNamed', { row: number })}
                            onClick={() => setKept(new Set([...kept, row]))}
                          >
                            {t('doubt.keep')}
                          </Button>
                        </Group>
                      )}
                    </Table.Td>
                  </Table.Tr>
                );
              })}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </Stack>
  );
}
