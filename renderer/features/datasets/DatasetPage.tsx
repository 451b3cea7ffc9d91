import { Alert, Button, Group, Tabs } from '@mantine/core';
import { IconAlertTriangle, IconFlame, IconSparkles } from '@tabler/icons-react';
import { lazy, Suspense, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams } from 'react-router';
import type { Dataset } from '../../../shared/domain/datasets/dataset.ts';
import { ALL_ROWS, type RowView } from '../../../shared/domain/datasets/datasetView.ts';
import type { ImportFormat } from '../../../shared/domain/datasets/importOptions.ts';
import { useDataset, useModels } from '../../api/index.ts';
import { BackLink } from '../../ui/BackLink.tsx';
import { useFormat } from '../../ui/format.ts';
import { LoadFailed } from '../../ui/LoadFailed.tsx';
import { LoadingState } from '../../ui/LoadingState.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { lookAt } from '../../ui/related.ts';
import { StatRow, StatTile } from '../../ui/StatTile.tsx';
import { RelativeTime } from '../../ui/Time.tsx';
import { useAddressState } from '../../ui/useAddressState.ts';
import { ColumnTable } from './ColumnTable.tsx';
import { DatasetActions } from './DatasetActions.tsx';
import { datasetAddress, TABS } from './datasetAddress.ts';
import { DoctorPanel } from './doctor/DoctorPanel.tsx';
import type { GridPlace } from './doctor/gridPlace.ts';
import { RejectionTable } from './RejectionTable.tsx';
import { ChartsPanel } from './rows/ChartsPanel.tsx';
import { HistoryPanel } from './rows/HistoryPanel.tsx';
import { RowGrid } from './rows/RowGrid.tsx';
import { afterRenaming, findingFilter, withoutStale } from './rows/rowsFilter.ts';
import { SearchPanel } from './search/SearchPanel.tsx';
import { useDelimiterName } from './useDelimiterName.ts';

const LabelPanel = lazy(async () => ({ default: (await import('./labels/LabelPanel.tsx')).LabelPanel }));

export default function DatasetPage() {
  const { t } = useTranslation(['datasets', 'common']);
  const { id = '' } = useParams();
  const { data: dataset, error, refetch } = useDataset(id);
  // A data set that was removed elsewhere stays in the cache beside the error.
  if (error) {
    return (
      <LoadFailed
        error={error}
        missing={{ title: t('missing.title'), text: t('missing.text') }}
        back={{ address: '/datasets', label: t('page.back') }}
        onRetry={() => void refetch()}
      />
    );
  }
  return dataset ? <DatasetView key={id} dataset={dataset} /> : <LoadingState />;
}

