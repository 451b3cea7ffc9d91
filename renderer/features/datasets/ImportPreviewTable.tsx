import { List, Stack, Table, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ImportPreview } from '../../../shared/domain/datasets/importOptions.ts';
import { useFormat } from '../../ui/format.ts';
import classes from './import.module.css';

/** Columns that are shown; a table that was split wrongly may have hundreds. */
const MOST_COLUMNS = 30;

/** The first rows as they would be stored, and what was rejected on the way to them. */
export function ImportPreviewTable({ name, preview }: { name: string; preview: ImportPreview }) {
  const { t } = useTranslation(['datasets', 'values']);
  const format = useFormat();
  const columns = preview.columns.slice(0, MOST_COLUMNS);
  return (
    <Stack gap="xs">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling area must be reachable by keyboard (WCAG 2.1.1) */}
      <section className={classes.preview} tabIndex={0} aria-label={t('wizard.preview', { name })}>
        <Table stickyHeader withRowBorders striped>
          <Table.Thead>
            <Table.Tr>
              {columns.map((column) => (
                <Table.Th key={column}>{column}</Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {preview.rows.map((row, index) => (
              <Table.Tr key={index}>
                {row.slice(0, MOST_COLUMNS).map((cell, column) => (
                  <Table.Td key={columns[column]}>
                    <div className={classes.previewCell}>{cell}</div>
                  </Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </section>
      {preview.rejections.length > 0 && (
        <>
          <Text size="sm">{t('wizard.rejected')}</Text>
          <List size="sm">
            {preview.rejections.map(({ line, reason }) => (
              <List.Item key={`${line} ${reason}`}>
                {t('wizard.rejectedLine', {
                  line: format.integer(line),
                  reason: t(`values:rejectionReason.${reason}`),
                })}
              </List.Item>
            ))}
          </List>
        </>
      )}
    </Stack>
  );
}
