import { useTranslation } from 'react-i18next';
import { useFormat } from '../../ui/format.ts';
import { ProgressCard } from '../../ui/ProgressCard.tsx';
import { type ImportState, type ImportTask, useImports } from './importStore.ts';
import { useTaskName } from './useTaskName.ts';

/** An import that waits or goes on: bytes, rows and rejected rows so far. */
export function ImportProgressCard({ task }: { task: ImportTask }) {
  const { t } = useTranslation(['datasets', 'common']);
  const format = useFormat();
  const cancel = useImports((store) => store.cancel);
  const name = useTaskName()(task);
  const { status } = task;
  const bytes = bytesOf(status);
  const rows = status.state === 'importing' ? status.progress : null;
  const detail = [
    bytes && t('importing.bytes', { done: format.bytes(bytes.done), total: format.bytes(bytes.total) }),
    rows && t('rows', { count: rows.rows, formatted: format.integer(rows.rows) }),
    rows && rows.rejected > 0 && t('rejectedRows', { count: rows.rejected, formatted: format.integer(rows.rejected) }),
  ].filter((part) => typeof part === 'string');
  const title = {
    waiting: 'importing.waiting',
    uploading: 'importing.uploading',
    importing: 'importing.reading',
  } as const;
  const key = status.state === 'waiting' || status.state === 'uploading' ? title[status.state] : title.importing;

  return (
    <ProgressCard
      title={t(key, { name })}
      detail={detail.length > 0 ? detail.join(' · ') : t('common:loading')}
      share={bytes && bytes.total > 0 ? bytes.done / bytes.total : null}
      onCancel={() => cancel(task.id)}
    />
  );
}

function bytesOf(status: ImportState): { done: number; total: number } | null {
  if (status.state === 'uploading') return { done: status.doneBytes, total: status.totalBytes };
  if (status.state === 'importing' && status.progress) {
    return { done: status.progress.bytes, total: status.progress.totalBytes };
  }
  return null;
}
