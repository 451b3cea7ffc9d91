import { Stack, Text } from '@mantine/core';
import { IconFileImport } from '@tabler/icons-react';
import { useEffect, useEffectEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useNavigate } from 'react-router';
import { toast } from 'sonner';
import { toAppError } from '../../../shared/ipc/errors.ts';
import { useStudio } from '../../api/index.ts';
import { ErrorAlert } from '../../ui/ErrorAlert.tsx';
import { ImportProgressCard } from './ImportProgressCard.tsx';
import classes from './import.module.css';
import { type ImportTask, useImports } from './importStore.ts';
import { useImport } from './useImport.ts';

/** On every page: takes files that are dropped anywhere, and shows the imports under way. */
export function ImportLayer() {
  const { t } = useTranslation(['datasets', 'common']);
  const tasks = useImports((store) => store.tasks);
  const dragging = useFileDrop(useImport().importFiles);
  useFinishedImports(tasks);
  const shown = tasks.filter(({ status }) => status.state !== 'done');

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
        <section className={classes.tray} aria-label={t('importing.label')}>
          <Stack gap="xs">
            {shown.map((task) => (
              <ImportCard key={task.id} task={task} />
            ))}
          </Stack>
        </section>
      )}
    </>
  );
}

function ImportCard({ task }: { task: ImportTask }) {
  const { t } = useTranslation(['datasets', 'common']);
  const studio = useStudio();
  const { dismiss, retry } = useImports.getState();
  const name = task.name ?? t('importing.sample');
  if (task.status.state !== 'failed') return <ImportProgressCard task={task} />;
  return (
    <ErrorAlert
      error={task.status.error}
      title={t('importing.failed', { name })}
      onRetry={() => retry(studio, task.id)}
      onClose={() => dismiss(task.id)}
    />
  );
}

/** Goes to a new data set when its import was being waited for, else tells that it is there. */
function useFinishedImports(tasks: readonly ImportTask[]) {
  const { t } = useTranslation(['datasets', 'common']);
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const finish = useEffectEvent((task: ImportTask) => {
    const name = task.name ?? t('importing.sample');
    const { dismiss } = useImports.getState();
    if (task.status.state === 'failed' && toAppError(task.status.error).code === 'cancelled') {
      dismiss(task.id);
      toast(t('importing.cancelled', { name }));
    } else if (task.status.state === 'done') {
      const { id, name: datasetName } = task.status.dataset;
      dismiss(task.id);
      const isLast = useImports.getState().tasks.length === 0;
      if (isLast && pathname === '/datasets') void navigate(`/datasets/${id}`);
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

/** Whether files are being dragged over the window; hands over those that are dropped. */
function useFileDrop(onFiles: (files: Iterable<File>) => void): boolean {
  const [depth, setDepth] = useState(0);
  const drop = useEffectEvent(onFiles);
  useEffect(() => {
    const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;
    // Entering a child comes before leaving its parent, so entries are counted.
    const enter = (event: DragEvent) => hasFiles(event) && setDepth((now) => now + 1);
    const leave = (event: DragEvent) => hasFiles(event) && setDepth((now) => Math.max(0, now - 1));
    const over = (event: DragEvent) => {
      // Without this the browser opens the file instead.
      if (hasFiles(event)) event.preventDefault();
    };
    const dropped = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setDepth(0);
      drop(event.dataTransfer?.files ?? []);
    };
    const listeners = { dragenter: enter, dragleave: leave, dragover: over, drop: dropped };
    for (const [name, listener] of Object.entries(listeners)) {
      window.addEventListener(name, listener as (event: Event) => void);
    }
    return () => {
      for (const [name, listener] of Object.entries(listeners)) {
        window.removeEventListener(name, listener as (event: Event) => void);
      }
    };
  }, []);
  return depth > 0;
}
