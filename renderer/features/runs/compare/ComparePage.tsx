import { Alert, Anchor, MultiSelect, Stack } from '@mantine/core';
import { IconChartLine } from '@tabler/icons-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import type { Run } from '../../../../shared/domain/runs/run.ts';
import { MOST_COMPARED } from '../../../../shared/domain/runs/runCurve.ts';
import { useRuns, useStudioQuery } from '../../../api/index.ts';
import { BackLink } from '../../../ui/BackLink.tsx';
import { EmptyState } from '../../../ui/EmptyState.tsx';
import { ErrorAlert } from '../../../ui/ErrorAlert.tsx';
import { LoadingState } from '../../../ui/LoadingState.tsx';
import { PageHeader } from '../../../ui/PageHeader.tsx';
import { BestBadge } from './BestBadge.tsx';
import { CompareCharts } from './CompareCharts.tsx';
import { CompareNotice } from './CompareNotice.tsx';
import { CompareTable } from './CompareTable.tsx';
import { CompareTexts } from './CompareTexts.tsx';
import classes from './compare.module.css';
import { type ComparedRun, compare } from './comparison.ts';
import { RunSwatch } from './RunSwatch.tsx';

/** Several runs beside one another. Which ones is in the address, so that a comparison can be kept and come back to. */
export default function ComparePage() {
  const { t } = useTranslation(['compare', 'runs']);
  const [searchParams, setSearchParams] = useSearchParams();
  const runs = useRuns();
  const wanted = [...new Set((searchParams.get('ids') ?? '').split(',').filter((id) => id !== ''))].slice(
    0,
    MOST_COMPARED,
  );
  const chosen = wanted.flatMap((id) => runs.data?.find((run) => run.id === id) ?? []);
  const choose = (ids: string[]) => setSearchParams({ ids: ids.join(',') }, { replace: true });
  return (
    <Stack gap="lg" className={classes.runs}>
      <PageHeader
        title={t('title')}
        back={<BackLink to="/runs">{t('runs:page.back')}</BackLink>}
        subtitle={t('subtitle')}
      />
      {runs.isPending && <LoadingState />}
      {runs.isError && <ErrorAlert error={runs.error} onRetry={() => void runs.refetch()} />}
      {runs.data && (
        <>
          <RunPicker runs={runs.data} chosen={chosen} onChange={choose} />
          {chosen.length < wanted.length && (
            <Alert color="gray">{t('gone', { count: wanted.length - chosen.length })}</Alert>
          )}
          {chosen.length < 2 ? (
            <EmptyState icon={<IconChartLine size={28} />} title={t('tooFewTitle')} text={t('tooFewText')} />
          ) : (
            <Comparison runs={chosen} />
          )}
        </>
      )}
    </Stack>
  );
}

interface PickerProps {
  runs: readonly Run[];
  chosen: readonly Run[];
  onChange: (ids: string[]) => void;
}

function RunPicker({ runs, chosen, onChange }: PickerProps) {
  const { t } = useTranslation('compare');
  return (
    <MultiSelect
      label={t('picker')}
      description={t('pickerHint', { most: MOST_COMPARED })}
      inputWrapperOrder={['label', 'input', 'description']}
      data={runs.map(({ id, name }) => ({ value: id, label: name }))}
      value={chosen.map(({ id }) => id)}
      onChange={onChange}
      maxValues={MOST_COMPARED}
      // Where no more can be chosen, a field to look for them would only take a line.
      searchable={chosen.length < MOST_COMPARED}
      hidePickedOptions
      nothingFoundMessage={t('pickerNothing')}
    />
  );
}

function Comparison({ runs }: { runs: readonly Run[] }) {
  const { t } = useTranslation('compare');
  const ids = runs.map(({ id }) => id);
  const curves = useStudioQuery(['runs', 'curves', ids.join(',')], (studio, signal) =>
    studio.runs.curves({ ids }, { signal }),
  );
  const compared = useMemo(
    () =>
      runs.flatMap((run): ComparedRun[] => {
        const curve = curves.data?.find(({ id }) => id === run.id);
        return curve ? [{ run, curve }] : [];
      }),
    [runs, curves.data],
  );
  if (curves.isError) return <ErrorAlert error={curves.error} onRetry={() => void curves.refetch()} />;
  if (compared.length < runs.length) return <LoadingState />;
  const verdict = compare(compared);
  const lowestName = runs.find(({ id }) => id === verdict.lowest)?.name ?? null;
  return (
    <>
      <CompareNotice verdict={verdict} lowestName={lowestName} />
      <ul className={classes.legend} aria-label={t('legend')}>
        {runs.map((run, place) => (
          <li key={run.id} className={classes.legendItem}>
            <RunSwatch place={place} />
            <Anchor component={Link} to={`/runs/${run.id}`} inherit>
              {run.name}
            </Anchor>
            {verdict.best === run.id && <BestBadge />}
          </li>
        ))}
      </ul>
      <CompareCharts compared={compared} />
      <CompareTable compared={compared} verdict={verdict} />
      <CompareTexts runs={runs} />
    </>
  );
}
