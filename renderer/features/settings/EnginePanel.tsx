import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { IconBolt } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import {
  type EngineInfo,
  type EngineInstallState,
  type EngineMeasurement,
  type EngineOffer,
  type EngineStatus,
  withProvider,
} from '../../../shared/domain/engines/engine.ts';
import { engineReasonText } from '../../../shared/domain/engines/engineReason.ts';
import { AppError } from '../../../shared/errors/errors.ts';
import { useEngineStatus, useStudio } from '../../api/index.ts';
import { useEngineReasonText } from '../../i18n/engineReasons.ts';
import { ErrorAlert } from '../../ui/ErrorAlert.tsx';
import { useFormat } from '../../ui/format.ts';
import { LoadingState } from '../../ui/LoadingState.tsx';
import { ProgressCard } from '../../ui/ProgressCard.tsx';
import { DefinitionList } from './DefinitionList.tsx';

/** Which engine works, why, and the way to a faster one. */
export function EnginePanel() {
  const { t } = useTranslation(['settings', 'common']);
  const { data: status, error, refetch } = useEngineStatus();
  return (
    <Stack>
      <Text size="sm" c="dimmed">
        {t('engine.intro')}
      </Text>
      {error ? (
        <ErrorAlert error={error} onRetry={() => void refetch()} />
      ) : status ? (
        <>
          <EngineFacts
            engine={status.engine}
            inference={status.inference}
            best={status.engine.reason === null && status.install.state === 'none'}
          />
          <EngineInstallation install={status.install} />
        </>
      ) : (
        <LoadingState />
      )}
    </Stack>
  );
}

function EngineFacts({
  engine,
  inference,
  best,
}: {
  engine: EngineInfo;
  inference: EngineInfo | undefined;
  best: boolean;
}) {
  const { t } = useTranslation(['settings', 'common']);
  const reasonText = useEngineReasonText();
  const why = engine.reason ? reasonText(engine.reason) : best ? t('engine.best') : null;
  return (
    <DefinitionList
      entries={[
        [t('engine.name'), withProvider(t(`common:engine.${engine.name}`), engine)],
        [t('engine.version'), engine.version],
        [t('engine.device'), t(`common:device.${engine.device}`)],
        [t('engine.deviceName'), engine.deviceName],
        [t('engine.source'), engine.source],
        [
          t('engine.inference'),
          inference
            ? `${t(`common:engine.${inference.name}`)} ${inference.version}, ${t(`common:device.${inference.device}`)}`
            : null,
        ],
        [t('engine.measured'), engine.measured ? <Measurements measured={engine.measured} /> : null],
        [t('engine.reason'), why],
      ]}
    />
  );
}

/** What the choice of the engine rests on. */
function Measurements({ measured }: { measured: readonly EngineMeasurement[] }) {
  const { t } = useTranslation(['settings', 'common']);
  const format = useFormat();
  return measured.map(({ name, device, provider, stepMs }) => (
    <Text key={`${name} ${device} ${provider}`} inherit>
      {t('engine.measuredStep', {
        engine: withProvider(t(`common:engine.${name}`), { provider }),
        device: t(`common:device.${device}`),
        milliseconds: format.number(stepMs, stepMs < 10 ? 1 : 0),
      })}
    </Text>
  ));
}

function EngineInstallation({ install }: { install: EngineInstallState }) {
  const { t } = useTranslation(['settings', 'common']);
  const start = useInstall();
  const failedToStart =
    start.error && !(start.error instanceof AppError && start.error.code === 'cancelled') ? start.error : null;

  switch (install.state) {
    case 'none':
      return null;
    case 'offered':
      return (
        <Stack>
          <OfferCard offer={install.offer} pending={start.isPending} onConsent={start.mutate} />
          {failedToStart && <ErrorAlert error={failedToStart} />}
        </Stack>
      );
    case 'installing':
      return <InstallProgress install={install} />;
    case 'failed': {
      const { reasons } = install;
      return (
        <Stack>
          <ErrorAlert
            error={new AppError('engine_install_failed', { reason: engineReasonText(reasons), reasons })}
            title={t('engine.failed')}
          />
          <Text size="sm">{t('engine.nothingBroken')}</Text>
          <OfferCard offer={install.offer} pending={start.isPending} onConsent={start.mutate} again />
        </Stack>
      );
    }
    default:
      return install satisfies never;
  }
}

/** Installs the engine; resolves when it works. How far it is comes with the engine's status, in every window. */
function useInstall() {
  const studio = useStudio();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: async () => {
      for await (const install of studio.engine.install({ consent: true })) {
        queryClient.setQueryData<EngineStatus>(['engine'], (status) => status && { ...status, install });
      }
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['engine'] }),
  });
}

function OfferCard({
  offer,
  pending,
  onConsent,
  again = false,
}: {
  offer: EngineOffer;
  pending: boolean;
  onConsent: () => void;
  again?: boolean;
}) {
  const { t } = useTranslation(['settings', 'common']);
  const format = useFormat();
  const size = (bytes: number | null) => (bytes === null ? t('common:notKnown') : format.bytes(bytes));
  return (
    <Alert icon={<IconBolt aria-hidden />} title={`${t('engine.offer.title')}: ${offer.name}`}>
      <Stack gap="sm">
        <Text size="sm">{t('engine.offer.text')}</Text>
        <DefinitionList
          entries={[
            [t('engine.offer.download'), size(offer.downloadBytes)],
            [t('engine.offer.disk'), size(offer.installedBytes)],
            [t('engine.offer.method'), t(`engine.offer.${offer.method}`)],
          ]}
        />
        <Group>
          <Button onClick={onConsent} loading={pending}>
            {again ? t('engine.retry') : t('engine.offer.consent')}
          </Button>
        </Group>
        <Text size="xs" c="dimmed">
          {t('engine.offer.consentNote')}
        </Text>
      </Stack>
    </Alert>
  );
}

function InstallProgress({ install }: { install: Extract<EngineInstallState, { state: 'installing' }> }) {
  const { t } = useTranslation(['settings', 'common']);
  const format = useFormat();
  const studio = useStudio();
  const cancel = useMutation({ mutationFn: () => studio.engine.cancelInstall({}) });
  const { step, doneBytes, totalBytes } = install;
  const bytes =
    totalBytes === null
      ? doneBytes > 0
        ? format.bytes(doneBytes)
        : null
      : t('common:progressOf', { done: format.bytes(doneBytes), total: format.bytes(totalBytes) });
  return (
    <Stack>
      <ProgressCard
        title={t('engine.installingUnnamed')}
        detail={[t(`engine.step.${step}`), bytes].filter((part) => part !== null).join(' · ')}
        share={totalBytes ? doneBytes / totalBytes : null}
        cancelLabel={t('engine.cancelInstall')}
        onCancel={cancel.mutate}
      />
      {cancel.error && <ErrorAlert error={cancel.error} />}
    </Stack>
  );
}
