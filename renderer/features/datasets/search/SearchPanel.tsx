import { Alert, Anchor, Button, Group, Select, Stack, Text, Textarea } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { type FormEvent, lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { bodyOf } from '../../../../shared/domain/architectures/index.ts';
import { wordedColumns } from '../../../../shared/domain/columns.ts';
import type { Dataset } from '../../../../shared/domain/datasets/dataset.ts';
import { taskOf } from '../../../../shared/domain/tasks/index.ts';
import { useBases } from '../../../api/bases.ts';
import { useModels } from '../../../api/index.ts';
import { ErrorAlert } from '../../../ui/ErrorAlert.tsx';
import { ProgressCard } from '../../../ui/ProgressCard.tsx';
import { MatchTable } from './MatchTable.tsx';
import { useSearch } from './useSearch.ts';

const RowMap = lazy(async () => ({ default: (await import('./RowMap.tsx')).RowMap }));

const WORDS = 'words';
const MOST_CHARACTERS = 20_000;

/** Finds the rows that are most like a text. */
export function SearchPanel({ dataset, onRow }: { dataset: Dataset; onRow: (row: number) => void }) {
  const { t } = useTranslation('search');
  const bases = useBases();
  const models = useModels();
  const newestFirst = (one: { createdAt: string }, other: { createdAt: string }) =>
    other.createdAt.localeCompare(one.createdAt);
  // Those that were trained for it stand before those of others.
  const encoders = [
    ...(models.data ?? [])
      .filter(({ recipe }) => taskOf(recipe).programs.form === 'searches')
      .toSorted(newestFirst)
      .map(({ id, name }) => ({ kind: 'model' as const, id, name })),
    ...(bases.data ?? [])
      .filter(({ config }) => bodyOf(config) === 'encoder')
      .toSorted(newestFirst)
      .map(({ id, name }) => ({ kind: 'base' as const, id, name })),
  ];
  const columns = wordedColumns(dataset.columns).toSorted((one, other) => other.meanLength - one.meanLength);
  const [query, setQuery] = useState('');
  const [column, setColumn] = useState(columns[0]?.name ?? '');
  const [chosen, setChosen] = useState<string | null>(null);
  const { state, start, cancel } = useSearch();
  const by = encoders.some(({ id }) => id === chosen) || chosen === WORDS ? chosen : (encoders[0]?.id ?? WORDS);
  const encoder = encoders.find(({ id }) => id === by);
  const search = (text: string) => {
    if (text.trim() === '') return;
    const model = encoder ? { kind: encoder.kind, id: encoder.id } : { kind: 'words' as const };
    void start({ id: dataset.id, query: text.slice(0, MOST_CHARACTERS), column, model, top: 20 });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    search(query);
  };
  return (
    <Stack>
      <form onSubmit={submit} aria-label={t('title')}>
        <Stack gap="sm">
          <Textarea
            label={t('query')}
            description={t('queryHint')}
            autosize
            maxRows={6}
            maxLength={MOST_CHARACTERS}
            value={query}
            onChange={(event) => setQuery(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) submit(event);
            }}
          />
          <Group align="end">
            <Select
              label={t('column')}
              allowDeselect={false}
              data={columns.map(({ name }) => name)}
              value={column}
              onChange={(value) => value !== null && setColumn(value)}
            />
            <Select
              label={t('by')}
              allowDeselect={false}
              miw={240}
              data={[
                ...encoders.map(({ id, name }) => ({ value: id, label: t('byMeaning', { name }) })),
                { value: WORDS, label: t('byWords') },
              ]}
              value={by}
              onChange={setChosen}
            />
            <Button type="submit" disabled={query.trim() === ''} leftSection={<IconSearch size={18} aria-hidden />}>
              {t('search')}
            </Button>
          </Group>
        </Stack>
      </form>
      {bases.data && encoders.length === 0 && (
        <Alert color="gray">
          <Text size="sm">
            {t('noEncoder')}{' '}
            <Anchor component={Link} to="/models?add" size="sm" underline="always">
              {t('addEncoder')}
            </Anchor>
          </Text>
        </Alert>
      )}
      {state.state === 'working' && (
        <ProgressCard
          title={t(state.share === null ? 'searching' : 'embedding')}
          share={state.share}
          onCancel={cancel}
        />
      )}
      {state.state === 'failed' && <ErrorAlert title={t('failed')} error={state.error} onRetry={() => search(query)} />}
      {state.state === 'done' && (
        <MatchTable
          found={state.found}
          onRow={onRow}
          onLike={(text) => {
            setQuery(text);
            search(text);
          }}
        />
      )}
      <Suspense>
        <RowMap
          key={`${column} ${by}`}
          dataset={dataset}
          column={column}
          model={encoder ? { kind: encoder.kind, id: encoder.id } : { kind: 'words' }}
          onRow={onRow}
        />
      </Suspense>
    </Stack>
  );
}
