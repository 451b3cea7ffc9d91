import { Alert, Button, Group, Modal, Progress, Radio, Stack, Text } from '@mantine/core';
import { IconCheck, IconFileExport, IconFolder } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Dataset } from '../../../../shared/domain/datasets/dataset.ts';
import type { DatasetExportFormat } from '../../../../shared/domain/datasets/datasetExport.ts';
import type { RowView } from '../../../../shared/domain/datasets/datasetView.ts';
import { useHostInfo, useStudio } from '../../../api/index.ts';
import { DownloadLink } from '../../../ui/DownloadLink.tsx';
import { ErrorAlert } from '../../../ui/ErrorAlert.tsx';
import { useFormat } from '../../../ui/format.ts';
import { type ExportState, useDatasetExport } from './useDatasetExport.ts';

const FORMATS = {
  csv: { kind: 'csv', spreadsheetSafe: false },
  spreadsheet: { kind: 'csv', spreadsheetSafe: true },
  jsonl: { kind: 'jsonl' },
  parquet: { kind: 'parquet' },
} as const satisfies Record<string, DatasetExportFormat>;
type FormatName = keyof typeof FORMATS;
const NAMES = Object.keys(FORMATS) as FormatName[];

interface Props {
  dataset: Dataset;
  view: RowView;
  total: number | null;
}

export function ExportButton(props: Props) {
  const { t } = useTranslation('rows');
  const [opened, setOpened] = useState(false);
  return (
    <>
      <Button
        variant="default"
        size="sm"
        leftSection={<IconFileExport size={16} aria-hidden />}
        onClick={() => setOpened(true)}
      >
        {t('export.open')}
      </Button>
      {opened && <ExportDialog {...props} onClose={() => setOpened(false)} />}
    </>
  );
}

/** Writes the rows that are in view as a file. */
function ExportDialog({ dataset, view, total, onClose }: Props & { onClose: () => void }) {
  const { t } = useTranslation(['rows', 'common']);
  const format = useFormat();
  const studio = useStudio();
  const canPick = useHostInfo().data?.canPickFiles === true;
  const { state, start, cancel } = useDatasetExport(dataset.id);
  const [name, setName] = useState<FormatName>('csv');
  const [folder, setFolder] = useState<{ token: string; name: string } | null>(null);
  const pick = useMutation({
    mutationFn: () => studio.files.pickFolder({}),
    onSuccess: (picked) => picked && setFolder(picked),
  });
  const working = state.state === 'working';
  return (
    <Modal opened onClose={onClose} title={t('export.title')} closeButtonProps={{ 'aria-label': t('common:close') }}>
      <Stack>
        <Text size="sm">
          {total === null || total === dataset.rows
            ? t('export.all', { count: dataset.rows, formatted: format.integer(dataset.rows) })
            : t('export.view', { count: total, formatted: format.integer(total) })}
        </Text>
        <Radio.Group label={t('export.format')} value={name} onChange={(value) => setName(value as FormatName)}>
          <Stack gap="xs" mt="xs">
            {NAMES.map((value) => (
              <Radio
                key={value}
                value={value}
                disabled={working}
                label={t(`export.formats.${value}`)}
                description={t(`export.hints.${value}`)}
              />
            ))}
          </Stack>
        </Radio.Group>
        {canPick && (
          <Group>
            <Button
              variant="default"
              size="sm"
              leftSection={<IconFolder size={16} aria-hidden />}
              disabled={working || pick.isPending}
              onClick={() => pick.mutate()}
            >
              {t('export.pickFolder')}
            </Button>
            <Text size="sm">{folder?.name ?? t('export.defaultFolder')}</Text>
          </Group>
        )}
        {pick.isError && <ErrorAlert error={pick.error} />}
        <Outcome state={state} />
        <Group justify="flex-end">
          <Button variant="default" onClick={working ? cancel : onClose}>
            {t(working ? 'common:cancel' : 'common:close')}
          </Button>
          <Button loading={working} onClick={() => void start(FORMATS[name], view, folder?.token ?? null)}>
            {t('export.start')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function Outcome({ state }: { state: ExportState }) {
  const { t } = useTranslation('rows');
  const format = useFormat();
  switch (state.state) {
    case 'idle':
      return null;
    case 'working':
      return (
        <Progress.Root size="lg">
          <Progress.Section value={state.share * 100} aria-label={t('export.progress')} />
        </Progress.Root>
      );
    case 'failed':
      return <ErrorAlert error={state.error} />;
    case 'done': {
      const { rows, bytes, path, download } = state.result;
      return (
        <Alert color="green" role="status" icon={<IconCheck aria-hidden />}>
          <Stack gap="xs">
            <Text size="sm">
              {t('export.done', { count: rows, formatted: format.integer(rows), bytes: format.bytes(bytes) })}
            </Text>
            <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
              <code>{path}</code>
            </Text>
            {download !== null && <DownloadLink offer={download}>{t('export.download')}</DownloadLink>}
          </Stack>
        </Alert>
      );
    }
    default:
      throw state satisfies never;
  }
}
