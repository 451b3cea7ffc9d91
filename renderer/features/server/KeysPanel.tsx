import { Alert, Button, Group, Paper, Stack, Table, Text, TextInput, Title } from '@mantine/core';
import { IconKey } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isLoopback, type ServerKey, type ServerState } from '../../../shared/domain/models/server.ts';
import { useStudio } from '../../api/index.ts';
import { useServerKeys } from '../../api/server.ts';
import { CodeBlock } from '../../ui/CodeBlock.tsx';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { ErrorAlert } from '../../ui/ErrorAlert.tsx';
import { useFormat } from '../../ui/format.ts';
import { LoadingState } from '../../ui/LoadingState.tsx';
import { Timestamp } from '../../ui/Time.tsx';
import classes from './server.module.css';

/** Keys that programs ask with: made, shown once, counted, revoked. */
export function KeysPanel({ state }: { state: ServerState }) {
  const { t } = useTranslation('server');
  const studio = useStudio();
  const keys = useServerKeys(state.figures.requests);
  const [name, setName] = useState('');
  const [revoking, setRevoking] = useState<ServerKey | null>(null);
  const make = useMutation({
    mutationFn: () => studio.server.makeKey({ name: name.trim() }),
    onSuccess: () => setName(''),
  });
  const revoke = useMutation({
    mutationFn: (id: string) => studio.server.revokeKey({ id }),
    onSuccess: () => setRevoking(null),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() !== '') make.mutate();
  };
  const isLast = keys.data?.length === 1;
  const last = t(isLoopback(state.settings.host) ? 'keys.revokeLast' : 'keys.revokeLastOpen');
  return (
    <Paper component="section" withBorder p="md" aria-labelledby="server-keys">
      <Title order={2} size="h3" id="server-keys" mb="xs">
        {t('keys.title')}
      </Title>
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          {t(state.needsKey ? 'keys.needed' : 'keys.open')}
        </Text>
        {keys.isPending && <LoadingState lines={2} />}
        {keys.isError && <ErrorAlert error={keys.error} onRetry={() => void keys.refetch()} />}
        {make.data && (
          <Alert
            role="status"
            icon={<IconKey aria-hidden />}
            title={t('keys.madeTitle', { name: make.data.made.name })}
            className={classes.made ?? ''}
          >
            <Stack gap="xs">
              <Text size="sm">{t('keys.madeText')}</Text>
              <CodeBlock label={t('keys.made')} text={make.data.key} />
              <Group>
                <Button size="compact-sm" variant="default" onClick={make.reset}>
                  {t('keys.hide')}
                </Button>
              </Group>
            </Stack>
          </Alert>
        )}
        {keys.data && keys.data.length > 0 && <KeyTable keys={keys.data} onRevoke={setRevoking} />}
        <form onSubmit={submit}>
          <Group align="end" gap="sm">
            <TextInput
              className={classes.grow ?? ''}
              label={t('keys.name')}
              placeholder={t('keys.namePlaceholder')}
              maxLength={100}
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
            />
            <Button type="submit" variant="default" disabled={name.trim() === ''} loading={make.isPending}>
              {t('keys.make')}
            </Button>
          </Group>
        </form>
        {make.error && <ErrorAlert error={make.error} onClose={make.reset} />}
      </Stack>
      <ConfirmDialog
        opened={revoking !== null}
        title={t('keys.revokeTitle', { name: revoking?.name ?? '' })}
        text={isLast ? `${t('keys.revokeText')} ${last}` : t('keys.revokeText')}
        confirmLabel={t('keys.revoke')}
        pending={revoke.isPending}
        error={revoke.error}
        onConfirm={() => revoking && revoke.mutate(revoking.id)}
        onClose={() => {
          revoke.reset();
          setRevoking(null);
        }}
      />
    </Paper>
  );
}

function KeyTable({ keys, onRevoke }: { keys: readonly ServerKey[]; onRevoke: (key: ServerKey) => void }) {
  const { t } = useTranslation('server');
  const format = useFormat();
  return (
    <Table.ScrollContainer minWidth={560}>
      <Table aria-labelledby="server-keys">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('keys.columns.name')}</Table.Th>
            <Table.Th>{t('keys.columns.created')}</Table.Th>
            <Table.Th>{t('keys.columns.used')}</Table.Th>
            <Table.Th ta="end">{t('keys.columns.requests')}</Table.Th>
            <Table.Th ta="end">{t('keys.columns.tokens')}</Table.Th>
            <Table.Td className="at-hand" />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {keys.map((key) => (
            <Table.Tr key={key.id}>
              <Table.Td>
                {key.name}
                <Text span c="dimmed" size="sm" display="block" ff="monospace">
                  {key.beginning}…
                </Text>
              </Table.Td>
              <Table.Td>
                <Timestamp iso={key.createdAt} />
              </Table.Td>
              <Table.Td>{key.lastUsedAt ? <Timestamp iso={key.lastUsedAt} /> : t('keys.never')}</Table.Td>
              <Table.Td ta="end" className="tabular">
                {format.integer(key.requests)}
              </Table.Td>
              <Table.Td ta="end" className="tabular">
                {format.integer(key.promptTokens + key.completionTokens)}
              </Table.Td>
              <Table.Td ta="end" className="at-hand">
                <Button
                  size="compact-sm"
                  variant="default"
                  aria-label={t('keys.revokeNamed', { name: key.name })}
                  onClick={() => onRevoke(key)}
                >
                  {t('keys.revoke')}
                </Button>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
