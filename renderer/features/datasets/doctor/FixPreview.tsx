import { Stack, Table, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Dataset } from '../../../../shared/domain/datasets/dataset.ts';
import type { DatasetStep } from '../../../../shared/domain/datasets/datasetStep.ts';
import type { Finding, RowPreview } from '../../../../shared/domain/datasets/doctor.ts';
import { useStudioQuery } from '../../../api/index.ts';
import { ErrorAlert } from '../../../ui/ErrorAlert.tsx';
import { useFormat } from '../../../ui/format.ts';
import { LoadingState } from '../../../ui/LoadingState.tsx';
import classes from './doctor.module.css';

const ROWS = 5;
const MOST_TEXT = 400;

/** What a step would make of the first rows of a finding: only the cells that change, or that the row goes. */
export function FixPreview({ dataset, finding, step }: { dataset: Dataset; finding: Finding; step: DatasetStep }) {
  const { t } = useTranslation('doctor');
  const format = useFormat();
  const { id, version } = dataset;
  const rows = finding.rows.slice(0, ROWS);
  const query = useStudioQuery(['datasets', id, 'preview', version, JSON.stringify(step)], (studio, signal) =>
    studio.datasets.previewStep({ id, step, rows }, { signal }),
  );
  if (query.error) return <ErrorAlert error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <LoadingState lines={4} />;
  const lines = query.data.flatMap((preview) => changedCells(dataset, finding, preview));
  if (lines.length === 0) return <Text size="sm">{t('dialog.unchanged')}</Text>;
  return (
    <Stack gap={4}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling area must be reachable by keyboard (WCAG 2.1.1) */}
      <section className={classes.preview} tabIndex={0} aria-label={t('dialog.preview')}>
        <Table layout="fixed" verticalSpacing="xs">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('dialog.before')}</Table.Th>
              <Table.Th>{t('dialog.after')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {lines.map(({ row, column, before, after }) => (
              <Table.Tr key={`${row}:${column}`}>
                <Table.Td className={classes.cell}>
                  <Text size="xs" c="dimmed">
                    {t('list.row', { row: format.integer(row + 1) })} · {column}
                  </Text>
                  {before.slice(0, MOST_TEXT) || <i>{t('list.empty')}</i>}
                </Table.Td>
                <Table.Td className={classes.cell} valign="top">
                  {after === null ? <i>{t('dialog.removed')}</i> : after.slice(0, MOST_TEXT)}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </section>
    </Stack>
  );
}

interface ChangedCell {
  row: number;
  column: string;
  before: string;
  after: string | null;
}

/** Of a row that goes, the concerned cell says enough. */
function changedCells(dataset: Dataset, finding: Finding, { row, before, after, changed }: RowPreview): ChangedCell[] {
  const cells = dataset.columns.map(({ name }, index) => ({ row, column: name, before: before[index] ?? '', index }));
  if (!after) {
    const concerned = cells.find(({ column }) => finding.columns.includes(column));
    return concerned ? [{ ...concerned, after: null }] : [];
  }
  return changed.flatMap((index) => {
    const cell = cells[index];
    return cell ? [{ ...cell, after: after[index] ?? '' }] : [];
  });
}
