import { Button, Stack, Text } from '@mantine/core';
import { IconFileImport } from '@tabler/icons-react';
import { useEffect, useEffectEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useNavigate } from 'react-router';
import { toast } from 'sonner';
import { type ErrorCode, toAppError } from '../../../shared/errors/errors.ts';
import { useStudio } from '../../api/index.ts';
import { withDatasetTexts } from '../../i18n/index.ts';
import { ErrorAlert } from '../../ui/ErrorAlert.tsx';
import { useFormat } from '../../ui/format.ts';
import { useLazyPart } from '../../ui/useLazyPart.ts';
import { ImportProgressCard } from './ImportProgressCard.tsx';
import classes from './import.module.css';
import { type ImportTask, useImports } from './importStore.ts';
import { useFileDrop, usePaste } from './useFileDrop.ts';
import { useImport } from './useImport.ts';
import { useTaskName } from './useTaskName.ts';

/** Long enough to read it and to press its button. */
const REJECTED_MS = 20_000;
const loadWizard = () => withDatasetTexts(import('./ImportWizard.tsx'));

/** On every page: takes files that are dropped anywhere, and shows the imports under way. */
export function ImportLayer() {
  const { t } = useTranslation(['datasets', 'common']);
  const tasks = useImports((store) => store.tasks);
  const { importDropped, importPasted } = useImport();
  const { pathname } = useLocation();
  const dragging = useFileDrop(importDropped);
  usePaste(pathname === '/datasets', importPasted);
  useFinishedImports(tasks);
  const shown = tasks.filter(({ status }) => status.state !== 'done' && status.state !== 'asking');
  const asking = tasks.find(({ status }) => status.state === 'asking');
  const ImportWizard = useLazyPart(loadWizard, asking !== undefined);

  return (
    <>
      {dragging && (
        <div className={classes.overlay}>
          <IconFileImport size={56} aria-hidden />
          <Text fw={650} size="xl">
            {t('drop.anywhere')}
          </Text>
        </div>
      )}
      {shown.length > 0 && (
        <section ref={tellHeight} className={classes.tray} aria-label={t('importing.label')}>
          <Stack gap="xs">
            {shown.map((task) => (
              <ImportCard key={task.id} task={task} />
            ))}
          </Stack>
        </section>
      )}
      {asking && ImportWizard && <ImportWizard key={asking.id} task={asking} />}
    </>
  );
}

/** Tells the whole page how high the list of imports is: messages keep clear of it. */
function tellHeight(element: HTMLElement | null): (() => void) | undefined {
  if (!element) return;
  const { style } = document.documentElement;
  const observer = new ResizeObserver(() => style.setProperty('--tray-height', `${element.offsetHeight + 8}px`));
  observer.observe(element);
  return () => {
    observer.disconnect();
    style.removeProperty('--tray-height');
  };
}

/** Failures that another encoding, separator or sheet may put right. */
const READABLE_OTHERWISE: readonly string[] = [
  'file_encoding_unknown',
  'file_not_text',
  'file_no_rows',
  'file_too_many_columns',
  'table_unknown',
] satisfies ErrorCode[];

function ImportCard({ task }: { task: ImportTask }) {
  const { t } = useTranslation(['datasets', 'common']);
  const studio = useStudio();
  const { dismiss, retry } = useImports.getState();
  const format = useFormat();
  const name = useTaskName()(task);
  if (task.status.state !== 'failed') return <ImportProgressCard task={task} />;
  const { error, times, at } = task.status;
  return (
    <ErrorAlert
      error={error}
      title={t('importing.failed', { name })}
      {...(times > 1 && {
        note: t('importing.failedTimes', { times: format.integer(times), at: format.time(at) }),
      })}
      onRetry={() => retry(studio, task.id)}
      action={
        READABLE_OTHERWISE.includes(toAppError(error).code) && (
          <Button size="compact-sm" variant="default" onClick={() => retry(studio, task.id, true)}>
            {t('wizard.adjust')}
          </Button>
        )
      }
      onClose={() => dismiss(task.id)}
    />
  );
}

/** Goes to a new data set when its import was being waited for, else tells that it is there. */
function useFinishedImports(tasks: readonly ImportTask[]) {
  const { t } = useTranslation(['datasets', 'common']);
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const taskName = useTaskName();
  const format = useFormat();
  const finish = useEffectEvent((task: ImportTask) => {
    const name = taskName(task);
    const { dismiss } = useImports.getState();
    if (task.status.state === 'failed' && toAppError(task.status.error).code === 'cancelled') {
      dismiss(task.id);
      toast(t('importing.cancelled', { name }));
    } else if (task.status.state === 'done') {
      const { id, name: datasetName, rows, rejected } = task.status.dataset;
      dismiss(task.id);
      // One that has failed stays to be read, and keeps nobody waiting.
      const isLast = useImports.getState().tasks.every(({ status }) => status.state === 'failed');
      const { source } = task;
      const wantedTask = source.kind === 'sample' ? source.task : null;
      if (isLast && pathname === '/datasets')
        void navigate(wantedTask ? `/train/new?dataset=${id}&task=${wantedTask}` : `/datasets/${id}`);
      if (rejected > 0) {
        const figures = {
          count: rejected,
          formatted: format.integer(rejected),
          total: format.integer(rows + rejected),
        };
        // Where most are missing it stays until someone has seen it; the page of the data set tells of the rest, too.
        const isMost = rejected > rows;
        toast[isMost ? 'error' : 'warning'](t('importing.rejected', { name: datasetName, ...figures }), {
          duration: isMost ? Number.POSITIVE_INFINITY : REJECTED_MS,
          richColors: isMost,
          action: {
            label: t('importing.showRejected'),
            onClick: () => void navigate(`/datasets/${id}?tab=rejected`),
          },
        });
        return;
      }
      toast.success(t('importing.done', { name: datasetName }), {
        ...(pathname !== '/datasets' && {
          action: { label: t('common:open'), onClick: () => void navigate(`/datasets/${id}`) },
        }),
      });
    }
  });
  useEffect(() => {
    for (const task of tasks) finish(task);
  }, [tasks]);
}
