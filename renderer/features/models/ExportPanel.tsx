import { Alert, Button, CopyButton, Group, List, Paper, Progress, Stack, Text, Title } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconCopy, IconFolder, IconPackageExport } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { GivenOptions } from '../../../shared/domain/formats/format.ts';
import {
  bytesIn,
  type FormatKind,
  formatsFor,
  formatTexts,
  isInOllama,
  llamaCppFile,
  misfitOf,
  snippetsOf,
} from '../../../shared/domain/formats/index.ts';
import type { TrainedModel } from '../../../shared/domain/models/trainedModel.ts';
import { fillPlaceholders } from '../../../shared/errors/errors.ts';
import { useHostInfo, useStudio } from '../../api/index.ts';
import { useLanguage } from '../../i18n/index.ts';
import { CodeBlock } from '../../ui/CodeBlock.tsx';
import { DownloadLink } from '../../ui/DownloadLink.tsx';
import { ErrorAlert } from '../../ui/ErrorAlert.tsx';
import { useFormat } from '../../ui/format.ts';
import { CheckThere } from './CheckThere.tsx';
import { FormatChoice, FormatOptions } from './FormatFields.tsx';
import { InOllama } from './InOllama.tsx';
import classes from './models.module.css';
import { ReceiptTable } from './ReceiptTable.tsx';
import { type ExportResult, type ExportState, exportShare, useExport } from './useExport.ts';

/** Writes the model in one of the formats, where the user wants it. */
export function ExportPanel({ model }: { model: TrainedModel }) {
  const { t } = useTranslation('models');
  const formatted = useFormat();
  const language = useLanguage();
  const studio = useStudio();
  const { state: last, start, cancel } = useExport(model.id);
  const canPick = useHostInfo().data?.canPickFiles === true;
  const [format, setFormat] = useState<FormatKind>(formatsFor(model)[0]);
  // What was chosen for one format says nothing of another.
  const [options, setOptions] = useState<GivenOptions>({});
  const [folder, setFolder] = useState<{ token: string; name: string } | null>(null);
  const pick = useMutation({
    mutationFn: () => studio.files.pickFolder({}),
    onSuccess: (picked) => picked && setFolder(picked),
  });
  // What came of another format is not what this one would be.
  const state: ExportState = 'format' in last && last.format !== format ? { state: 'idle' } : last;
  const working = state.state === 'working';
  const texts = formatTexts(format, language);
  const misfit = misfitOf(format, model, options);
  const misfitText =
    misfit &&
    fillPlaceholders(
      texts.misfits[misfit.code] ?? misfit.code,
      Object.fromEntries(
        Object.entries(misfit.details).map(([name, value]) => [
          name,
          typeof value === 'number' ? formatted.integer(value) : value,
        ]),
      ),
    );

  return (
    <Paper component="section" withBorder p="md" aria-labelledby="export">
      <Stack gap="md">
        <div>
          <Title order={2} size="h3" id="export">
            {t('export.title')}
          </Title>
          <Text c="dimmed">{t('export.text')}</Text>
        </div>
        <FormatChoice
          model={model}
          value={format}
          disabled={working}
          onChange={(chosen) => {
            setFormat(chosen);
            setOptions({});
          }}
        />
        <FormatOptions format={format} model={model} value={options} disabled={working} onChange={setOptions} />
        {misfit && (
          <Alert color="yellow" role="status" icon={<IconAlertTriangle aria-hidden />} title={t('export.misfitTitle')}>
            {misfitText}
          </Alert>
        )}
        <Text>
          {t('export.target')}: {folder?.name ?? t('export.defaultTarget')} ·{' '}
          {t('export.size', { size: formatted.bytes(bytesIn(format, model, options)) })}
        </Text>
        <Group>
          <Button
            leftSection={<IconPackageExport size={18} aria-hidden />}
            disabled={working || misfit !== null}
            onClick={() => void start(format, options, folder?.token ?? null)}
          >
            {t(state.state === 'done' ? 'export.again' : 'export.start')}
          </Button>
          {canPick && (
            <Button
              variant="default"
              leftSection={<IconFolder size={18} aria-hidden />}
              disabled={working || pick.isPending}
              onClick={() => pick.mutate()}
            >
              {t('export.pickFolder')}
            </Button>
          )}
          {folder && !working && (
            <Button variant="subtle" onClick={() => setFolder(null)}>
              {t('export.useDefault')}
            </Button>
          )}
          {working && (
            <Button variant="default" onClick={cancel}>
              {t('export.cancel')}
            </Button>
          )}
        </Group>
        {pick.isError && <ErrorAlert error={pick.error} />}
        <Outcome state={state} />
        {state.state === 'done' && llamaCppFile(format, model, state.options) && (
          <CheckThere key={state.result.path} id={model.id} path={state.result.path} />
        )}
        {misfit === null && isInOllama(format, options) && (
          <InOllama key={JSON.stringify(options)} model={model} options={options} disabled={working} />
        )}
        <Snippets
          format={format}
          model={model}
          options={options}
          folder={state.state === 'done' ? state.result.path : t('export.folderPlaceholder')}
        />
      </Stack>
    </Paper>
  );
}

