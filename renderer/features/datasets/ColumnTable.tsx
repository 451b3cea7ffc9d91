import { ActionIcon, Group, Select, Switch, Table, Text, VisuallyHidden } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Column, ColumnType } from '../../../shared/domain/columns.ts';
import type { Dataset } from '../../../shared/domain/datasets/dataset.ts';
import { useFormat } from '../../ui/format.ts';
import { ColumnTypeIcon } from './ColumnTypeIcon.tsx';
import { RenameColumnDialog } from './RenameColumnDialog.tsx';
import { useColumnView, useHiddenColumns } from './rows/columnView.ts';
import { useChanges } from './rows/useChanges.ts';

const TYPES = ColumnType.exclude(['empty']).options;

interface Props {
  dataset: Dataset;
  onRenamed: (column: string, name: string) => void;
}

/** What is known of each column; its name and type can be changed, and whether the grid shows it. */
export function ColumnTable({ dataset, onRenamed }: Props) {
  const { t } = useTranslation(['datasets', 'rows']);
  const format = useFormat();
  const { id, columns } = dataset;
  const changes = useChanges(id);
  const hidden = useHiddenColumns(id);
  const setHidden = useColumnView((view) => view.setHidden);
  const [renaming, setRenaming] = useState<string | null>(null);
  const setType = (column: Column, type: ColumnType) =>
    void changes.change(
      { kind: 'set_column_type', column: column.name, type },
      t('rows:column.typeSet', { column: column.name, type: t(`type.${type}`) }),
    );
  const show = ({ name }: Column, wanted: boolean) =>
    setHidden(id, wanted ? hidden.filter((other) => other !== name) : [...hidden, name]);
  const viewportProps = { tabIndex: 0, role: 'group', 'aria-label': t('page.tabs.columns') } as const;
  return (
    <>
      <Table.ScrollContainer minWidth={820} scrollAreaProps={{ viewportProps }}>
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
              <Table.Th className="at-hand">{t('columnTable.shown')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {columns.map((column, index) => (
              <Table.Tr key={index}>
                <Table.Td fw={600} style={{ overflowWrap: 'anywhere' }}>
                  <Group gap={4} wrap="nowrap">
                    {column.name}
                    <ActionIcon
                      variant="subtle"
                      color="gray"
                      size="sm"
                      aria-label={t('rows:column.renameNamed', { column: column.name })}
                      title={t('rows:column.rename')}
                      disabled={changes.share !== null}
                      onClick={() => setRenaming(column.name)}
                    >
                      <IconPencil size={16} aria-hidden />
                    </ActionIcon>
                  </Group>
                </Table.Td>
                <Table.Td>
                  <Select
                    size="xs"
                    w={140}
                    aria-label={t('rows:column.typeOf', { column: column.name })}
                    leftSection={<ColumnTypeIcon type={column.type} labelled={false} />}
                    data={(column.type === 'empty' ? ColumnType.options : TYPES).map((type) => ({
                      value: type,
                      label: t(`type.${type}`),
                    }))}
                    value={column.type}
                    allowDeselect={false}
                    disabled={changes.share !== null}
                    onChange={(type) =>
                      type !== null && type !== column.type && setType(column, ColumnType.parse(type))
                    }
                  />
                </Table.Td>
                <Table.Td ta="right">{format.integer(column.emptyCells)}</Table.Td>
                <Table.Td ta="right">
                  {column.distinct === null ? t('columnTable.tooMany') : format.integer(column.distinct)}
                </Table.Td>
                <Table.Td ta="right">{format.integer(column.minLength)}</Table.Td>
                <Table.Td ta="right">{format.fixed(column.meanLength, 1)}</Table.Td>
                <Table.Td ta="right">{format.integer(column.maxLength)}</Table.Td>
                <Table.Td className="at-hand">
                  <Switch
                    size="sm"
                    label={<VisuallyHidden>{t('rows:column.showNamed', { column: column.name })}</VisuallyHidden>}
                    checked={!hidden.includes(column.name)}
                    onChange={(event) => show(column, event.currentTarget.checked)}
                  />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      <Text size="xs" c="dimmed" mt="xs">
        {t('columnTable.lengths')} {t('rows:column.hint')}
      </Text>
      {renaming !== null && (
        <RenameColumnDialog
          column={renaming}
          changes={changes}
          onRenamed={(name) => {
            if (hidden.includes(renaming))
              setHidden(
                id,
                hidden.map((other) => (other === renaming ? name : other)),
              );
            onRenamed(renaming, name);
          }}
          onClose={() => setRenaming(null)}
        />
      )}
    </>
  );
}
