import { Button, Paper, Select, Stack, Table, Text, Title } from '@mantine/core';
import { IconServer } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { ServedModelFacts, ServerState } from '../../../shared/domain/models/server.ts';
import { useBases } from '../../api/bases.ts';
import { useModels } from '../../api/index.ts';
import { useChangeServer } from '../../api/server.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ErrorAlert } from '../../ui/ErrorAlert.tsx';
import { useFormat } from '../../ui/format.ts';

type Change = Pick<ServedModelFacts, 'kind' | 'id'> & { served: boolean };

/** Which models are served, and another one to choose. */
export function ServedModels({ state }: { state: ServerState }) {
  const { t } = useTranslation('server');
  const format = useFormat();
  const models = useModels().data ?? [];
  const bases = useBases().data ?? [];
  const change = useChangeServer<Change>((studio, input) => studio.server.serve(input));
  const served = new Set(state.models.map(({ id }) => id));
  const items = (kind: 'model' | 'base', list: readonly { id: string; name: string }[]) =>
    list.filter(({ id }) => !served.has(id)).map(({ id, name }) => ({ value: `${kind}:${id}`, label: name }));
  const groups = [
    { group: t('models.trained'), items: items('model', models) },
    { group: t('models.bases'), items: items('base', bases) },
  ].filter((group) => group.items.length > 0);
  const add = (value: string | null) => {
    const [kind, id = ''] = (value ?? '').split(':');
    if (kind === 'model' || kind === 'base') change.mutate({ kind, id, served: true });
  };
  return (
    <Paper component="section" withBorder p="md" aria-labelledby="served-models">
      <Title order={2} size="h3" id="served-models" mb="xs">
        {t('models.title')}
      </Title>
      <Stack gap="sm">
        {state.models.length === 0 ? (
          <EmptyState
            icon={<IconServer size={28} />}
            headingOrder={3}
            title={t('models.none')}
            text={t('models.noneHint')}
          />
        ) : (
          <Table.ScrollContainer minWidth={500}>
            <Table aria-labelledby="served-models">
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{t('models.name')}</Table.Th>
                  <Table.Th>{t('models.id')}</Table.Th>
                  <Table.Th>{t('models.does')}</Table.Th>
                  <Table.Td className="at-hand" />
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {state.models.map(({ kind, id, name, abilities }) => (
                  <Table.Tr key={id}>
                    <Table.Td>{name}</Table.Td>
                    <Table.Td>
                      <code>{id}</code>
                    </Table.Td>
                    <Table.Td>{format.list(abilities.map((ability) => t(`ability.${ability}`)))}</Table.Td>
                    <Table.Td ta="end" className="at-hand">
                      <Button
                        size="compact-sm"
                        variant="default"
                        aria-label={t('models.stopNamed', { name })}
                        disabled={change.isPending}
                        onClick={() => change.mutate({ kind, id, served: false })}
                      >
                        {t('models.stop')}
                      </Button>
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
        )}
        {groups.length > 0 && (
          <Select
            label={t('models.add')}
            placeholder={t('models.choose')}
            data={groups}
            value={null}
            maw={360}
            disabled={change.isPending}
            onChange={add}
          />
        )}
        {change.error && <ErrorAlert error={change.error} onClose={change.reset} />}
        {state.models.length > 0 && state.url === null && (
          <Text size="sm" c="dimmed">
            {t('snippets.off')}
          </Text>
        )}
      </Stack>
    </Paper>
  );
}
