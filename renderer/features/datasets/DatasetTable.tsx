import { Anchor, Stack, Table, Text, VisuallyHidden } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Dataset } from '../../../shared/domain/datasets/dataset.ts';
import { useFormat } from '../../ui/format.ts';
import { RelativeTime } from '../../ui/Time.tsx';
import { DatasetActions } from './DatasetActions.tsx';

export function DatasetTable({ datasets }: { datasets: readonly Dataset[] }) {
  const { t } = useTranslation('datasets');
  const format = useFormat();
  return (
    <Table.ScrollContainer
      minWidth={640}
      scrollAreaProps={{ viewportProps: { tabIndex: 0, role: 'group', 'aria-label': t('list.label') } }}
    >
      <Table highlightOnHover verticalSpacing="xs" className="tabular" aria-label={t('list.label')}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('list.name')}</Table.Th>
            <Table.Th ta="right">{t('list.rows')}</Table.Th>
            <Table.Th ta="right">{t('list.columns')}</Table.Th>
            <Table.Th ta="right">{t('list.rejected')}</Table.Th>
            <Table.Th ta="right">{t('list.size')}</Table.Th>
            <Table.Th>{t('list.imported')}</Table.Th>
            <Table.Th w={56} className="at-hand">
              <VisuallyHidden>{t('list.actions')}</VisuallyHidden>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {datasets.map((dataset) => (
            <Table.Tr key={dataset.id}>
              <Table.Td maw={320}>
                <Stack gap={0}>
                  <Anchor component={Link} to={`/datasets/${dataset.id}`} fw={600} truncate>
                    {dataset.name}
                  </Anchor>
                  <Text size="xs" c="dimmed" truncate>
                    {dataset.fileName}
                  </Text>
                </Stack>
              </Table.Td>
              <Table.Td ta="right">{format.integer(dataset.rows)}</Table.Td>
              <Table.Td ta="right">{format.integer(dataset.columns.length)}</Table.Td>
              <Table.Td ta="right">{format.integer(dataset.rejected)}</Table.Td>
              <Table.Td ta="right">{format.bytes(dataset.bytes)}</Table.Td>
              <Table.Td>
                <RelativeTime iso={dataset.createdAt} />
              </Table.Td>
              <Table.Td className="at-hand">
                <DatasetActions dataset={dataset} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
