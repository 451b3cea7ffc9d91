import { Button, Card, Group, Progress, Stack, Text } from '@mantine/core';
import { IconPlayerPause, IconPlayerPlay, IconX } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { HubDownload } from '../../../../shared/domain/models/hub.ts';
import { useStudio } from '../../../api/index.ts';
import { ConfirmDialog } from '../../../ui/ConfirmDialog.tsx';
import { ErrorAlert } from '../../../ui/ErrorAlert.tsx';
import { useFormat } from '../../../ui/format.ts';
import { asError } from './HubOfferView.tsx';

/** Downloads under way, and those that were stopped. */
export function Downloads({ downloads }: { downloads: readonly HubDownload[] }) {
  return downloads.map((download) => <Download key={download.key} download={download} />);
}

function Download({ download }: { download: HubDownload }) {
  const { t } = useTranslation('hub');
  const format = useFormat();
  const studio = useStudio();
  const { key, name, state, doneBytes, totalBytes, problem } = download;
  const [discarding, setDiscarding] = useState(false);
  const pause = useMutation({ mutationFn: () => studio.hub.pause({ key }) });
  const resume = useMutation({ mutationFn: () => studio.hub.resume({ key }) });
  const discard = useMutation({ mutationFn: () => studio.hub.discard({ key }) });
  const isGoing = state === 'downloading' || state === 'checking';
  const title = t(`download.${state === 'done' ? 'checking' : state}`, { name });
  const error = pause.error ?? resume.error;
  return (
    <Card withBorder padding="sm" component="section" aria-label={title}>
      <Stack gap="xs">
        <Group justify="space-between">
          <Text fw={600} size="sm" style={{ overflowWrap: 'anywhere' }}>
            {title}
          </Text>
          <Group gap="xs">
            {isGoing ? (
              <Button
                size="compact-sm"
                variant="default"
                leftSection={<IconPlayerPause size={14} aria-hidden />}
                aria-label={t('download.pauseNamed', { name })}
                loading={pause.isPending}
                onClick={() => pause.mutate()}
              >
                {t('download.pause')}
              </Button>
            ) : (
              <Button
                size="compact-sm"
                variant="default"
                leftSection={<IconPlayerPlay size={14} aria-hidden />}
                aria-label={t('download.resumeNamed', { name })}
                loading={resume.isPending}
                onClick={() => resume.mutate()}
              >
                {t('download.resume')}
              </Button>
            )}
            <Button
              size="compact-sm"
              variant="default"
              leftSection={<IconX size={14} aria-hidden />}
              aria-label={t('download.discardNamed', { name })}
              onClick={() => setDiscarding(true)}
            >
              {t('download.discard')}
            </Button>
          </Group>
        </Group>
        <Progress.Root size="sm">
          <Progress.Section
            value={totalBytes === 0 ? 0 : (doneBytes / totalBytes) * 100}
            animated={state === 'checking'}
            aria-label={title}
          />
        </Progress.Root>
        <Detail download={download} />
        {problem && <ErrorAlert error={asError(problem)} />}
        {error && <ErrorAlert error={error} />}
      </Stack>
      <ConfirmDialog
        opened={discarding}
        title={t('download.discardTitle', { name })}
        text={t('download.discardText', { bytes: format.bytes(doneBytes) })}
        confirmLabel={t('download.discard')}
        pending={discard.isPending}
        error={discard.error}
        onClose={() => setDiscarding(false)}
        onConfirm={() => discard.mutate()}
      />
    </Card>
  );
}

function Detail({ download }: { download: HubDownload }) {
  const { t } = useTranslation('hub');
  const format = useFormat();
  const { doneBytes, totalBytes, bytesPerSecond, current } = download;
  const parts = [
    t('download.bytes', { done: format.bytes(doneBytes), total: format.bytes(totalBytes) }),
    current && t('download.file', current),
    bytesPerSecond !== null && t('download.speed', { bytes: format.bytes(bytesPerSecond) }),
    bytesPerSecond !== null &&
      bytesPerSecond > 0 &&
      t('download.left', { time: format.duration(((totalBytes - doneBytes) / bytesPerSecond) * 1000) }),
  ];
  return (
    <Text size="xs" c="dimmed" className="tabular" style={{ overflowWrap: 'anywhere' }}>
      {parts.filter(Boolean).join(' · ')}
    </Text>
  );
}