function DatasetView({ dataset }: { dataset: Dataset }) {
  const { t } = useTranslation(['datasets', 'common', 'doctor', 'labelling', 'search']);
  const format = useFormat();
  const navigate = useNavigate();
  const [place, goToPlace] = useAddressState(datasetAddress);
  const { tab, row } = place;
  useEffect(() => lookAt(null, dataset.id), [dataset.id]);
  const hasModel = useModels().data?.some((model) => model.datasetId === dataset.id) ?? false;
  const view = useMemo(() => withoutStale(place.view, dataset), [place.view, dataset]);
  const setView = (wanted: RowView) => goToPlace({ view: wanted });
  /** The row that the grid opens at. */
  const [start, setStart] = useState<number | null>(null);
  const goTo = (name: string | null) => {
    setStart(null);
    goToPlace({ tab: TABS.find((one) => one === name) ?? 'preview' });
  };
  const openGrid = (wanted: GridPlace) => {
    const filters = 'row' in wanted ? [] : [findingFilter(wanted.finding, dataset.rows)];
    goToPlace({ tab: 'preview', view: { ...ALL_ROWS, filters }, row: 0 });
    setStart('row' in wanted ? wanted.row : 0);
  };
  return (
    <>
      <PageHeader
        title={dataset.name}
        subtitle={dataset.fileName}
        back={<BackLink to="/datasets">{t('page.back')}</BackLink>}
        actions={
          <>
            <Button
              size="md"
              component={Link}
              to={`/train/new?dataset=${encodeURIComponent(dataset.id)}`}
              leftSection={<IconFlame size={20} aria-hidden />}
            >
              {t('page.train')}
            </Button>
            {hasModel && (
              <Button
                size="md"
                variant="default"
                component={Link}
                to="/playground"
                leftSection={<IconSparkles size={20} aria-hidden />}
              >
                {t('page.tryModel')}
              </Button>
            )}
            <DatasetActions dataset={dataset} onRemoved={() => void navigate('/datasets')} />
          </>
        }
      />
      <DatasetFacts dataset={dataset} />
      {dataset.rejected > dataset.rows && tab !== 'rejected' && (
        <Alert color="red" mt="lg" icon={<IconAlertTriangle aria-hidden />}>
          <Group justify="space-between">
            {t('importing.mostlyRejected', {
              formatted: format.integer(dataset.rejected),
              total: format.integer(dataset.rows + dataset.rejected),
            })}
            <Button size="xs" variant="default" onClick={() => goTo('rejected')}>
              {t('importing.showRejected')}
            </Button>
          </Group>
        </Alert>
      )}
      <Tabs value={tab} onChange={goTo} keepMounted={false} mt="lg">
        <Tabs.List mb="md">
          <Tabs.Tab value="preview">{t('page.tabs.preview')}</Tabs.Tab>
          <Tabs.Tab value="columns">
            {t('page.tabs.columns')} ({format.integer(dataset.columns.length)})
          </Tabs.Tab>
          <Tabs.Tab value="search">{t('search:tab')}</Tabs.Tab>
          <Tabs.Tab value="label">{t('labelling:tab')}</Tabs.Tab>
          <Tabs.Tab value="doctor">{t('doctor:tab')}</Tabs.Tab>
          <Tabs.Tab value="rejected">
            {t('page.tabs.rejected')} ({format.integer(dataset.rejected)})
          </Tabs.Tab>
          <Tabs.Tab value="charts">{t('page.tabs.charts')}</Tabs.Tab>
          <Tabs.Tab value="history">{t('page.tabs.history')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="preview">
          <RowGrid
            dataset={dataset}
            view={view}
            start={start}
            place={row}
            onView={setView}
            onPlace={(last) => goToPlace({ row: last })}
          />
        </Tabs.Panel>
        <Tabs.Panel value="columns">
          <ColumnTable dataset={dataset} onRenamed={(column, name) => setView(afterRenaming(view, column, name))} />
        </Tabs.Panel>
        <Tabs.Panel value="search">
          <SearchPanel key={dataset.version} dataset={dataset} onRow={(found) => openGrid({ row: found })} />
        </Tabs.Panel>
        <Tabs.Panel value="label">
          <Suspense fallback={<LoadingState />}>
            <LabelPanel dataset={dataset} onRow={(found) => openGrid({ row: found })} />
          </Suspense>
        </Tabs.Panel>
        <Tabs.Panel value="doctor">
          <DoctorPanel dataset={dataset} onGrid={openGrid} />
        </Tabs.Panel>
        <Tabs.Panel value="rejected">
          <RejectionTable dataset={dataset} />
        </Tabs.Panel>
        <Tabs.Panel value="charts">
          <ChartsPanel dataset={dataset} view={view} />
        </Tabs.Panel>
        <Tabs.Panel value="history">
          <HistoryPanel dataset={dataset} />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}

function DatasetFacts({ dataset }: { dataset: Dataset }) {
  const { t } = useTranslation(['datasets', 'common']);
  const format = useFormat();
  const delimiterName = useDelimiterName();
  return (
    <StatRow>
      <StatTile label={t('page.facts.rows')} value={format.integer(dataset.rows)} />
      <StatTile label={t('page.facts.columns')} value={format.integer(dataset.columns.length)} />
      <StatTile label={t('page.facts.rejected')} value={format.integer(dataset.rejected)} />
      <StatTile
        label={t('page.facts.size')}
        value={format.bytes(dataset.bytes)}
        hint={t('page.facts.bytes', { formatted: format.integer(dataset.bytes) })}
      />
      {dataset.encoding !== '' && <StatTile label={t('page.facts.encoding')} value={dataset.encoding.toUpperCase()} />}
      {dataset.delimiter === '' ? (
        <StatTile label={t('wizard.format')} value={t(`format.${dataset.format as ImportFormat}`)} />
      ) : (
        <StatTile label={t('page.facts.delimiter')} value={delimiterName(dataset.delimiter)} />
      )}
      <StatTile label={t('page.facts.imported')} value={<RelativeTime iso={dataset.createdAt} />} />
    </StatRow>
  );
}
