import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ImportOptions, ImportPreview } from '../../../shared/domain/datasets/importOptions.ts';
import { useStudio } from '../../api/index.ts';
import { ErrorAlert } from '../../ui/ErrorAlert.tsx';
import { LoadingState } from '../../ui/LoadingState.tsx';
import { DoubtList } from './DoubtList.tsx';
import { ImportPreviewTable } from './ImportPreviewTable.tsx';
import type { ImportTask } from './importStore.ts';
import { OptionFields } from './OptionFields.tsx';
import { useTaskName } from './useTaskName.ts';

const NO_OPTIONS: ImportOptions = {};
/** Typing and a row of choices make one preview. */
const PREVIEW_MS = 200;

/** Shows how a file is going to be read, with its first rows, before it is. Everything is filled in: Enter imports. */
export default function ImportWizard({ task }: { task: ImportTask }) {
  const { t } = useTranslation(['datasets', 'common']);
  const studio = useStudio();
  const name = useTaskName()(task);
  const [options, setOptions] = useState<ImportOptions>(NO_OPTIONS);
  const [shown] = useDebouncedValue(options, PREVIEW_MS);
  const { status } = task;
  const file = status.state === 'asking' ? status.file : [];
  const preview = useQuery({
    queryKey: ['import-preview', task.id, shown],
    queryFn: ({ signal }) => studio.datasets.preview({ file, options: shown }, { signal }),
    // What was detected came with the question.
    initialData: () => (shown === NO_OPTIONS && status.state === 'asking' ? (status.preview ?? undefined) : undefined),
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: keepPreviousData,
    retry: false,
  });
  // Options that do not work leave the fields as they were, so that they can be changed back.
  const [latest, setLatest] = useState<ImportPreview | null>(null);
  if (preview.data && preview.data !== latest) setLatest(preview.data);
  const isLate = preview.isFetching || shown !== options;
  const answer = (result: ImportOptions | null) => status.state === 'asking' && status.answer(result);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (preview.data && !preview.error && !isLate) answer(options);
  };
  return (
    <Modal
      opened
      onClose={() => answer(null)}
      title={t('wizard.title', { name })}
      size="min(70rem, calc(100vw - 3rem))"
      closeOnClickOutside={false}
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      <form onSubmit={submit}>
        <Stack>
          <Text size="sm" c="dimmed">
            {t('wizard.explain')}
          </Text>
          <OptionFields options={options} preview={latest} onChange={setOptions} />
          {latest && <DoubtList doubts={latest.doubts} />}
          {preview.error && <ErrorAlert error={preview.error} />}
          {preview.isPending && <LoadingState />}
          {preview.data && !preview.error && (
            <div data-stale={isLate || undefined} aria-busy={isLate}>
              <ImportPreviewTable name={name} preview={preview.data} />
            </div>
          )}
          <Group justify="space-between">
            <Button
              variant="subtle"
              onClick={() => setOptions(NO_OPTIONS)}
              disabled={Object.keys(options).length === 0}
            >
              {t('wizard.reset')}
            </Button>
            <Group>
              <Button variant="default" onClick={() => answer(null)}>
                {t('common:cancel')}
              </Button>
              <Button type="submit" data-autofocus loading={isLate} disabled={Boolean(preview.error)}>
                {t('wizard.import')}
              </Button>
            </Group>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
