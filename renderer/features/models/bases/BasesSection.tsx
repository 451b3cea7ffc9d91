import { Button, Group, Stack, Text, Title } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useSearchParams } from 'react-router';
import { toast } from 'sonner';
import { useBases } from '../../../api/bases.ts';
import { useHubDownloads } from '../../../api/hub.ts';
import { ErrorAlert } from '../../../ui/ErrorAlert.tsx';
import { LoadingState } from '../../../ui/LoadingState.tsx';
import { AddDialog, type AddTab } from './AddDialog.tsx';
import { AddStatus } from './AddStatus.tsx';
import { BaseTable } from './BaseTable.tsx';
import { Downloads } from './Downloads.tsx';
import { useAddBase } from './useAddBase.ts';

/** Long enough to see what can be done with it. */
const TOAST_MS = 8000;
/** In the address while the dialog is open, so that other pages can lead to it. */
const ADD = 'add';

/** Models that others have trained, to start trainings from. */
export function BasesSection() {
  const { t } = useTranslation(['bases', 'hub']);
  const navigate = useNavigate();
  const bases = useBases();
  const [searchParams, setSearchParams] = useSearchParams();
  const tab = searchParams.get(ADD);
  const isAdding = tab !== null;
  const show = (shown: AddTab | null) => setSearchParams(shown === null ? {} : { [ADD]: shown }, { replace: true });
  const tellAdded = ({ id, name }: { id: string; name: string }) =>
    toast.success(t('add.done', { name }), {
      duration: TOAST_MS,
      action: { label: t('add.train'), onClick: () => void navigate(`/train/new?base=${id}`) },
    });
  const { state, start, cancel, dismiss } = useAddBase((base) => {
    show(null);
    tellAdded(base);
  });
  const downloads = useHubDownloads(({ baseId, name }) => baseId !== null && tellAdded({ id: baseId, name }));
  const adding = { state, onCancel: cancel, onDismiss: dismiss };
  return (
    <Stack component="section" gap="md" aria-labelledby="bases">
      <Group justify="space-between" align="start">
        <div>
          <Title order={2} size="h3" id="bases">
            {t('title')}
          </Title>
          <Text c="dimmed" maw={640}>
            {t('text')}
          </Text>
        </div>
        <Button variant="default" leftSection={<IconPlus size={18} aria-hidden />} onClick={() => show('here')}>
          {t('add.open')}
        </Button>
      </Group>
      {!isAdding && <AddStatus {...adding} />}
      <Downloads downloads={downloads} />
      {bases.isPending && <LoadingState />}
      {bases.isError && <ErrorAlert error={bases.error} onRetry={() => void bases.refetch()} />}
      {bases.data?.length === 0 && <Text>{t('list.empty')}</Text>}
      {bases.data !== undefined && bases.data.length > 0 && <BaseTable bases={bases.data} />}
      {isAdding && (
        <AddDialog
          {...adding}
          tab={tab === 'hub' ? 'hub' : 'here'}
          onTab={show}
          onAdd={(source, name) => void start(source, name)}
          onStarted={(name) => {
            show(null);
            toast.success(t('hub:started', { name }));
          }}
          onClose={() => show(null)}
        />
      )}
    </Stack>
  );
}
