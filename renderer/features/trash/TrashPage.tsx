import { Button, Stack } from '@mantine/core';
import { IconTrash, IconTrashX } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { TRASH_DAYS } from '../../../shared/domain/storage.ts';
import { useStudio, useTrash } from '../../api/index.ts';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ErrorAlert } from '../../ui/ErrorAlert.tsx';
import { useFormat } from '../../ui/format.ts';
import { LoadingState } from '../../ui/LoadingState.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { ProblemList } from './ProblemList.tsx';
import { TrashTable } from './TrashTable.tsx';

/** What was removed, and what needs attention. */
export default function TrashPage() {
  const { t } = useTranslation('trash');
  const format = useFormat();
  const studio = useStudio();
  const trash = useTrash();
  const [emptying, setEmptying] = useState(false);
  const empty = useMutation({ mutationFn: () => studio.trash.empty({}), onSuccess: () => setEmptying(false) });
  const items = trash.data ?? [];
  const bytes = items.reduce((sum, item) => sum + item.bytes, 0);
  return (
    <Stack gap="lg">
      <PageHeader
        title={t('title')}
        subtitle={t('subtitle', { days: TRASH_DAYS })}
        actions={
          items.length > 0 && (
            <Button
              color="red"
              variant="light"
              leftSection={<IconTrashX size={18} aria-hidden />}
              onClick={() => {
                empty.reset();
                setEmptying(true);
              }}
            >
              {t('empty')} ({format.bytes(bytes)})
            </Button>
          )
        }
      />
      <ProblemList />
      {trash.isPending && <LoadingState />}
      {trash.isError && <ErrorAlert error={trash.error} onRetry={() => void trash.refetch()} />}
      {trash.isSuccess && items.length === 0 && (
        <EmptyState icon={<IconTrash size={28} />} title={t('emptyStateTitle')} text={t('emptyStateText')} />
      )}
      {items.length > 0 && <TrashTable items={items} />}
      <ConfirmDialog
        opened={emptying}
        title={t('emptyTitle')}
        text={t('emptyText', { bytes: format.bytes(bytes) })}
        confirmLabel={t('empty')}
        pending={empty.isPending}
        error={empty.error}
        onConfirm={() => empty.mutate()}
        onClose={() => setEmptying(false)}
      />
    </Stack>
  );
}
