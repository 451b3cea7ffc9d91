import { Badge, Button, Card, Group, Stack, Text, Title } from '@mantine/core';
import { IconAlertTriangle, IconDownload, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { StorageProblem } from '../../../shared/domain/storage.ts';
import { useStorageProblems, useStudio } from '../../api/index.ts';
import { useErrorText } from '../../i18n/errorText.ts';
import { ErrorAlert } from '../../ui/ErrorAlert.tsx';
import { errorToast } from '../../ui/errorToast.ts';
import { useRemoval } from '../../ui/useRemoval.ts';

/** What cannot be read, is missing or damaged, each with its ways out; nothing where all is well. */
export function ProblemList() {
  const { t } = useTranslation('trash');
  const problems = useStorageProblems();
  if (problems.isError) return <ErrorAlert error={problems.error} onRetry={() => void problems.refetch()} />;
  if (!problems.data || problems.data.length === 0) return null;
  return (
    <Card withBorder component="section" padding="lg" aria-labelledby="storage-problems">
      <Title order={2} size="h4" id="storage-problems">
        {t('problems.title')}
      </Title>
      <Text size="sm" c="dimmed" mb="md">
        {t('problems.text')}
      </Text>
      <Stack component="ul" gap="md" m={0} p={0} style={{ listStyle: 'none' }} aria-label={t('problems.label')}>
        {problems.data.map((problem) => (
          <Problem key={`${problem.kind} ${problem.id} ${problem.problem}`} problem={problem} />
        ))}
      </Stack>
    </Card>
  );
}

function Problem({ problem: { kind, id, name, problem, detail, path } }: { problem: StorageProblem }) {
  const { t } = useTranslation('trash');
  const studio = useStudio();
  const removeAny = useRemoval();
  const errorText = useErrorText();
  const shown = name ?? t('problems.unnamed', { id });
  const save = async () => {
    try {
      const { text } = await studio.storage.raw({ kind, id });
      saveText(text, `${kind}-${id}.json`);
    } catch (error) {
      errorToast(errorText(error));
    }
  };
  const takeUp = async () => {
    try {
      await studio.storage.takeUp({});
    } catch (error) {
      errorToast(errorText(error));
    }
  };
  const remove = () =>
    removeAny({ name: shown, remove: async (studio) => [await studio.storage.remove({ kind, id })] });
  return (
    <Stack component="li" gap={4}>
      <Group gap="xs">
        <Text fw={600} style={{ overflowWrap: 'anywhere' }}>
          {shown}
        </Text>
        <Badge variant="default" tt="none">
          {t(`kind.${kind}`)}
        </Badge>
        <Badge variant="default" tt="none" leftSection={<IconAlertTriangle size={12} aria-hidden />}>
          {t(`problems.${problem}`)}
        </Badge>
      </Group>
      <Text size="sm">{t(`problems.hint.${problem}`)}</Text>
      <Text
        size="xs"
        c="dimmed"
        ff="monospace"
        style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }}
        lineClamp={4}
      >
        {path ? `${path}: ${detail}` : detail}
      </Text>
      <Group gap="xs" mt={4}>
        {problem === 'unreadable' && (
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<IconDownload size={16} aria-hidden />}
            aria-label={t('problems.saveNamed', { name: shown })}
            onClick={() => void save()}
          >
            {t('problems.save')}
          </Button>
        )}
        {problem === 'unlisted' && (
          <Button size="compact-sm" variant="default" onClick={() => void takeUp()}>
            {t('problems.takeUp')}
          </Button>
        )}
        {problem !== 'unlisted' && (
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<IconTrash size={16} aria-hidden />}
            aria-label={t('problems.removeNamed', { name: shown })}
            onClick={() => void remove()}
          >
            {t('problems.remove')}
          </Button>
        )}
      </Group>
    </Stack>
  );
}

function saveText(text: string, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  link.download = name;
  link.click();
  // The download has taken the content over by then.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
