import { Anchor, Button, Group, Radio, Stack, Text, Title } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { HubChoice, HubOffer, HubProblem } from '../../../../shared/domain/models/hub.ts';
import { AppError, type ErrorCode, isErrorCode } from '../../../../shared/errors/errors.ts';
import { useHostInfo, useStudio } from '../../../api/index.ts';
import { useErrorText } from '../../../i18n/errorText.ts';
import { ErrorAlert } from '../../../ui/ErrorAlert.tsx';
import { useFormat } from '../../../ui/format.ts';
import classes from './bases.module.css';

/** Weights are in memory in 32 bits. */
const BYTES_PER_WEIGHT = 4;

export const asError = ({ code, details }: HubProblem): AppError =>
  new AppError(isErrorCode(code) ? code : ('internal' satisfies ErrorCode), details);

/** All that should be known of a model before it is downloaded, and the button that says yes to it. */
export function HubOfferView({ offer, onStarted }: { offer: HubOffer; onStarted: (name: string) => void }) {
  const { t } = useTranslation('hub');
  const format = useFormat();
  const studio = useStudio();
  const { id, commit, choices, freeBytes, gated } = offer;
  const usable = choices.findIndex(({ problem }) => problem === null);
  const [at, setAt] = useState(offer.chosen ?? Math.max(0, usable));
  const choice = choices[at];
  const name = id.replace(/^.*\//, '');
  const download = useMutation({
    mutationFn: ({ file, bytes }: HubChoice) => studio.hub.download({ id, commit, file, bytes }),
    onSuccess: () => onStarted(name),
  });
  if (!choice) return null;
  const hasRoom = choice.bytes <= freeBytes;
  return (
    <Stack gap="md" component="section" aria-labelledby="hub-offer">
      <Title order={3} size="h5" id="hub-offer" className={classes.break ?? ''}>
        {id}
      </Title>
      <Facts offer={offer} />
      {choices.length > 1 && (
        <Radio.Group label={t('choose')} value={String(at)} onChange={(value) => setAt(Number(value))}>
          <Stack gap="xs" mt="xs">
            {choices.map((each, index) => (
              <Choice key={each.file ?? ''} choice={each} value={String(index)} />
            ))}
          </Stack>
        </Radio.Group>
      )}
      {choice.problem && <ErrorAlert title={t('cannot')} error={asError(choice.problem)} />}
      {!choice.problem && <Files choice={choice} />}
      <Text size="sm" c="dimmed">
        {[gated && t('gatedText'), t('licenseNote')].filter(Boolean).join(' ')}
      </Text>
      {!hasRoom && <Text size="sm">{t('noRoom')}</Text>}
      <Group>
        <Button
          leftSection={<IconDownload size={18} aria-hidden />}
          disabled={choice.problem !== null || !hasRoom}
          loading={download.isPending}
          onClick={() => download.mutate(choice)}
        >
          {t('consent', { size: format.bytes(choice.bytes) })}
        </Button>
      </Group>
      {download.error && <ErrorAlert error={download.error} />}
    </Stack>
  );
}

function Facts({ offer }: { offer: HubOffer }) {
  const { t } = useTranslation(['hub', 'bases']);
  const format = useFormat();
  const machine = useHostInfo().data?.memoryBytes;
  const { commit, license, licenseLink, architecture, parameters, contextLength, freeBytes } = offer;
  const memory = parameters === null ? null : parameters * BYTES_PER_WEIGHT;
  const facts: [string, React.ReactNode][] = [
    [
      t('hub:facts.license'),
      <>
        {license ?? t('hub:facts.notSaid')}
        {licenseLink !== null && (
          <>
            {' · '}
            <Anchor href={licenseLink} target="_blank" rel="noreferrer" inherit>
              {t('hub:facts.licenseText')}
            </Anchor>
          </>
        )}
      </>,
    ],
    [t('hub:facts.architecture'), architecture ?? t('hub:facts.notSaid')],
    [t('hub:facts.parameters'), parameters === null ? t('hub:facts.notSaid') : format.compact(parameters)],
    ...(contextLength === null
      ? []
      : [
          [
            t('hub:facts.context'),
            t('bases:list.tokens', { count: contextLength, formatted: format.integer(contextLength) }),
          ] as [string, React.ReactNode],
        ]),
    ...(memory === null || machine === undefined
      ? []
      : [
          [
            t('hub:facts.memory'),
            t('hub:facts.memoryText', { bytes: format.bytes(memory), all: format.bytes(machine) }),
          ] as [string, React.ReactNode],
        ]),
    [t('hub:facts.free'), format.bytes(freeBytes)],
    [t('hub:facts.revision'), commit.slice(0, 12)],
  ];
  return (
    <dl className={classes.facts}>
      {facts.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Choice({ choice, value }: { choice: HubChoice; value: string }) {
  const { t } = useTranslation('hub');
  const format = useFormat();
  const errorText = useErrorText();
  const { file, files, bytes, problem } = choice;
  const what = file ?? `${t('folder')} (${t('files', { count: files.length })})`;
  return (
    <Radio
      value={value}
      label={`${what} · ${format.bytes(bytes)}`}
      {...(problem && { description: errorText(asError(problem)) })}
      classNames={{ label: classes.break ?? '' }}
    />
  );
}

function Files({ choice: { files } }: { choice: HubChoice }) {
  const { t } = useTranslation('hub');
  const format = useFormat();
  return (
    <div>
      <Text size="sm" fw={600}>
        {t('showFiles')}
      </Text>
      <ul className={classes.files}>
        {files.map(({ path, bytes }) => (
          <li key={path} className={classes.file}>
            <span className={classes.break}>{path}</span>
            <span className="tabular">{format.bytes(bytes)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
