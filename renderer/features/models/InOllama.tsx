import { Alert, Button, Group, Progress, Stack, Text, TextInput, Title } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { GivenOptions } from '../../../shared/domain/formats/format.ts';
import { OllamaName, ollamaName } from '../../../shared/domain/models/ollama.ts';
import type { TrainedModel } from '../../../shared/domain/models/trainedModel.ts';
import { CodeBlock } from '../../ui/CodeBlock.tsx';
import { ErrorAlert } from '../../ui/ErrorAlert.tsx';
import classes from './models.module.css';
import { ollamaShare, useOllama } from './useOllama.ts';

/** Makes the model in the Ollama that runs on this computer, where the user presses the button. */
export function InOllama({
  model,
  options,
  disabled,
}: {
  model: TrainedModel;
  options: GivenOptions;
  disabled: boolean;
}) {
  const { t } = useTranslation('models');
  const { state, start, cancel } = useOllama(model.id);
  const [name, setName] = useState(ollamaName(model));
  const isName = OllamaName.safeParse(name).success;
  const working = state.state === 'working';
  return (
    <Stack gap="sm" role="group" aria-labelledby="in-ollama">
      <div>
        <Title order={3} size="h4" id="in-ollama">
          {t('export.ollama.title')}
        </Title>
        <Text size="sm" c="dimmed">
          {t('export.ollama.text')}
        </Text>
      </div>
      <Group align="end">
        <TextInput
          label={t('export.ollama.name')}
          value={name}
          error={!isName && t('export.ollama.noName')}
          disabled={working}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Button variant="default" disabled={disabled || working || !isName} onClick={() => void start(options, name)}>
          {t('export.ollama.start')}
        </Button>
        {working && (
          <Button variant="subtle" onClick={cancel}>
            {t('export.ollama.cancel')}
          </Button>
        )}
      </Group>
      {state.state === 'working' && (
        <Stack gap={4}>
          <Text role="status">{t(`export.ollama.steps.${state.progress?.step ?? 'write'}`)}</Text>
          <Progress.Root size="lg">
            <Progress.Section value={ollamaShare(state.progress) * 100} aria-label={t('export.ollama.progress')} />
          </Progress.Root>
        </Stack>
      )}
      {state.state === 'cancelled' && <Text role="status">{t('export.ollama.cancelled')}</Text>}
      {state.state === 'failed' && <ErrorAlert title={t('export.ollama.failed')} error={state.error} />}
      {state.state === 'done' && (
        <Alert
          color="green"
          role="status"
          classNames={{ title: classes.good }}
          icon={<IconCheck aria-hidden />}
          title={t('export.ollama.done', { name: state.result.name })}
        >
          <Text size="sm">{t('export.ollama.use')}</Text>
          <CodeBlock text={state.result.command} label={t('export.ollama.use')} />
        </Alert>
      )}
    </Stack>
  );
}
