import { Anchor, Button, Drawer, Group, Mark, Stack, Text } from '@mantine/core';
import { IconTable } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Dataset } from '../../../../shared/domain/datasets/dataset.ts';
import type { Finding, FindingRow, PersonalSpan } from '../../../../shared/domain/datasets/doctor.ts';
import { type QueryTopic, useStudio } from '../../../api/index.ts';
import { ErrorAlert } from '../../../ui/ErrorAlert.tsx';
import { useFormat } from '../../../ui/format.ts';
import { LoadingState } from '../../../ui/LoadingState.tsx';
import classes from './doctor.module.css';
import type { GridPlace } from './gridPlace.ts';
import { wordDifference } from './wordDifference.ts';

const PAGE = 50;
/** Text of a cell that is shown: megabytes must not be laid out. */
const MOST_TEXT = 1000;

/** All rows of a finding, page by page, with what was found in them. */
export function FindingRows({
  dataset,
  finding,
  onGrid,
  onClose,
}: {
  dataset: Dataset;
  finding: Finding;
  onGrid: (place: GridPlace) => void;
  onClose: () => void;
}) {
  const { t } = useTranslation(['doctor', 'common']);
  const format = useFormat();
  const studio = useStudio();
  const { id, version } = dataset;
  const { kind } = finding;
  const title = t('list.title', { title: t(`title.${kind}`) });
  const query = useInfiniteQuery({
    queryKey: ['datasets' satisfies QueryTopic, id, 'findingRows', version, kind],
    queryFn: ({ pageParam: offset, signal }) =>
      studio.datasets.findingRows({ id, kind, offset, limit: PAGE }, { signal }),
    initialPageParam: 0,
    // A page of long rows is short.
    getNextPageParam: (page, pages) => {
      const shown = pages.reduce((sum, { rows }) => sum + rows.length, 0);
      return shown < page.total && page.rows.length > 0 ? shown : undefined;
    },
  });
  const rows = query.data?.pages.flatMap((page) => page.rows) ?? [];
  const spans = query.data?.pages.flatMap((page) => page.spans) ?? [];
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size={rows.some(({ otherCells }) => otherCells !== null) ? 'xl' : 'lg'}
      title={title}
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      <Stack>
        <Button
          variant="default"
          size="xs"
          w="fit-content"
          leftSection={<IconTable size={16} aria-hidden />}
          onClick={() => onGrid({ finding })}
        >
          {t('list.inGrid')}
        </Button>
        {query.error && <ErrorAlert error={query.error} onRetry={() => void query.refetch()} />}
        {query.isPending && <LoadingState lines={6} />}
        <ol className={classes.rows} aria-label={title}>
          {rows.map((row) => (
            <li key={row.row} className={classes.row}>
              <RowText dataset={dataset} finding={finding} row={row} spans={spans} onGrid={onGrid} />
            </li>
          ))}
        </ol>
        {query.data && (
          <Group justify="space-between">
            <Text size="sm" c="dimmed" className="tabular">
              {t('list.shown', { shown: format.integer(rows.length), total: format.integer(finding.count) })}
            </Text>
            {query.hasNextPage && (
              <Button
                variant="default"
                size="xs"
                loading={query.isFetchingNextPage}
                onClick={() => void query.fetchNextPage()}
              >
                {t('list.more')}
              </Button>
            )}
          </Group>
        )}
      </Stack>
    </Drawer>
  );
}

function RowText({
  dataset,
  finding,
  row,
  spans,
  onGrid,
}: {
  dataset: Dataset;
  finding: Finding;
  row: FindingRow;
  spans: readonly PersonalSpan[];
  onGrid: (place: GridPlace) => void;
}) {
  const { t } = useTranslation('doctor');
  const format = useFormat();
  const concerned = new Set(finding.columns);
  return (
    <Stack gap={4}>
      <Text size="xs" fw={600} className="tabular">
        <Anchor
          component="button"
          inherit
          aria-label={t('list.rowInGrid', { row: format.integer(row.row + 1) })}
          title={t('list.rowInGrid', { row: format.integer(row.row + 1) })}
          onClick={() => onGrid({ row: row.row })}
        >
          {t('list.row', { row: format.integer(row.row + 1) })}
        </Anchor>
        {row.other !== null &&
          ` · ${t(row.otherCells ? 'list.beside' : 'list.like', { row: format.integer(row.other + 1) })}`}
      </Text>
      {dataset.columns.map(({ name }, index) => {
        if (!concerned.has(name)) return null;
        const own = spans.filter((span) => span.row === row.row && span.column === name);
        const text = (row.cells[index] ?? '').slice(0, MOST_TEXT);
        if (row.otherCells) {
          const other = (row.otherCells[index] ?? '').slice(0, MOST_TEXT);
          return (
            <div key={name}>
              <Text size="xs" c="dimmed" span>
                {name}
              </Text>
              <div className={classes.pair}>
                <PairText text={text} other={other} empty={t('list.empty')} />
                <PairText text={other} other={text} empty={t('list.empty')} />
              </div>
            </div>
          );
        }
        return (
          <div key={name}>
            <Text size="xs" c="dimmed" span>
              {name}
            </Text>
            <Text size="sm" className={classes.cell}>
              <Marked text={text} spans={own} empty={t('list.empty')} />
            </Text>
          </div>
        );
      })}
    </Stack>
  );
}

/** A cell beside that of the row it is like, with the words marked that the other has not. */
function PairText({ text, other, empty }: { text: string; other: string; empty: string }) {
  return (
    <Text size="sm" className={classes.cell}>
      {text.trim() === '' ? (
        <i>{empty}</i>
      ) : (
        wordDifference(text, other).map((part, index) =>
          part.differs ? <Mark key={index}>{part.text}</Mark> : <span key={index}>{part.text}</span>,
        )
      )}
    </Text>
  );
}

function Marked({ text, spans, empty }: { text: string; spans: readonly PersonalSpan[]; empty: string }) {
  if (text.trim() === '') return <i>{empty}</i>;
  let at = 0;
  const parts = spans.flatMap(({ start, end }) => {
    const before = text.slice(at, start);
    at = end;
    return [before, <Mark key={start}>{text.slice(start, end)}</Mark>];
  });
  return [...parts, text.slice(at)];
}
