import { Badge, Button, Group, Stack, Table, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Dataset } from '../../../../shared/domain/datasets/dataset.ts';
import type { VersionEntry } from '../../../../shared/domain/datasets/datasetHistory.ts';
import { useStudio } from '../../../api/index.ts';
import { ConfirmDialog } from '../../../ui/ConfirmDialog.tsx';
import { ErrorAlert } from '../../../ui/ErrorAlert.tsx';
import { useFormat } from '../../../ui/format.ts';
import { LoadingState } from '../../../ui/LoadingState.tsx';
import { RelativeTime } from '../../../ui/Time.tsx';
import { useHistoryOf } from './useChanges.ts';

/** All versions of a data set, the newest first: how each came about, who used it, and the way back to it. */
export function HistoryPanel({ dataset }: { dataset: Dataset }) {
  const { t } = useTranslation(['rows', 'common', 'doctor']);
  const format = useFormat();
  const studio = useStudio();
  const { id } = dataset;
  const { data: history, error, refetch } = useHistoryOf(id);
  const [removing, setRemoving] = useState<VersionEntry | null>(null);
  const goTo = useMutation({ mutationFn: (version: number) => studio.datasets.setVersion({ id, version }) });
  const remove = useMutation({
    mutationFn: (version: number) => studio.datasets.removeVersion({ id, version }),
    onSuccess: () => setRemoving(null),
  });
  if (error) return <ErrorAlert error={error} onRetry={() => void refetch()} />;
  if (!history) return <LoadingState />;
  const viewportProps = { tabIndex: 0, role: 'group', 'aria-label': t('history.label') } as const;
  return (
    <Stack gap="xs">
      <Text size="sm" c="dimmed">
        {t('history.explain')}
      </Text>
      {goTo.isError && <ErrorAlert error={goTo.error} />}
      <Table.ScrollContainer minWidth={720} scrollAreaProps={{ viewportProps }}>
        <Table verticalSpacing="xs" className="tabular" aria-label={t('history.label')}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('history.version')}</Table.Th>
              <Table.Th>{t('history.step')}</Table.Th>
              <Table.Th ta="right">{t('history.rows')}</Table.Th>
              <Table.Th ta="right">{t('history.size')}</Table.Th>
              <Table.Th>{t('history.made')}</Table.Th>
              <Table.Th>{t('history.runs')}</Table.Th>
              <Table.Th className="at-hand">{t('history.actions')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {history.versions.toReversed().map((entry) => {
              const { version, kind, changes, runs } = entry;
              const current = version === history.current;
              return (
                <Table.Tr key={version}>
                  <Table.Td>
                    <Group gap="xs" wrap="nowrap">
                      {version}
                      {current && <Badge variant="light">{t('history.current')}</Badge>}
                    </Group>
                  </Table.Td>
                  <Table.Td>
                    {t(`history.steps.${kind}`, { count: changes, formatted: format.integer(changes) })}
                    {entry.redacted.length > 0 && (
                      <Text size="xs" c="dimmed">
                        {format.list(entry.redacted.map((type) => t(`doctor:type.${type}`)))}
                      </Text>
                    )}
                    {entry.parent !== null && entry.parent !== version - 1 && (
                      <Text size="xs" c="dimmed">
                        {t('history.from', { version: entry.parent })}
                      </Text>
                    )}
                  </Table.Td>
                  <Table.Td ta="right">{format.integer(entry.rows)}</Table.Td>
                  <Table.Td ta="right">{format.bytes(entry.bytes)}</Table.Td>
                  <Table.Td>
                    <RelativeTime iso={entry.createdAt} />
                  </Table.Td>
                  <Table.Td>
                    {runs.map((run) => (
                      <div key={run.id}>
                        <Link to={`/runs/${run.id}`}>{run.name}</Link>
                      </div>
                    ))}
                  </Table.Td>
                  <Table.Td className="at-hand">
                    {!current && (
                      <Group gap="xs" wrap="nowrap">
                        <Button
                          size="compact-sm"
                          variant="default"
                          aria-label={t('history.goToVersion', { version })}
                          disabled={goTo.isPending}
                          onClick={() => goTo.mutate(version)}
                        >
                          {t('history.goTo')}
                        </Button>
                        {runs.length === 0 && (
                          <Button
                            size="compact-sm"
                            variant="subtle"
                            color="red"
                            aria-label={t('history.removeVersion', { version })}
                            onClick={() => {
                              remove.reset();
                              setRemoving(entry);
                            }}
                          >
                            {t('common:remove')}
                          </Button>
                        )}
                      </Group>
                    )}
                  </Table.Td>
                </Table.Tr>
              );
            })}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      <ConfirmDialog
        opened={removing !== null}
        title={t('history.removeTitle', { version: removing?.version ?? '' })}
        text={t('history.removeText', { bytes: format.bytes(removing?.bytes ?? 0) })}
        confirmLabel={t('common:remove')}
        pending={remove.isPending}
        error={remove.error}
        onConfirm={() => removing && remove.mutate(removing.version)}
        onClose={() => setRemoving(null)}
      />
    </Stack>
  );
}
