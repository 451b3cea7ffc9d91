import { Group, Table, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Column } from '../../../shared/domain/dataset.ts';
import { useFormat } from '../../ui/format.ts';
import { ColumnTypeIcon } from './ColumnTypeIcon.tsx';

/** What is known of each column. */
export function ColumnTable({ columns }: { columns: readonly Column[] }) {
  const { t } = useTranslation('datasets');
  const format = useFormat();
  const viewportProps = { tabIndex: 0, role: 'group', 'aria-label': t('page.tabs.columns') } as const;
  return (
    <>
      <Table.ScrollContainer minWidth={640} scrollAreaProps={{ viewportProps }}>
        <Table verticalSpacing="xs" className="tabular" aria-label={t('page.tabs.columns')}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('columnTable.name')}</Table.Th>
              <Table.Th>{t('columnTable.type')}</Table.Th>
              <Table.Th ta="right">{t('columnTable.empty')}</Table.Th>
              <Table.Th ta="right">{t('columnTable.distinct')}</Table.Th>
              <Table.Th ta="right">{t('columnTable.shortest')}</Table.Th>
              <Table.Th ta="right">{t('columnTable.mean')}</Table.Th>
              <Table.Th ta="right">{t('columnTable.longest')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {columns.map((column, index) => (
              <Table.Tr key={index}>
                <Table.Td fw={600} style={{ overflowWrap: 'anywhere' }}>
                  {column.name}
                </Table.Td>
                <Table.Td>
                  <Group gap={6} wrap="nowrap">
                    <ColumnTypeIcon type={column.type} labelled={false} />
                    {t(`type.${column.type}`)}
                  </Group>
                </Table.Td>
                <Table.Td ta="right">{format.integer(column.emptyCells)}</Table.Td>
                <Table.Td ta="right">
                  {column.distinct === null ? t('columnTable.tooMany') : format.integer(column.distinct)}
                </Table.Td>
                <Table.Td ta="right">{format.integer(column.minLength)}</Table.Td>
                <Table.Td ta="right">{format.number(column.meanLength, 1)}</Table.Td>
                <Table.Td ta="right">{format.integer(column.maxLength)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      <Text size="xs" c="dimmed" mt="xs">
        {t('columnTable.lengths')}
      </Text>
    </>
  );
}