interface SnippetsProps {
  format: FormatKind;
  model: TrainedModel;
  options: GivenOptions;
  folder: string;
}

/** Programs that use the export. */
function Snippets({ format, model, options, folder }: SnippetsProps) {
  const titles = formatTexts(format, useLanguage()).snippets;
  return snippetsOf(format, model, folder, options).map(({ name, text }) => (
    <div key={name}>
      <Text size="sm" fw={600}>
        {titles[name]}
      </Text>
      <CodeBlock text={text} label={titles[name] ?? name} />
    </div>
  ));
}

function Outcome({ state }: { state: ExportState }) {
  const { t } = useTranslation('models');
  switch (state.state) {
    case 'idle':
      return null;
    case 'cancelled':
      return <Text role="status">{t('export.cancelled')}</Text>;
    case 'working':
      return (
        <Stack gap={4}>
          <Text role="status">{t(`export.steps.${state.progress?.step ?? 'write'}`)}</Text>
          <Progress.Root size="lg">
            <Progress.Section
              value={exportShare(state.progress, state.hasMeasured) * 100}
              aria-label={t('export.progress')}
            />
          </Progress.Root>
        </Stack>
      );
    case 'failed':
      return <ErrorAlert title={t('export.failed')} error={state.error} />;
    case 'done':
      return <Result result={state.result} />;
    default:
      throw state satisfies never;
  }
}

function Result({ result }: { result: ExportResult }) {
  const { t } = useTranslation('models');
  const format = useFormat();
  const common = useTranslation('common').t;
  return (
    <Alert
      color="green"
      role="status"
      classNames={{ title: classes.good }}
      icon={<IconCheck aria-hidden />}
      title={t('export.doneTitle')}
    >
      <Stack gap="sm">
        <Text>
          {result.maxDifference === 0
            ? t('export.doneTextIdentical')
            : t('export.doneText', { difference: String(Number(result.maxDifference.toPrecision(2))) })}
        </Text>
        {result.withoutWords && <Text>{t('export.withoutWords')}</Text>}
        {result.receipt && <ReceiptTable receipt={result.receipt} />}
        <Text>
          {t('export.path')}: <code className={classes.break}>{result.path}</code>
        </Text>
        <Group>
          <CopyButton value={result.path}>
            {({ copied, copy }) => (
              <Button
                variant="default"
                size="sm"
                leftSection={copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
                onClick={copy}
              >
                {copied ? common('copied') : t('export.copyPath')}
              </Button>
            )}
          </CopyButton>
          {result.download !== null && <DownloadLink offer={result.download}>{t('export.download')}</DownloadLink>}
        </Group>
        <div>
          <Text fw={600}>
            {t('export.files')} ({format.bytes(result.bytes)})
          </Text>
          <List size="sm">
            {result.files.map((file) => (
              <List.Item key={file}>
                <code>{file}</code>
              </List.Item>
            ))}
          </List>
        </div>
      </Stack>
    </Alert>
  );
}
