import { Anchor, Paper, Stack, Switch, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { TrainedModel } from '../../../shared/domain/models/trainedModel.ts';
import { useChangeServer, useServerState } from '../../api/server.ts';
import { CodeBlock } from '../../ui/CodeBlock.tsx';
import { ErrorAlert } from '../../ui/ErrorAlert.tsx';

/** One switch: whether programs can ask this model over HTTP. */
export function ServePanel({ model: { id } }: { model: TrainedModel }) {
  const { t } = useTranslation('models');
  const server = useServerState();
  const change = useChangeServer<boolean>((studio, served) => studio.server.serve({ kind: 'model', id, served }));
  const url = server.data?.url ?? null;
  const isServed = url !== null && (server.data?.models.some((model) => model.id === id) ?? false);
  return (
    <Paper component="section" withBorder p="md" aria-labelledby="model-serve">
      <Title order={2} size="h3" id="model-serve" mb="xs">
        {t('serve.title')}
      </Title>
      <Stack gap="sm">
        <Switch
          size="md"
          label={t('serve.switch')}
          description={t('serve.hint')}
          checked={change.isPending ? change.variables : isServed}
          disabled={server.isPending || change.isPending}
          onChange={(event) => change.mutate(event.currentTarget.checked)}
        />
        {isServed && <CodeBlock label={t('serve.address')} text={url} />}
        <Text size="sm">
          <Anchor component={Link} to="/server">
            {t(isServed ? 'serve.openOn' : 'serve.open')}
          </Anchor>
        </Text>
        {server.isError && <ErrorAlert error={server.error} onRetry={() => void server.refetch()} />}
        {change.error && <ErrorAlert error={change.error} onClose={change.reset} />}
      </Stack>
    </Paper>
  );
}
