import { Badge, Button, Group, Paper, Stack, Table, Text, Title } from '@mantine/core';
import { IconList } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  CLIENT_GONE,
  MOST_REQUESTS_KEPT,
  type ServerRequest,
  type ServerState,
} from '../../../shared/domain/models/server.ts';
import { useStudio } from '../../api/index.ts';
import { SHOWN_REQUESTS, useServerLog } from '../../api/server.ts';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ErrorAlert } from '../../ui/ErrorAlert.tsx';
import { useFormat } from '../../ui/format.ts';
import { LoadingState } from '../../ui/LoadingState.tsx';
import classes from './server.module.css';

/** What was asked: the newest requests, and a way to delete them all. */
export function LogPanel({ state }: { state: ServerState }) {
  const { t } = useTranslation('server');
  const format = useFormat();
  const studio = useStudio();
  const log = useServerLog(state.figures.requests);
  const [deleting, setDeleting] = useState(false);
  const clear = useMutation({
    mutationFn: () => studio.server.clearLog({}),
    onSuccess: () => setDeleting(false),
  });
  const { requests = [], total = 0 } = log.data ?? {};
  const kept = t('log.kept', { most: format.integer(MOST_REQUESTS_KEPT) });
  const prompts = t(state.settings.logPrompts ? 'log.withPrompts' : 'log.withoutPrompts');
  return (
    <Paper component="section" withBorder p="md" aria-labelledby="server-log">
      <Group justify="space-between" mb="xs">
        <Title order={2} size="h3" id="server-log">
          {t('log.title')}
        </Title>
        {total > 0 && (
          <Button size="compact-sm" variant="default" onClick={() => setDeleting(true)}>
            {t('log.delete')}
          </Button>
        )}
      </Group>
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          {kept}
          {format.gap}
          {prompts}
        </Text>
        {log.isPending && <LoadingState lines={2} />}
        {log.isError && <ErrorAlert error={log.error} onRetry={() => void log.refetch()} />}
        {log.isSuccess && total === 0 && (
          <EmptyState icon={<IconList size={28} />} headingOrder={3} title={t('log.none')} text={t('log.noneHint')} />
        )}
        {requests.length > 0 && <LogTable requests={requests} />}
        {total > SHOWN_REQUESTS && (
          <Text size="sm" c="dimmed">
            {t('log.shown', { shown: format.integer(requests.length), total: format.integer(total) })}
          </Text>
        )}
      </Stack>
      <ConfirmDialog
        opened={deleting}
        title={t('log.deleteTitle')}
        text={t('log.deleteText')}
        confirmLabel={t('log.delete')}
        pending={clear.isPending}
        error={clear.error}
        onConfirm={() => clear.mutate()}
        onClose={() => {
          clear.reset();
          setDeleting(false);
        }}
      />
    </Paper>
  );
}

const COLUMNS = ['time', 'endpoint', 'model', 'key', 'status', 'tokens', 'first', 'took'] as const;

function LogTable({ requests }: { requests: readonly ServerRequest[] }) {
  const { t } = useTranslation('server');
  return (
    <Table.ScrollContainer minWidth={820} maxHeight={480} tabIndex={0}>
      <Table aria-labelledby="server-log" stickyHeader>
        <Table.Thead>
          <Table.Tr>
            {COLUMNS.map((column) => (
              <Table.Th key={column}>{t(`log.columns.${column}`)}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {requests.map((request) => (
            <Row key={request.id} request={request} />
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function Row({ request }: { request: ServerRequest }) {
  const { t } = useTranslation('server');
  const format = useFormat();
  const { at, endpoint, model, key, status, problem, promptTokens, completionTokens, firstTokenMs, latencyMs } =
    request;
  const none = '–';
  return (
    <>
      <Table.Tr>
        <Table.Td className={classes.figure ?? ''}>{format.time(Date.parse(at))}</Table.Td>
        <Table.Td>{endpoint === '' ? none : <code>{endpoint}</code>}</Table.Td>
        <Table.Td>{model ?? none}</Table.Td>
        <Table.Td>{key ?? none}</Table.Td>
        <Table.Td>
          <Badge variant="light" color={status < 400 ? 'green' : status === CLIENT_GONE ? 'gray' : 'red'}>
            {status}
          </Badge>{' '}
          <Text span size="sm" className={classes.break ?? ''}>
            {status === CLIENT_GONE ? t('log.gone') : problem}
          </Text>
        </Table.Td>
        <Table.Td className={classes.figure ?? ''}>
          {format.integer(promptTokens)} + {format.integer(completionTokens)}
        </Table.Td>
        <Table.Td className={classes.figure ?? ''}>
          {firstTokenMs === null ? none : inMilliseconds(format, firstTokenMs)}
        </Table.Td>
        <Table.Td className={classes.figure ?? ''}>{inMilliseconds(format, latencyMs)}</Table.Td>
      </Table.Tr>
      {request.prompt !== undefined && (
        <Table.Tr>
          <Table.Td colSpan={COLUMNS.length}>
            <details>
              <summary>{t('log.details')}</summary>
              <Text size="sm" ff="monospace" className={classes.break ?? ''}>
                {request.prompt}
              </Text>
              <Text size="sm" className={classes.break ?? ''} mt="xs">
                {request.answer}
              </Text>
            </details>
          </Table.Td>
        </Table.Tr>
      )}
    </>
  );
}

const inMilliseconds = (format: ReturnType<typeof useFormat>, ms: number): string =>
  ms < 10_000 ? `${format.integer(ms)} ms` : format.duration(ms);
