import {
  ActionIcon,
  Button,
  Group,
  Paper,
  ScrollArea,
  Stack,
  Switch,
  Text,
  Title,
  UnstyledButton,
} from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { HistoryEntry } from '../../../../shared/domain/models/generation.ts';
import type { TrainedModel } from '../../../../shared/domain/models/trainedModel.ts';
import { useHistory } from '../../../api/index.ts';
import classes from '../../../features/playground/playground.module.css';
import { ErrorAlert } from '../../../ui/ErrorAlert.tsx';
import { useFormat } from '../../../ui/format.ts';
import { LoadingState } from '../../../ui/LoadingState.tsx';
import { RelativeTime } from '../../../ui/Time.tsx';
import { useRemoval } from '../../../ui/useRemoval.ts';

interface Props {
  model: TrainedModel;
  onRestore: (entry: HistoryEntry) => void;
}

/** Earlier generations; a click brings prompt and settings back. */
export function HistoryPanel({ model, onRestore }: Props) {
  const { t } = useTranslation('playground');
  const trash = useTranslation('trash').t;
  const format = useFormat();
  const removeAny = useRemoval();
  const [thisModel, setThisModel] = useState(true);
  const history = useHistory(thisModel ? model.id : undefined);
  const entries = history.data ?? [];
  const texts = (count: number, name: string) => trash('texts', { count, formatted: format.integer(count), name });
  const remove = (entry: HistoryEntry) =>
    removeAny({
      name: texts(1, entry.modelName),
      remove: async ({ playground }, options) => [await playground.removeHistory({ id: entry.id, ...options })],
    });
  const clear = () =>
    removeAny({
      name: texts(entries.length, model.name),
      remove: async ({ playground }, options) => [
        await playground.clearHistory(thisModel ? { modelId: model.id, ...options } : options),
      ],
    });

  return (
    <Paper component="section" withBorder p="md" aria-labelledby="history">
      <Group justify="space-between" gap="xs" mb="xs">
        <Title order={2} size="h4" id="history">
          {t('history.title')}
        </Title>
        {entries.length > 0 && (
          <Button size="compact-xs" variant="subtle" color="red" onClick={() => void clear()}>
            {t('history.clear')}
          </Button>
        )}
      </Group>
      <Switch
        mb="sm"
        label={t('history.thisModel')}
        checked={thisModel}
        onChange={(event) => setThisModel(event.currentTarget.checked)}
      />
      {history.isPending && <LoadingState />}
      {history.isError && <ErrorAlert error={history.error} onRetry={() => void history.refetch()} />}
      {history.isSuccess && entries.length === 0 && <Text c="dimmed">{t('history.empty')}</Text>}
      {entries.length > 0 && (
        <ScrollArea.Autosize mah="min(30rem, 50dvh)" type="auto">
          <Stack component="ul" gap="xs" m={0} p={0} style={{ listStyle: 'none' }} aria-label={t('history.label')}>
            {entries.map((entry) => (
              <HistoryRow
                key={entry.id}
                entry={entry}
                showModel={!thisModel}
                onRestore={() => onRestore(entry)}
                onRemove={() => void remove(entry)}
              />
            ))}
          </Stack>
        </ScrollArea.Autosize>
      )}
    </Paper>
  );
}

interface RowProps {
  entry: HistoryEntry;
  showModel: boolean;
  onRestore: () => void;
  onRemove: () => void;
}

function HistoryRow({ entry, showModel, onRestore, onRemove }: RowProps) {
  const { t } = useTranslation('playground');
  const format = useFormat();
  const { settings } = entry;
  return (
    <Group component="li" gap={4} wrap="nowrap" align="start">
      <UnstyledButton flex={1} miw={0} title={t('history.restore')} onClick={onRestore}>
        {showModel && (
          <Text size="xs" fw={600} truncate>
            {entry.modelName}
          </Text>
        )}
        <Text size="sm" span className={`${classes.entry} ${classes.entryPrompt}`}>
          {entry.prompt === '' ? t('history.emptyText') : entry.prompt}
        </Text>
        <Text size="sm" span className={classes.entry}>
          {entry.text.trim() === '' ? t('history.emptyText') : entry.text.trim()}
        </Text>
        <Text size="xs" c="dimmed">
          {t('history.settings', {
            temperature: format.number(settings.temperature),
            seed: String(settings.seed),
            tokens: format.integer(entry.tokens),
          })}
          {' · '}
          <RelativeTime iso={entry.createdAt} />
        </Text>
      </UnstyledButton>
      <ActionIcon variant="subtle" color="gray" size="sm" aria-label={t('history.remove')} onClick={onRemove}>
        <IconX size={16} aria-hidden />
      </ActionIcon>
    </Group>
  );
}
