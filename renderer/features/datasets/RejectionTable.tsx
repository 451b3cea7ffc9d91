import { Button, Drawer, Group, Stack, Text } from '@mantine/core';
import { IconCircleCheck, IconDownload } from '@tabler/icons-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toast } from 'sonner';
import type { Dataset } from '../../../shared/domain/datasets/dataset.ts';
import { useStudio } from '../../api/index.ts';
import { useErrorText } from '../../i18n/errorText.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ErrorAlert } from '../../ui/ErrorAlert.tsx';
import { errorToast } from '../../ui/errorToast.ts';
import { useFormat } from '../../ui/format.ts';
import { LoadingState } from '../../ui/LoadingState.tsx';
import { usePageCache } from '../../ui/usePageCache.ts';
import { type VirtualColumn, VirtualTable } from '../../ui/VirtualTable.tsx';
import classes from './datasets.module.css';
import { RejectedRowEditor } from './RejectedRowEditor.tsx';
import { saveRejections } from './saveRejections.ts';

/** The rows of the file that were not taken over: where they are and why. */
export function RejectionTable({ dataset }: { dataset: Dataset }) {
  const { t } = useTranslation(['datasets', 'common', 'values']);
  if (dataset.rejected > 0) return <Rejections dataset={dataset} />;
  return <EmptyState icon={<IconCircleCheck />} title={t('rejections.none')} text={t('rejections.noneText')} />;
}

function Rejections({ dataset }: { dataset: Dataset }) {
  const { t } = useTranslation(['datasets', 'common', 'values']);
  const format = useFormat();
  const studio = useStudio();
  const errorText = useErrorText();
  const cache = usePageCache(async (offset, limit, signal) => {
    const page = await studio.datasets.rejections({ id: dataset.id, offset, limit }, { signal });
    return page.rejections;
  }, String(dataset.version));
  const [opened, setOpened] = useState<number | null>(null);
  /** Line of the row that was put right last, which stands in the list until that has been read again. */
  const [added, setAdded] = useState<number | null>(null);
  const columns = useMemo<VirtualColumn[]>(
    () => [
      { key: 'line', title: t('rejections.line'), width: 96, align: 'right' },
      { key: 'reason', title: t('rejections.reason'), width: 264 },
      { key: 'raw', title: t('rejections.raw'), width: 400, grows: true },
    ],
    [t],
  );
  const cell = (row: number, column: number) => {
    const rejection = cache?.get(row);
    if (!rejection) return undefined;
    if (column === 0) return format.integer(rejection.line);
    return column === 1 ? t(`values:rejectionReason.${rejection.reason}`) : rejection.raw.slice(0, 300);
  };
  const failure = cache?.failure();
  const candidate = opened === null ? undefined : cache?.get(opened);
  const shown = candidate?.line === added ? undefined : candidate;
  const visible = useRef({ first: 0, last: 0 });
  useEffect(() => {
    // After a change the list is read anew.
    cache?.want(visible.current.first, visible.current.last);
    if (opened !== null) cache?.want(opened, opened);
  }, [cache, opened]);

  return (
    <Stack gap="xs">
      <Group justify="space-between">
        <Text size="sm" c="dimmed">
          {t('rejections.explain')}
        </Text>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconDownload size={16} aria-hidden />}
          onClick={() => void saveRejections(studio, dataset).catch((error) => errorToast(errorText(error)))}
        >
          {t('rejections.save')}
        </Button>
      </Group>
      {failure && <ErrorAlert error={failure.error} onRetry={() => cache?.retry()} />}
      <div className={classes.grid}>
        {cache && (
          <VirtualTable
            label={t('rejections.label', { name: dataset.name })}
            columns={columns}
            rowCount={dataset.rejected}
            cell={cell}
            onVisible={(first, last) => {
              visible.current = { first, last };
              cache.want(first, last);
            }}
            onOpen={({ row }) => setOpened(row)}
          />
        )}
      </div>
      <Drawer
        opened={opened !== null}
        onClose={() => setOpened(null)}
        position="right"
        size="lg"
        title={shown && t('rejections.lineTitle', { line: format.integer(shown.line) })}
        closeButtonProps={{ 'aria-label': t('common:close') }}
      >
        {shown && opened !== null ? (
          <RejectedRowEditor
            key={shown.line}
            dataset={dataset}
            rejection={shown}
            onPrevious={opened > 0 ? () => setOpened(opened - 1) : null}
            onNext={opened < dataset.rejected - 1 ? () => setOpened(opened + 1) : null}
            onAdded={() => {
              setAdded(shown.line);
              // The next one moves up to its place.
              setOpened(dataset.rejected > 1 ? Math.min(opened, dataset.rejected - 2) : null);
              toast.success(t('rejections.added'));
            }}
          />
        ) : (
          <LoadingState />
        )}
      </Drawer>
    </Stack>
  );
}
